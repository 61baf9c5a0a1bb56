import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../db/client.ts';
import type { Clock } from '../deps.ts';
import type { Mailer } from './mailer.ts';
import { mailboxMails } from './table.ts';

/** Keeps mail in the database instead of sending it, to be read at `/admin/mailbox`: what runs with nothing set up. */
export function mailboxMailer(db: Db, clock: Clock): Mailer {
  return {
    name: 'mailbox',
    async send(mail, key) {
      const { replyTo, reference: _, ...rest } = mail;
      const createdAt = clock.now();
      const headers = replyTo === undefined ? mail.headers : { 'Reply-To': replyTo, ...mail.headers };
      const row = { ...rest, id: uuidv7({ msecs: createdAt.getTime() }), key, headers, createdAt };
      const [kept] = await db
        .insert(mailboxMails)
        .values(row)
        .onConflictDoNothing({ target: mailboxMails.key })
        .returning({ id: mailboxMails.id });
      return { kind: 'sent', providerId: kept?.id ?? (await idUnder(db, key)) };
    },
    async close() {},
  };
}

async function idUnder(db: Db, key: string): Promise<string> {
  const [earlier] = await db.select({ id: mailboxMails.id }).from(mailboxMails).where(eq(mailboxMails.key, key));
  return earlier?.id ?? '';
}

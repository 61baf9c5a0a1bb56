import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { mailboxMails } from './table.ts';

/** A mail of the mailbox with all it holds. */
export type KeptMail = typeof mailboxMails.$inferSelect;
/** What a list of mails shows. */
export type MailSummary = Pick<KeptMail, 'id' | 'to' | 'from' | 'subject' | 'createdAt'>;

/**
 * The mailbox, newest first, `limit` at a time. `before` is the id of the last mail of the page above: the list goes
 * on below it (keyset pagination), however many have come since. `scope`: which mails its reader may see; undefined: all.
 */
export async function listMails(
  db: Db,
  page: { before?: string | undefined; limit: number; scope?: SQL | undefined },
): Promise<MailSummary[]> {
  const { id, to, from, subject, createdAt } = mailboxMails;
  return await db
    .select({ id, to, from, subject, createdAt })
    .from(mailboxMails)
    .where(
      and(
        page.scope,
        page.before === undefined
          ? undefined
          : sql`(${createdAt}, ${id}) < (select created_at, id from mailbox_mails where id = ${page.before})`,
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(page.limit);
}

/** One mail of the mailbox; undefined where there is none in `scope`. `id` must be a UUID. */
export async function findMail(db: Db, id: string, scope?: SQL): Promise<KeptMail | undefined> {
  const [mail] = await db
    .select()
    .from(mailboxMails)
    .where(and(eq(mailboxMails.id, id), scope));
  return mail;
}

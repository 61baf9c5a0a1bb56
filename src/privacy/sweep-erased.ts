import { gte, inArray } from 'drizzle-orm';
import { erasedHash } from '../consents/erased.ts';
import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { mailboxMails } from '../mail/table.ts';
import { dropKioskLeftovers } from './drop-kiosk-leftovers.ts';

const hour = 3_600_000;

/**
 * Deletes what erasing somebody may have left: mails that came to the mailbox meanwhile, and what kiosks had sent, which
 * goes only after the commit, and not where the process was killed in between. What kiosks sent since is of somebody
 * who came back, and stays. The job carries hashes, for the address must not be kept anywhere.
 */
export async function sweepErased(
  deps: Pick<Deps, 'db' | 'config'>,
  { hashes, since }: JobPayloads['privacy.sweep'],
): Promise<void> {
  const isTheirs = (email: string) => hashes.includes(erasedHash(deps.config.secret, email));
  await sweepMailbox(deps.db, isTheirs, new Date(Date.parse(since) - hour));
  await dropKioskLeftovers(deps, isTheirs, new Date(since));
}

async function sweepMailbox(db: Db, isTheirs: (email: string) => boolean, from: Date): Promise<void> {
  const recent = await db
    .select({ id: mailboxMails.id, to: mailboxMails.to })
    .from(mailboxMails)
    .where(gte(mailboxMails.createdAt, from));
  const gone = recent.filter(({ to }) => isTheirs(to)).map(({ id }) => id);
  if (gone.length > 0) await db.delete(mailboxMails).where(inArray(mailboxMails.id, gone));
}

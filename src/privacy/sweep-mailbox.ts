import { gte, inArray } from 'drizzle-orm';
import { erasedHash } from '../consents/erased.ts';
import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { mailboxMails } from '../mail/table.ts';

const hour = 3_600_000;

/**
 * Deletes from the mailbox what came there while its reader was being erased. The job carries hashes, for the address
 * must not be kept anywhere.
 */
export async function sweepMailbox(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  { hashes, since }: JobPayloads['privacy.sweep'],
): Promise<void> {
  const recent = await db
    .select({ id: mailboxMails.id, to: mailboxMails.to })
    .from(mailboxMails)
    .where(gte(mailboxMails.createdAt, new Date(Date.parse(since) - hour)));
  const gone = recent.filter(({ to }) => hashes.includes(erasedHash(config.secret, to))).map(({ id }) => id);
  if (gone.length > 0) await db.delete(mailboxMails).where(inArray(mailboxMails.id, gone));
}

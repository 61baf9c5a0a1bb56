import { sql } from 'drizzle-orm';
import { erasedHash } from '../consents/erased.ts';
import { unlessBlocked } from '../consents/suppress.ts';
import { erasedAddresses } from '../consents/table.ts';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';

type Suppressing = {
  messageIds: string[];
  /** Whom the provider names, by message; where it names nobody, the contact's own address is meant. */
  addresses?: Map<string, string>;
  reason: 'bounced' | 'complained' | 'soft-bounces';
  at: Date;
};

/**
 * Has no further mail go to the addresses that these went to. Of somebody who was erased since, nothing is kept that can
 * be read.
 */
export async function suppressAddresses(
  tx: Tx,
  secret: string,
  { messageIds, addresses, reason, at }: Suppressing,
): Promise<void> {
  if (messageIds.length === 0) return;
  const people = await tx.execute<{ id: string; email: string; erased: boolean }>(sql`
    select m.id, c.email, c.erased_at is not null as erased from messages m join contacts c on c.id = m.contact_id
    where m.id in ${idList(messageIds)}`);
  const emailOf = ({ id, email }: { id: string; email: string }) => addresses?.get(id) ?? email;
  const known = people.filter(({ erased }) => !erased).map(emailOf);
  await tx.execute(sql`
    insert into suppressions (email, reason, at)
    select email, ${reason}, ${at.toISOString()}::timestamptz
    from (select distinct jsonb_array_elements_text(${JSON.stringify(known)}::jsonb) as email) as one order by email
    ${unlessBlocked}`);
  const hashes = people
    .filter((one) => one.erased && addresses?.has(one.id))
    .map((one) => ({ hash: erasedHash(secret, emailOf(one)), reason: 'suppressed' as const, at }));
  if (hashes.length > 0) await tx.insert(erasedAddresses).values(hashes).onConflictDoNothing();
}

import { sql } from 'drizzle-orm';
import { unlessBlocked } from '../consents/suppress.ts';
import type { Tx } from '../db/client.ts';

/**
 * What a provider tells of an answer. `address`: whom it names, where it names anybody; `suppress`: that address takes no
 * mail any more; `failed`: it did not arrive.
 */
type AnswerTold = {
  answerId: string;
  address: string | undefined;
  suppress: 'bounced' | 'complained' | undefined;
  failed: boolean;
  reason: string;
};

/**
 * Marks the answers that came back, each in its conversation, which waits again; and writes no more to an address that
 * takes none for good, or whose owner called it spam. Told again, or of what is no answer, it changes nothing. A bounce
 * may be told before the answer is noted as sent: it stays one.
 */
export async function noteAnswerBounces(tx: Tx, told: AnswerTold[], now: Date): Promise<void> {
  if (told.length === 0) return;
  const rows = told.map(({ answerId, reason, ...one }) => {
    return { id: answerId, reason: reason.slice(0, 500).toWellFormed(), ...one };
  });
  const at = sql`${now.toISOString()}::timestamptz`;
  const table = sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as told(id uuid, address text, suppress text, failed boolean, reason text)`;
  await tx.execute(sql`
    with failed as (
      update answers set state = 'failed', reason = told.reason from ${table}
      where answers.id = told.id and told.failed and answers.state <> 'failed'
      returning answers.conversation_id
    )
    update conversations set waiting_since = coalesce(waiting_since, ${at}) from failed
    where conversations.id = failed.conversation_id`);
  await tx.execute(sql`
    insert into suppressions (email, reason, at)
    select distinct on (c.email) c.email, told.suppress, ${at}
    from ${table} join answers on answers.id = told.id join contacts c on c.id = answers.contact_id
    where told.suppress is not null and c.erased_at is null and coalesce(told.address, c.email) = c.email
    order by c.email ${unlessBlocked}`);
}

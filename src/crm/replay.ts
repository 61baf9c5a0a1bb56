import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { Cause } from './connector.ts';
import { resetGate } from './reset-gate.ts';
import { wakeCrms } from './wake.ts';

type Replay = {
  connectorId: string;
  organizerId: string | null;
  /** Of whom; left out: of everyone whose push failed, was refused or given up. */
  contactId?: string;
  /** With this cause alone. */
  cause?: Cause;
};

/** Tries again at once what failed, was refused or given up, as if for the first time. Returns how many. */
export async function replay(deps: Pick<Deps, 'db' | 'clock'>, asked: Replay): Promise<number> {
  const { connectorId, organizerId, contactId, cause } = asked;
  const at = deps.clock.now();
  const now = sql`${at.toISOString()}::timestamptz`;
  return await deps.db.transaction(async (tx) => {
    const again = await tx.execute<{ id: string }>(sql`
      update crm_sync_states set state = 'waiting', version = version + 1, attempts = 0, failing_since = null,
        next_try_at = ${now}, dirty_since = coalesce(dirty_since, ${now}), sent_hash = null
      where connector_id = ${connectorId}::uuid
        and ${contactId === undefined ? sql`(state in ('refused', 'dead') or (state = 'waiting' and cause is not null))` : sql`contact_id = ${contactId}::uuid`}
        and ${cause === undefined ? sql`true` : sql`cause = ${cause}`}
      returning contact_id as id`);
    const farewells =
      contactId === undefined
        ? await tx.execute(sql`
            update crm_farewells set state = 'waiting', attempts = 0, next_try_at = ${now}
            where connector_id = ${connectorId}::uuid and (state = 'dead' or (state = 'by-hand' and cause is not null))
              and ${cause === undefined ? sql`true` : sql`cause = ${cause}`}
            returning id`)
        : [];
    const count = again.length + farewells.length;
    if (count === 0) return 0;
    await resetGate(tx, connectorId);
    const detail = { connectorId, ...(contactId ? { contactId } : {}), ...(cause ? { cause } : {}) };
    await recordAudit(tx, { organizerId, action: 'crm.replayed', detail, count, at });
    await wakeCrms(tx, [connectorId]);
    return count;
  });
}

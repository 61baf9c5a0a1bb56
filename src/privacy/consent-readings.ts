import { waits } from '../consents/queries.ts';
import type { consents } from '../consents/table.ts';

type Consent = typeof consents.$inferSelect;

/**
 * Where a ledger stands for one purpose, channel and subject. `waiting`: asked for, and not confirmed by its owner.
 * `grants` are those that make it `granted`; `last` is the withdrawal that makes it `withdrawn`, or else any entry.
 */
export type Reading = { state: 'granted' | 'waiting' | 'withdrawn'; grants: Consent[]; last: Consent };

/** Reads a ledger as the one that sends does: at the same moment, the stricter entry counts. */
export function readLedger(entries: Consent[]): Map<string, Reading> {
  const byKey = Map.groupBy(entries, ({ purpose, channel, subject }) => `${purpose} ${channel} ${subject}`);
  const readings = new Map<string, Reading>();
  for (const [key, ofKey] of byKey) {
    const [first] = ofKey;
    if (!first) continue;
    const withdrawal = ofKey
      .filter(({ action }) => action === 'withdrawn')
      .reduce<Consent | undefined>((latest, one) => (latest && latest.at >= one.at ? latest : one), undefined);
    const later = ofKey.filter(({ action, at }) => action === 'granted' && (!withdrawal || at > withdrawal.at));
    const grants = later.filter((one) => !waits(one));
    if (later.length === 0) readings.set(key, { state: 'withdrawn', grants, last: withdrawal ?? first });
    else readings.set(key, { state: grants.length > 0 ? 'granted' : 'waiting', grants, last: withdrawal ?? first });
  }
  return readings;
}

/** Whether somebody has said no to anything that is sent, and has not come back to it. */
export function isWithdrawn(entries: Consent[]): boolean {
  return [...readLedger(entries).values()].some(
    ({ state, last }) => state === 'withdrawn' && last.purpose === 'follow-up',
  );
}

import { waits } from '../consents/queries.ts';
import type { consents } from '../consents/table.ts';

type Consent = typeof consents.$inferSelect;

/**
 * Where a ledger stands for one purpose, channel and subject: by grants that count, by a `refusal`, or by neither, asked
 * for and not confirmed by its owner. A no that was said before counts also then: whoever only typed the address again has
 * not taken it back. `last` is any entry.
 */
export type Reading = { grants: Consent[]; refusal: Consent | undefined; last: Consent };

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
    const grants = ofKey.filter(
      (one) => one.action === 'granted' && !waits(one) && (!withdrawal || one.at > withdrawal.at),
    );
    const refusal = grants.length > 0 ? undefined : withdrawal;
    readings.set(key, { grants, refusal, last: withdrawal ?? first });
  }
  return readings;
}

/** Whether somebody has said no to anything that is sent, and has not come back to it. */
export function isWithdrawn(entries: Consent[]): boolean {
  return [...readLedger(entries).values()].some(({ refusal }) => refusal?.purpose === 'follow-up');
}

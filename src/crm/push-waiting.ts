import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { claimBatch } from './claim-batch.ts';
import { pushBatch } from './push-batch.ts';
import { pushFarewells } from './push-farewells.ts';
import { findCrm } from './queries.ts';
import { vendorOf } from './vendors.ts';
import { wakeCrms, wakeLater } from './wake.ts';

/** For how long one job goes on before others have their turn, in milliseconds. */
const slice = 4_000;

/** What this process pushes, by database and connector: whoever is woken meanwhile only says so. */
const pushing = new WeakMap<Db, Map<string, { again: boolean }>>();

/**
 * Pushes what waits at a connector, batch by batch, until nothing is due or its slice of time is over; then there is a job
 * for the rest, now or when the first of it is due. Several workers push different contacts.
 */
export async function pushWaiting(deps: Deps, connectorId: string): Promise<void> {
  const mine = pushing.get(deps.db) ?? new Map<string, { again: boolean }>();
  pushing.set(deps.db, mine);
  const running = mine.get(connectorId);
  if (running) {
    running.again = true;
    return;
  }
  const until = performance.now() + slice;
  const state = { again: false };
  mine.set(connectorId, state);
  let over = false;
  try {
    do {
      state.again = false;
      over = await pushSome(deps, connectorId, until);
    } while (state.again && !over);
  } finally {
    mine.delete(connectorId);
  }
  if (over) await wakeCrms(deps.db, [connectorId]);
  else await wakeLater(deps.db, connectorId, deps.clock.now());
}

/** Returns whether its time was over before everything was through. */
async function pushSome(deps: Deps, connectorId: string, until: number): Promise<boolean> {
  const connector = await findCrm(deps.db, connectorId);
  if (connector?.state !== 'active') return false;
  const { batch: size, inFlight } = vendorOf(connector.vendor).limits;
  const lane = async (): Promise<boolean> => {
    for (;;) {
      if (performance.now() > until) return true;
      const asked = { connectorId, size, inFlight, now: deps.clock.now(), timeout: deps.config.crmTimeout };
      const batch = await claimBatch(deps.db, asked);
      if (!batch) return false;
      // As it is by now: what is sent, and whose yes counts, may have changed since the batch before.
      await pushBatch(deps, (await findCrm(deps.db, connectorId)) ?? connector, batch);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: inFlight }, lane));
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
  const over = lanes.some((one) => one.status === 'fulfilled' && one.value);
  if (!over) await pushFarewells(deps, connector);
  return over;
}

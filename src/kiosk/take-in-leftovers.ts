import { and, eq, inArray } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { Post, Reception } from '../signups/receive-signup.ts';
import { type Kiosk, type Leftover, listLeftovers } from './queries.ts';
import { receiveSealed } from './receive-sealed.ts';
import { kioskLeftovers } from './table.ts';

/** As many as one press takes in. */
const atOnce = 500;

/**
 * Takes in what was set aside of a kiosk, at an organizer's word: what came by a link that had ended comes in now, and
 * what could not be read or was not valid may, where key or campaign have changed since. The rest stays where it is.
 */
export async function takeInLeftovers(
  deps: Deps,
  receive: (post: Post) => Promise<Reception>,
  { kiosk, campaign, organizerId, address }: { kiosk: Kiosk; campaign: Campaign; organizerId: string; address: string },
): Promise<number> {
  const leftovers = await listLeftovers(deps.db, kiosk.id, atOnce);
  const arrivals = leftovers.map(arrivalOf);
  const outcomes = await receiveSealed(deps, receive, { kiosk, campaign, arrivals, address, evenAfterEnd: true });
  const taken = leftovers.flatMap(({ id }, index) =>
    ['kept', 'already'].includes(outcomes[index]?.outcome ?? '') ? [id] : [],
  );
  if (taken.length === 0) return 0;
  await deps.db.transaction(async (tx) => {
    await tx.delete(kioskLeftovers).where(and(eq(kioskLeftovers.kioskId, kiosk.id), inArray(kioskLeftovers.id, taken)));
    const at = deps.clock.now();
    const detail = { name: kiosk.name };
    await recordAudit(tx, { organizerId, action: 'kiosk.leftovers-taken-in', detail, count: taken.length, at });
  });
  return taken.length;
}

function arrivalOf({ id, sealed, deviceSentAt, receivedAt }: Leftover) {
  return { id, sealed, sentAt: deviceSentAt, receivedAt };
}

import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import type { Post, Reception } from '../signups/receive-signup.ts';
import { sealedItem } from './form.ts';
import type { Arrival } from './open-arrivals.ts';
import type { Kiosk } from './queries.ts';
import { type Outcome, receiveSealed } from './receive-sealed.ts';
import { kioskLeftovers } from './table.ts';

/** What a device sent in one request, each item as it came. `sentAt` is the device's clock. */
export type DeviceBatch = { kiosk: Kiosk; campaign: Campaign; items: unknown[]; sentAt: Date; address: string };

/**
 * What a device is told of one item, by its id. It may forget what was kept, was there already, or was refused: what
 * is refused is set aside here. With `later` it has to send again.
 */
export type Answer = { id: string; outcome: 'kept' | 'already' | 'refused' | 'later'; reason?: string };

type LeftoverRow = typeof kioskLeftovers.$inferInsert;

/** A link that fell into wrong hands must not fill the disk. */
const mostLeftovers = 5_000;

/** Takes in what a device sent; answers each item, in order, once all that is said of it is durable. */
export async function receiveBatch(
  deps: Deps,
  receive: (post: Post) => Promise<Reception>,
  { kiosk, campaign, items, sentAt, address }: DeviceBatch,
): Promise<Answer[]> {
  const receivedAt = deps.clock.now();
  const arrivals = items.map((item) => ({ ...readItem(item), sentAt, receivedAt }));
  const outcomes = await receiveSealed(deps, receive, { kiosk, campaign, arrivals, address, evenAfterEnd: false });
  const answers = arrivals.map((arrival, index) => ({ arrival, outcome: outcomes[index] ?? later }));
  const rows = answers.flatMap(({ arrival, outcome }) => leftoverRow(kiosk, arrival, outcome) ?? []);
  if (rows.length === 0 || (await setAside(deps, kiosk, rows))) return answers.map(answerOf);
  return answers.map((one) => answerOf(one.outcome.outcome === 'aside' ? { ...one, outcome: later } : one));
}

const later: Outcome = { outcome: 'later' };

/** Keeps what could not be taken in. False: there is too much of it already, and the device has to hold on to it. */
async function setAside({ db }: Deps, kiosk: Kiosk, rows: LeftoverRow[]): Promise<boolean> {
  const already = await db.$count(kioskLeftovers, eq(kioskLeftovers.kioskId, kiosk.id));
  if (already >= mostLeftovers) return false;
  // In one order, so that two requests with the same ones cannot wait for each other.
  const inOrder = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await db.insert(kioskLeftovers).values(inOrder).onConflictDoNothing();
  return true;
}

/** What is no item of ours is kept as the text that it is, under an id made from it. */
function readItem(item: unknown): { id: string; sealed: string } {
  const parsed = sealedItem.safeParse(item);
  if (parsed.success) return parsed.data;
  const text = JSON.stringify(item) ?? '';
  const named = sealedItem.pick({ id: true }).safeParse(item);
  return { id: named.data?.id ?? createHash('sha256').update(text).digest('hex'), sealed: text };
}

function leftoverRow(kiosk: Kiosk, arrival: Arrival, outcome: Outcome): LeftoverRow | undefined {
  if (outcome.outcome !== 'aside') return undefined;
  const { id, sealed, sentAt, receivedAt } = arrival;
  const { reason, detail } = outcome;
  return { kioskId: kiosk.id, id, sealed, reason, detail, deviceSentAt: sentAt, receivedAt };
}

function answerOf({ arrival: { id }, outcome }: { arrival: Arrival; outcome: Outcome }): Answer {
  return outcome.outcome === 'aside' ? { id, outcome: 'refused', reason: outcome.reason } : { id, ...outcome };
}

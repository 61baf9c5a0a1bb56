import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { bookings, type shifts } from '../shifts/table.ts';

type Shift = typeof shifts.$inferSelect;

/** Why a date cannot be given another day or start: it is over, or would be. */
type DateFault = 'dateOver' | 'dateIntoPast';
export type RefusedDate = { key: string; fault: DateFault };

/** Thrown where a content would move dates that cannot be moved: nothing of it may be brought in. */
export class DatesRefused extends Error {
  override readonly name = 'DatesRefused';
  readonly dates: RefusedDate[];

  constructor(dates: RefusedDate[]) {
    super(dates.map(({ key, fault }) => `${key}: ${fault}`).join(', '));
    this.dates = dates;
  }
}

/**
 * What keeps a date that somebody ever booked from being moved. Who was at one that is over would sit in the new one
 * without having asked for it; who booked one to come could not be told in time. To be asked with the shift's row locked.
 */
export async function refuseMove(tx: Tx, before: Shift, after: Shift, now: Date): Promise<RefusedDate[]> {
  const fault = faultOf(before, after, now);
  if (!fault || (await tx.$count(bookings, eq(bookings.shiftId, before.id))) === 0) return [];
  return [{ key: before.key, fault }];
}

function faultOf(before: Shift, after: Shift, now: Date): DateFault | undefined {
  if (+before.startsAt === +after.startsAt) return undefined;
  if (before.endsAt <= now) {
    // A campaign that is put in another zone takes its past dates along, as long as they stay past.
    return before.timezone === after.timezone || after.endsAt > now ? 'dateOver' : undefined;
  }
  const isPast = after.endsAt <= now || (before.startsAt > now && after.startsAt <= now);
  return isPast ? 'dateIntoPast' : undefined;
}

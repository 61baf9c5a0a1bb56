import { inArray } from 'drizzle-orm';
import { activities } from '../activity/table.ts';
import type { Tx } from '../db/client.ts';
import { findBooking } from '../shifts/queries.ts';
import { findWait, reminderTimes } from '../shifts/wait-queries.ts';
import { type PlannedMessage, planMessages } from './plan-messages.ts';

type Activity = typeof activities.$inferSelect;

const hour = 3_600_000;

/**
 * Plans the mails that a booking calls for: the seat with its calendar entry, a reminder the day before and one the same
 * morning, and after the shift the question how it went; the same anew where the shift moved; for a cancellation, the
 * calendar entry's end; for a place on the waiting list, the seat that is held. They answer the person's own act, so
 * they need no consent to follow-up.
 */
export async function planBookingMails(tx: Tx, activityIds: string[], now: Date): Promise<void> {
  const rows = await tx.select().from(activities).where(inArray(activities.id, activityIds));
  const planned: PlannedMessage[] = [];
  for (const activity of rows) {
    planned.push(...(activity.kind === 'wait.offered' ? await ofOffer(tx, activity) : await ofBooking(tx, activity)));
  }
  await planMessages(tx, planned, now);
}

async function ofOffer(tx: Tx, { data, at }: Activity): Promise<PlannedMessage[]> {
  const found = await findWait(tx, String(data.waitId));
  if (!found) return [];
  const { id: subjectId, contactId, campaignId, locale } = found.wait;
  return [{ contactId, campaignId, locale, subjectId, round: String(data.offer), name: 'seat-offer', dueAt: at }];
}

async function ofBooking(tx: Tx, { kind, data, at }: Activity): Promise<PlannedMessage[]> {
  const found = await findBooking(tx, String(data.bookingId));
  if (!found) return [];
  const { booking, shift } = found;
  const { contactId, campaignId, locale } = booking;
  // A seat given back and taken again, or a shift that moved, is a new round of the same mails; those of the round
  // before are void, whatever hour they were planned for.
  const shared = { contactId, campaignId, locale, subjectId: booking.id, round: String(data.sequence) };
  if (kind === 'booking.cancelled') return [{ ...shared, name: 'booking-cancelled', dueAt: at }];
  const { dayBefore, morning } = (await reminderTimes(tx, [shift.id])).get(shift.id) ?? {};
  const planned: PlannedMessage[] = [
    { ...shared, name: kind === 'booking.moved' ? 'booking-moved' : 'booking', dueAt: at },
    { ...shared, name: 'report-ask', dueAt: new Date(shift.endsAt.getTime() + hour) },
  ];
  if (dayBefore && dayBefore > at) planned.push({ ...shared, name: 'shift-reminder', dueAt: dayBefore });
  if (morning && morning > at) planned.push({ ...shared, name: 'shift-morning', dueAt: morning });
  return planned;
}

import { inArray } from 'drizzle-orm';
import { activities } from '../activity/table.ts';
import type { Tx } from '../db/client.ts';
import { findBooking } from '../shifts/queries.ts';
import { type PlannedMessage, planMessages } from './plan-messages.ts';

const hour = 3_600_000;

/**
 * Plans the mails that a booking calls for: the seat with its calendar entry, a reminder the day before, and after the
 * shift the question how it went; for a cancellation, the calendar entry's end. They answer the person's own act, so
 * they need no consent to follow-up.
 */
export async function planBookingMails(tx: Tx, activityIds: string[], now: Date): Promise<void> {
  const rows = await tx.select().from(activities).where(inArray(activities.id, activityIds));
  const planned: PlannedMessage[] = [];
  for (const activity of rows) {
    const found = await findBooking(tx, String(activity.data.bookingId));
    if (!found) continue;
    const { booking, shift } = found;
    const { contactId, campaignId, locale } = booking;
    // A seat given back and taken again is a new round of the same mails.
    const shared = { contactId, campaignId, locale, subjectId: booking.id, round: String(activity.data.sequence) };
    if (activity.kind === 'booking.cancelled') {
      planned.push({ ...shared, name: 'booking-cancelled', dueAt: activity.at });
      continue;
    }
    planned.push({ ...shared, name: 'booking', dueAt: activity.at });
    planned.push({ ...shared, name: 'report-ask', dueAt: new Date(shift.endsAt.getTime() + hour) });
    const dayBefore = new Date(shift.startsAt.getTime() - 24 * hour);
    if (dayBefore > activity.at) planned.push({ ...shared, name: 'shift-reminder', dueAt: dayBefore });
  }
  await planMessages(tx, planned, now);
}

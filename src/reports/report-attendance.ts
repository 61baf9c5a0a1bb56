import { and, eq, ne, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { bookings } from '../shifts/table.ts';
import type { AttendanceReport } from './form.ts';
import { reports } from './table.ts';

/**
 * Records what a contact says of a booked shift, and the booking's state with it. Saying it again corrects it; who said
 * before that they came, came on the day they said so first.
 * Returns false when that contact has no such booking, or gave the seat back.
 */
export async function reportAttendance(
  tx: Tx,
  { bookingId, contactId, report, at }: { bookingId: string; contactId: string; report: AttendanceReport; at: Date },
): Promise<boolean> {
  const { answer, count, note, needsHelp } = report;
  const isSaid = eq(bookings.state, answer);
  const [booking] = await tx
    .update(bookings)
    .set({
      state: answer,
      changedAt: sql`case when ${isSaid} then ${bookings.changedAt} else ${at.toISOString()}::timestamptz end`,
    })
    .where(and(eq(bookings.id, bookingId), eq(bookings.contactId, contactId), ne(bookings.state, 'cancelled')))
    .returning();
  if (!booking) return false;
  const { campaignId } = booking;
  const said = { kind: answer, count, note, needsHelp };
  await tx
    .insert(reports)
    .values({ id: uuidv7(), contactId, campaignId, bookingId, createdAt: at, ...said })
    .onConflictDoUpdate({ target: reports.bookingId, set: said });
  const data = { bookingId, answer, count, needsHelp };
  await track(tx, [{ kind: 'report.recorded', contactId, campaignId, data, at }]);
  return true;
}

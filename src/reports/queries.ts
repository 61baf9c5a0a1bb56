import { eq, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { reports } from './table.ts';

export type Report = typeof reports.$inferSelect;

/** What was said of a booking. */
export async function findReport(db: Db | Tx, bookingId: string): Promise<Report | undefined> {
  const [report] = await db.select().from(reports).where(eq(reports.bookingId, bookingId));
  return report;
}

/** What everyone who was in a shift did together, in numbers alone: how many were there, and their doors or calls. */
export async function shiftTotal(db: Db | Tx, shiftId: string): Promise<{ people: number; count: number }> {
  const [row] = await db.execute<{ people: number; count: number }>(sql`
    select count(*)::int as people, coalesce(sum(reports.count), 0)::int as count
    from bookings left join reports on reports.booking_id = bookings.id
    where bookings.shift_id = ${shiftId} and bookings.state = 'attended'`);
  return { people: row?.people ?? 0, count: row?.count ?? 0 };
}

import { eq } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { reports } from './table.ts';

export type Report = typeof reports.$inferSelect;

/** What was said of a booking. */
export async function findReport(db: Db | Tx, bookingId: string): Promise<Report | undefined> {
  const [report] = await db.select().from(reports).where(eq(reports.bookingId, bookingId));
  return report;
}

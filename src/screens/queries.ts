import { isNull, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { contactClocks } from '../outreach/table.ts';
import { shifts } from '../shifts/table.ts';

/** How many people wait for an answer, by the campaign that they signed up to. */
export async function waitingByCampaign(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .select({ campaignId: contactClocks.campaignId, count: sql<number>`count(*)::int` })
    .from(contactClocks)
    .where(isNull(contactClocks.endedAt))
    .groupBy(contactClocks.campaignId);
  return new Map(rows.flatMap(({ campaignId, count }) => (campaignId === null ? [] : [[campaignId, count]])));
}

/** How many seats are taken, by campaign: what a goal of bookings counts. */
export async function seatsByCampaign(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .select({ campaignId: shifts.campaignId, count: sql<number>`sum(${shifts.booked})::int` })
    .from(shifts)
    .groupBy(shifts.campaignId);
  return new Map(rows.map(({ campaignId, count }) => [campaignId, count]));
}

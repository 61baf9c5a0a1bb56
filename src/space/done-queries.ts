import { and, desc, eq, ne } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Db } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { reports } from '../reports/table.ts';
import { bookings, shifts } from '../shifts/table.ts';
import type { DoneView } from './done-pages.tsx';

/** So many are shown, the latest first. */
const most = 20;

/** What a contact told of having done, in whichever campaign: shifts, promises, quick tasks. */
export async function thingsDone(db: Db, contactId: string, locale: Locale): Promise<DoneView[]> {
  const rows = await db
    .select({ report: reports, shift: shifts, settings: campaigns.settings })
    .from(reports)
    .innerJoin(campaigns, eq(campaigns.id, reports.campaignId))
    .leftJoin(bookings, eq(bookings.id, reports.bookingId))
    .leftJoin(shifts, eq(shifts.id, bookings.shiftId))
    .where(and(eq(reports.contactId, contactId), ne(reports.kind, 'missed')))
    .orderBy(desc(reports.createdAt), desc(reports.id))
    .limit(most);
  return rows.map(({ report, shift, settings }) => {
    const { id, count, createdAt } = report;
    const task = settings.quickTasks?.find(({ key }) => key === report.task);
    const words = (task ?? shift)?.texts;
    const name = (words?.[locale] ?? Object.values(words ?? {})[0])?.title;
    const counts = (task?.kind ?? shift?.kind) === 'call' || shift?.kind === 'phone-bank' ? 'calls' : 'doors';
    const kind = report.kind === 'quick-task' && report.task === 'share' ? 'share' : report.kind;
    return { id, kind, name, count, counts, at: createdAt, timezone: shift?.timezone ?? settings.timezone };
  });
}

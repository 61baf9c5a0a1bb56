import { sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Tx } from '../db/client.ts';

/**
 * Mails a day of a domain that nobody knows yet, from its first day on: what Resend's guide to warming up a new domain
 * proposes for its first week. From then on a day may have twice the one before, until nobody counts any more.
 */
const firstWeek = [150, 250, 400, 700, 1_000, 1_500, 2_000];
const lastDay = 21;

/** How many mails may go on the day that is the `day`th of a domain, from 0; Infinity once it is known. */
export function warmUpCap(day: number): number {
  if (day < 0) return 0;
  if (day >= lastDay) return Number.POSITIVE_INFINITY;
  const last = firstWeek.at(-1) ?? 0;
  return firstWeek[day] ?? last * 2 ** (day - firstWeek.length + 1);
}

/**
 * How many more mails that nobody waits for may go today. Those that somebody waits for are counted as well, and always
 * go: a confirmation that comes tomorrow is worth nothing.
 */
export async function warmUpRoom(
  tx: Tx,
  { warmUpFrom, timezone }: Pick<Config, 'warmUpFrom' | 'timezone'>,
  now: Date,
): Promise<number> {
  if (warmUpFrom === undefined) return Number.POSITIVE_INFINITY;
  const today = dayIn(timezone, now);
  const cap = warmUpCap((Date.parse(today) - Date.parse(warmUpFrom)) / 86_400_000);
  if (cap === Number.POSITIVE_INFINITY) return cap;
  // Nobody else counts until what is taken up here is counted, too.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('terrain/warm-up', 0))`);
  const [row] = await tx.execute<{ sent: number }>(sql`
    select (select coalesce(sum(count), 0) from delivery_counts where day = ${today}::date and state = 'sent')::int
      + (select count(*) from messages where state = 'queued' and batch_id is not null)::int as sent`);
  return Math.max(0, cap - (row?.sent ?? 0));
}

/** Making a formatter costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day in a zone, as `2026-06-13`. */
export function dayIn(timezone: string, at: Date): string {
  const format = formats.get(timezone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
  formats.set(timezone, format);
  return format.format(at);
}

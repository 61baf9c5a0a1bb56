import { placeTime } from './place-time.ts';

/** When a calendar day (`YYYY-MM-DD`) begins in a zone (IANA); undefined for what is no day. */
export function midnight(day: string, timezone: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return undefined;
  const offsetAt = (moment: Date) => placeTime(moment, timezone).slice(19);
  const near = new Date(`${day}T00:00:00${offsetAt(new Date(`${day}T12:00:00Z`))}`);
  // On the day of a change of clocks, midnight and noon are not as far from UTC.
  return new Date(`${day}T00:00:00${offsetAt(near)}`);
}

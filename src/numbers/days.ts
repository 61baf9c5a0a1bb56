/** What "today" is: the moment, and the IANA zone whose midnight counts. */
export type Today = { now: Date; timezone: string };

/** How many days numbers by day go back, today included. */
export const shownDays = 30;

/** The calendar day of a moment in the zone, `YYYY-MM-DD`. */
export function dayOf({ now, timezone }: Today): string {
  return new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: timezone }).format(now);
}

/** The last 30 calendar days of the zone, today the last. */
export function lastDays(today: Today): string[] {
  const last = new Date(`${dayOf(today)}T00:00:00Z`);
  return Array.from({ length: shownDays }, (_, index) => {
    const day = new Date(last);
    day.setUTCDate(last.getUTCDate() - (shownDays - 1 - index));
    return day.toISOString().slice(0, 10);
  });
}

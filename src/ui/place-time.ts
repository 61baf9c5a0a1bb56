/** Making a formatter costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment as the clocks of a place show it, with their distance to UTC (ISO 8601): `2026-11-27T18:30:00-05:00`. */
export function placeTime(moment: Date, timezone: string): string {
  const parts = new Map(
    format(timezone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset}`;
}

function format(timeZone: string): Intl.DateTimeFormat {
  let known = formats.get(timeZone);
  if (!known) {
    const two = '2-digit';
    const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
    known = new Intl.DateTimeFormat('en', { ...parts, hourCycle: 'h23', timeZoneName: 'longOffset', timeZone });
    formats.set(timeZone, known);
  }
  return known;
}

const shape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/;

/**
 * Whether a text is a day of the calendar, or a moment of one, in ISO 8601 as Postgres reads it too. `Date.parse` would
 * let 30 February pass, and words behind the date.
 */
export function isMoment(text: string): boolean {
  const [, year = '', month = '', day = ''] = shape.exec(text) ?? [];
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number(year) > 0 && !Number.isNaN(midnight.getTime()) && midnight.getUTCDate() === Number(day);
}

/** A moment as a field for local time has it, `YYYY-MM-DDTHH:MM` in a zone; empty for none. */
export function localMoment(at: Date | null, timeZone: string): string {
  if (!at) return '';
  const { date, time } = wall(at, timeZone);
  return `${date}T${time}`;
}

/**
 * The moment that a clock in a zone shows as `YYYY-MM-DDTHH:MM`. Where clocks go forward over it, the moment that
 * would have been; undefined when it is no time at all.
 */
export function momentOf(local: string, timeZone: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The offset of the guess may be that of the other side of a change of clocks: the second look has the right one.
  let at = asUtc - offset(asUtc, timeZone);
  at = asUtc - offset(at, timeZone);
  return new Date(at);
}

function offset(at: number, timeZone: string): number {
  const { date, time } = wall(new Date(at), timeZone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(at / 60_000) * 60_000;
}

function wall(at: Date, timeZone: string): { date: string; time: string } {
  const options = { dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23', timeZone } as const;
  const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', options).format(at).split(' ');
  return { date, time };
}

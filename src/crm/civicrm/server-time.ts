/** The moment that a clock in a zone shows as `YYYY-MM-DD HH:MM:SS`; undefined where it is no time. */
export function momentThere(text: string, timeZone: string): Date | undefined {
  const asUtc = Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The offset of the guess may be that of the other side of a change of clocks: the second look has the right one.
  const guess = asUtc - offset(asUtc, timeZone);
  return new Date(asUtc - offset(guess, timeZone));
}

function timeThere(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
    timeZone,
  });
  return format.format(at);
}

function offset(at: number, timeZone: string): number {
  const whole = Math.floor(at / 1000) * 1000;
  return Date.parse(`${timeThere(new Date(whole), timeZone).replace(' ', 'T')}Z`) - whole;
}

import { placeTime } from '../ui/place-time.ts';

const minute = 60_000;
const hour = 60 * minute;

/** How long a seat is held at most and at least, and the hours of the place in which nobody is hurried. */
const longest = 6 * hour;
const shortest = 30 * minute;
const night = { from: 21, to: 9 };

/**
 * Until when a seat that comes free now is held for the next in line: a quarter of the time that is left, between half
 * an hour and six hours; when the shift is more than a day away, a hold that would end in the night of the place ends
 * the next morning. Undefined within the last hour: the seat is anybody's then.
 */
export function holdEnd({ startsAt, timezone }: { startsAt: Date; timezone: string }, at: Date): Date | undefined {
  const left = startsAt.getTime() - at.getTime();
  if (left < hour) return undefined;
  let end = at.getTime() + Math.min(longest, Math.max(shortest, left / 4));
  if (left > 24 * hour) {
    // By quarters of an hour, which every zone's clock is set by.
    const isNight = (moment: number) => {
      const now = Number(placeTime(new Date(moment), timezone).slice(11, 13));
      return now >= night.from || now < night.to;
    };
    while (isNight(end)) end = Math.ceil((end + 1) / (15 * minute)) * 15 * minute;
  }
  return new Date(end);
}

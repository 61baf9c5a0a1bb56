import { type Locale, messages } from '../locales/index.ts';
import { type PledgeAmount, pledgeText } from '../ui/admin-pledge.ts';
import { formatDay, formatMoment, formatSecond } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { dayOf } from './days.ts';
import type { PledgedSum, StepName, Steps } from './figures-form.ts';

/** When figures were counted, and the day it was, to be said beside them. */
export type CountedAt = { countedAt: Date; day: string };
type Moment = { now: Date; timezone: string };

/** Of when figures are: the time, and the day with it where it is another one. */
export function asOfText(locale: Locale, { countedAt, day }: CountedAt, { now, timezone }: Moment): string {
  const isToday = day === dayOf({ now, timezone });
  const { asOf } = messages(locale).admin.home;
  return asOf(isToday ? formatSecond(locale, countedAt, timezone) : formatMoment(locale, countedAt, timezone));
}

/** What the day of the count is called: today, or its date where nobody has counted since. */
export function dayText(locale: Locale, { day }: CountedAt, today: Moment): string {
  return day === dayOf(today) ? messages(locale).admin.home.today : formatDay(locale, day);
}

/**
 * How many got to a step; of a day, `total` are the same of all days. Where people signed up and no opening was ever
 * counted, nothing is known of them.
 */
export function stepText(locale: Locale, steps: Steps, step: StepName, total: Steps = steps): string {
  if (step === 'seen' && total.seen === 0 && total.signedUp > 0) return messages(locale).admin.none;
  return formatNumber(locale, steps[step]);
}

/** What a kind of promise is called: "Dons mensuels", "Portes". */
export function pledgeKind(locale: Locale, { kind, frequency, action }: PledgedSum): string {
  const t = messages(locale).numbers.pledges.kinds;
  if (kind === 'money') return frequency === 'monthly' ? t.monthly : t.once;
  if (kind === 'hours') return t.hours;
  return action === 'doors' || action === 'calls' ? t[action] : t.others;
}

/** One of the amounts of promises added up: "20 $ par mois", "40 portes". */
export function sumText(
  locale: Locale,
  sum: PledgedSum,
  which: 'pledged' | 'kept' | 'pledgedToday' | 'keptToday',
): string {
  const { kind, currency, frequency, action } = sum;
  const amount: PledgeAmount = { kind, currency, frequency, action, amount: sum[which] };
  return pledgeText(locale, amount);
}

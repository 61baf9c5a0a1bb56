import type { Refusal } from '../consents/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { Clock } from './queries.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of time as it is said: minutes, hours up to two days, then days. In milliseconds, either way. */
export function spanText(locale: Locale, milliseconds: number): string {
  const t = messages(locale).outreach.waiting;
  const span = Math.abs(milliseconds);
  if (span < hour) return t.minutes(Math.max(1, Math.floor(span / minute)));
  // What is left of a wait is not said longer than it is.
  return span < 2 * day ? t.hours(Math.floor(span / hour)) : t.days(Math.floor(span / day));
}

/** How a clock that runs stands: how long is left, or by how much it is overdue. */
export function clockText(locale: Locale, { dueAt }: Clock, now: Date): { late: boolean; text: string } {
  const t = messages(locale).outreach.waiting;
  const late = dueAt <= now;
  const span = spanText(locale, dueAt.getTime() - now.getTime());
  return { late, text: late ? t.overdue(span) : t.due(span) };
}

/** First and last name, or what is known instead. */
export function calledBy(
  locale: Locale,
  { firstName, lastName, email }: { firstName: string; lastName: string; email: string },
): string {
  return `${firstName} ${lastName}`.trim() || email || messages(locale).outreach.waiting.noName;
}

/** A number of E.164 as it is read out; North American ones as they are written there: `514 555-0123`. */
export function phoneText(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '$1\u00a0$2-$3');
}

/** Which links to reach somebody by are offered: none of a channel that they have said no to. */
export function waysTo({ phone }: { phone: string }, refusals: Refusal[]): { call: boolean; write: boolean } {
  const refuses = (...any: Refusal[]) => any.some((one) => refusals.includes(one));
  return { call: phone !== '' && !refuses('phone'), write: !refuses('email', 'blocked') };
}

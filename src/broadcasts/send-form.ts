import { first, type PostedForm } from '../http/read-form.ts';
import type { Timing } from './form.ts';

/** The hours of a person's clock that can be asked for. */
export const localHours = Array.from({ length: 14 }, (_, index) => index + 7);

/** Reads when a broadcast is to go; undefined where that is no time. */
export function readTiming(form: PostedForm): Timing | undefined {
  const when = first(form, 'when');
  if (when === 'now') return { when };
  const moment = first(form, 'moment').slice(0, 16);
  if (when === 'at') return isLocal(moment) ? { when, moment } : undefined;
  const day = first(form, 'day');
  const hour = localHours.find((one) => String(one) === first(form, 'hour'));
  return when === 'local' && isLocal(`${day}T00:00`) && hour !== undefined ? { when, day, hour } : undefined;
}

/** Whether a text is a time of the clock, `YYYY-MM-DDTHH:MM`, of a day that there is. */
function isLocal(text: string): boolean {
  if (!/^2\d{3}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return false;
  const at = new Date(`${text}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** A number of people as it was typed, `1 200` or `1,200`; undefined where it is none. */
export function readPeople(text: string): number | undefined {
  const digits = text.replace(/[\s\u00a0\u202f,]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

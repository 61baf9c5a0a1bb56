import type { Locale } from '../locales/index.ts';

const tags: Record<Locale, string> = { fr: 'fr-CA', en: 'en-CA' };

/** Making a formatter costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in the organizers' zone: "13 juin 2026, 9 h 30", "Jun 13, 2026, 9:30 a.m.". */
export function formatMoment(locale: Locale, at: Date, timeZone: string): string {
  return format(locale, `moment ${timeZone}`, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
}

/** The day of a moment in the organizers' zone: "13 juin 2026", "Jun 13, 2026". */
export function formatDate(locale: Locale, at: Date, timeZone: string): string {
  return format(locale, `date ${timeZone}`, { dateStyle: 'medium', timeZone }).format(at);
}

/** The time of day in the organizers' zone, with the zone's name: "9 h 30 HAE". */
export function formatClock(locale: Locale, at: Date, timeZone: string): string {
  const options = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone } as const;
  return format(locale, `clock ${timeZone}`, options).format(at);
}

/** The same to the second, of what changes by the second: "9 h 30 min 05 s HAE". */
export function formatSecond(locale: Locale, at: Date, timeZone: string): string {
  const digits = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;
  return format(locale, `second ${timeZone}`, { ...digits, timeZoneName: 'short', timeZone }).format(at);
}

/** The time of day alone, below a heading that says the day: "9 h 30". */
export function formatTime(locale: Locale, at: Date, timeZone: string): string {
  return format(locale, `time ${timeZone}`, { timeStyle: 'short', timeZone }).format(at);
}

/** A day as a date alone, of `YYYY-MM-DD`: "13 juin", "June 13". */
export function formatDay(locale: Locale, day: string): string {
  const options = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return format(locale, 'day', options).format(new Date(`${day}T00:00:00Z`));
}

/** The same where there is little room: "13 juin", "23 nov.", "Nov 23". */
export function formatShortDay(locale: Locale, day: string): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return format(locale, 'short day', options).format(new Date(`${day}T00:00:00Z`));
}

function format(locale: Locale, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tags[locale], options);
  formats.set(key, known);
  return known;
}

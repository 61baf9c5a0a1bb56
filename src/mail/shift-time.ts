import type { Locale } from '../locales/index.ts';

/** A shift's time in words and in the pieces of a calendar leaf, in the zone of the place. */
export type ShiftTime = {
  /** "Samedi 13 juin 2026", "Saturday, June 13, 2026": to start a line with; both days where it ends on another. */
  date: string;
  /** "9 h 30 – 12 h", "9:30 a.m. – 12 p.m." */
  hours: string;
  /** "heure de l’Est", "Eastern Time" */
  zone: string;
  /** "samedi 13 juin", "Saturday, June 13": for a sentence or a subject. */
  day: string;
  leaf: { weekday: string; day: string; month: string };
};

const tags: Record<Locale, string> = { fr: 'fr-CA', en: 'en-CA' };
/** On the hour, both languages leave the minutes out: "10 h", "10 a.m.". */
const onTheHour = /:00(?=\s)|(?<=h)\s00$/u;
const byZone = new Map<string, ReturnType<typeof makeFormats>>();

/** Words a shift's time in `timezone` (IANA), with Unicode CLDR's data for Canadian French or English. */
export function shiftTime(locale: Locale, startsAt: Date, endsAt: Date, timezone: string): ShiftTime {
  const formats = formatsFor(locale, timezone);
  const date = ordinal(locale, formats.date.formatRange(startsAt, endsAt));
  return {
    date: date.charAt(0).toLocaleUpperCase(locale) + date.slice(1),
    hours: `${hourOf(locale, timezone, startsAt)} – ${hourOf(locale, timezone, endsAt)}`,
    zone: part(formats.zone, startsAt, 'timeZoneName'),
    day: ordinal(locale, formats.day.format(startsAt)),
    leaf: {
      weekday: part(formats.leaf, startsAt, 'weekday'),
      day: part(formats.leaf, startsAt, 'day'),
      month: part(formats.leaf, startsAt, 'month'),
    },
  };
}

/** A moment of a place in words, its zone named: "samedi 13 juin à 21 h (heure de l’Est)". */
export function momentInWords(locale: Locale, at: Date, timezone: string): string {
  const { day, zone } = shiftTime(locale, at, at, timezone);
  const hour = hourOf(locale, timezone, at);
  return locale === 'fr' ? `${day} à ${hour} (${zone})` : `${day} at ${hour} (${zone})`;
}

/** In French no line ends within it: "9 h" is read at once. */
function hourOf(locale: Locale, timezone: string, at: Date): string {
  const hour = formatsFor(locale, timezone).hour.format(at).replace(onTheHour, '');
  return locale === 'fr' ? hour.replace(/\s/gu, '\u00a0') : hour;
}

/** French writes the first of a month as an ordinal, which CLDR's long dates leave out: "mardi 1er décembre". */
function ordinal(locale: Locale, date: string): string {
  return locale === 'fr' ? date.replace(/(?<!\d)1(?=\s\p{L})/gu, '1er') : date;
}

/** Making a formatter costs a thousand times what using it does: a handful is kept for each zone and language. */
function formatsFor(locale: Locale, timezone: string) {
  const key = `${locale} ${timezone}`;
  const formats = byZone.get(key) ?? makeFormats(locale, timezone);
  byZone.set(key, formats);
  return formats;
}

function makeFormats(locale: Locale, timeZone: string) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tags[locale], { timeZone, ...options });
  return {
    date: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    day: format({ weekday: 'long', day: 'numeric', month: 'long' }),
    hour: format({ hour: 'numeric', minute: '2-digit' }),
    leaf: format({ weekday: 'short', day: 'numeric', month: 'short' }),
    zone: format({ hour: 'numeric', timeZoneName: 'longGeneric' }),
  };
}

function part(format: Intl.DateTimeFormat, at: Date, type: Intl.DateTimeFormatPartTypes): string {
  return format.formatToParts(at).find((found) => found.type === type)?.value ?? '';
}

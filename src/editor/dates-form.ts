import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales } from '../locales/index.ts';
import { choice, keyOf, type RawContent, typed, type Values, wholeNumber } from './values.ts';

export const shiftKinds = ['canvass', 'phone-bank', 'event'] as const;
const words = ['title', 'place', 'details'] as const;

/** The shifts as the form shows them; the row behind the last is for a new one. */
export function datesValues({ shifts }: CampaignContent): Values {
  const values: Values = {};
  shifts.forEach(({ kind, day, startsAt, minutes, seats, minimum, texts }, index) => {
    const row = `shifts.${index}`;
    const plain = {
      kind,
      day: typeof day === 'string' ? day : '',
      startsAt,
      minutes: String(minutes),
      seats: String(seats),
      minimum: minimum === undefined ? '' : String(minimum),
    };
    for (const [name, value] of Object.entries(plain)) values[`${row}.${name}`] = value;
    for (const locale of locales)
      for (const name of words) values[`${row}.texts.${locale}.${name}`] = texts[locale]?.[name] ?? '';
  });
  const fresh = `shifts.${shifts.length}`;
  return { ...values, [`${fresh}.startsAt`]: '10:00', [`${fresh}.minutes`]: '120', [`${fresh}.seats`]: '12' };
}

/** A content with the shifts that were typed. */
export function applyDates(content: CampaignContent, form: PostedForm): RawContent {
  const taken = new Set(content.shifts.map(({ key }) => key));
  const rows = [...content.shifts, undefined].flatMap((known, index) => {
    const row = `shifts.${index}`;
    const said = locales.map((locale) => [locale, readWords(form, `${row}.texts.${locale}`)] as const);
    const isBlank = said.every(([, one]) => one === undefined) && typed(form, `${row}.day`) === '';
    if (typed(form, `${row}.remove`) === 'yes' || (!known && isBlank)) return [];
    const title = said.map(([, one]) => one?.title ?? '').find((one) => one !== '') ?? '';
    return [
      {
        key: known?.key ?? keyOf(title, taken, 'date'),
        kind: choice(form, `${row}.kind`, shiftKinds),
        day: typed(form, `${row}.day`),
        startsAt: typed(form, `${row}.startsAt`),
        minutes: wholeNumber(form, `${row}.minutes`),
        seats: wholeNumber(form, `${row}.seats`),
        ...(typed(form, `${row}.minimum`) === '' ? {} : { minimum: wholeNumber(form, `${row}.minimum`) }),
        texts: Object.fromEntries(said.filter(([, one]) => one !== undefined)),
      },
    ];
  });
  return { ...content, shifts: rows };
}

/** The words of a date in one language; undefined where there are none. */
function readWords(form: PostedForm, name: string) {
  const said = {
    title: typed(form, `${name}.title`),
    place: typed(form, `${name}.place`),
    details: typed(form, `${name}.details`),
  };
  return Object.values(said).every((one) => one === '') ? undefined : said;
}

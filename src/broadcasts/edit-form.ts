import { first, type PostedForm } from '../http/read-form.ts';
import { locales } from '../locales/index.ts';
import {
  type BroadcastContent,
  type BroadcastWords,
  broadcastContent,
  destinations,
  emptyContent,
  isWebAddress,
} from './form.ts';

/** What stands in the fields of the editor, by their names. */
export type Values = Record<string, string>;
/** What is wrong with a field. */
export type Fault = 'long' | 'url' | { low: number; high: number };
export type ReadContent =
  | { ok: true; content: BroadcastContent }
  | { ok: false; values: Values; faults: ReadonlyMap<string, Fault> };

const wordNames = ['subject', 'subjectB', 'body', 'action', 'url'] as const satisfies (keyof BroadcastWords)[];

/** What a number of the editor may be. */
const ranges = {
  testShare: { low: 10, high: 100 },
  testHours: { low: 1, high: 168 },
  outcomeDays: { low: 1, high: 30 },
} as const;

/** Every field of the editor, in its order. */
export const fieldNames = [
  'audience',
  'fallsBack',
  ...wordNames.flatMap((name) => locales.map((locale) => `${locale}.${name}`)),
  'leadsTo',
  'comparesSubjects',
  'testShare',
  'testHours',
  'outcomeDays',
];

/** A draft as the editor's fields have it. */
export function valuesOf(content: BroadcastContent): Values {
  const values: Values = {
    audience: content.audience,
    leadsTo: content.leadsTo,
    fallsBack: content.fallsBack ? 'yes' : '',
    comparesSubjects: content.comparesSubjects ? 'yes' : '',
    testShare: String(content.testShare),
    testHours: String(content.testHours),
    outcomeDays: String(content.outcomeDays),
  };
  for (const locale of locales) for (const name of wordNames) values[`${locale}.${name}`] = content.texts[locale][name];
  return values;
}

/** Reads the editor's form. A draft may lack anything; what cannot be kept is refused, beside its field. */
export function readContent(form: PostedForm): ReadContent {
  const value = (name: string) => first(form, name).replaceAll('\0', '').replaceAll('\r\n', '\n').trim();
  const values: Values = Object.fromEntries(fieldNames.map((name) => [name, value(name)]));
  const words = (locale: string) => Object.fromEntries(wordNames.map((name) => [name, value(`${locale}.${name}`)]));
  const compares = value('comparesSubjects') === 'yes';
  const read = broadcastContent.safeParse({
    audience: value('audience'),
    leadsTo: destinations.find((one) => one === value('leadsTo')) ?? 'shifts',
    texts: Object.fromEntries(locales.map((locale) => [locale, words(locale)])),
    fallsBack: value('fallsBack') === 'yes',
    comparesSubjects: compares,
    // Without a comparison its fields are not shown, and nothing in them is wrong.
    testShare: compares ? wholeNumber(value('testShare')) : emptyContent.testShare,
    testHours: compares ? wholeNumber(value('testHours')) : emptyContent.testHours,
    outcomeDays: wholeNumber(value('outcomeDays')),
  });
  const faults = new Map<string, Fault>();
  for (const { path } of read.error?.issues ?? []) {
    const name = path.filter((part) => part !== 'texts').join('.');
    const range = Object.entries(ranges).find(([field]) => field === name)?.[1];
    faults.set(name, range ?? 'long');
  }
  for (const locale of locales) {
    const url = value(`${locale}.url`);
    if (value('leadsTo') === 'link' && url !== '' && !isWebAddress(url)) faults.set(`${locale}.url`, 'url');
  }
  return read.success && faults.size === 0 ? { ok: true, content: read.data } : { ok: false, values, faults };
}

function wholeNumber(text: string): number {
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}

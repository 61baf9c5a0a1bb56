import { z } from 'zod';
import { type Locale, locales } from '../locales/index.ts';

/** What the button leads to: the contact's own space at this part, the campaign's form, or a page of the organizer's. */
export const destinations = ['shifts', 'pledge', 'share', 'form', 'link'] as const;

/** The two subjects that are compared. */
export type Variant = 'a' | 'b';

/** Free text as Postgres can keep it: it knows no NUL. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes('\0'));

const words = z.object({
  subject: text(200),
  /** The other subject, where two are compared. */
  subjectB: text(200),
  /** Markdown, with merge fields such as `{firstName}`. */
  body: text(20_000),
  /** Words of the one button. */
  action: text(80),
  /** Where the button leads, where that is a page of the organizer's own. */
  url: text(2_000),
});
export type BroadcastWords = z.output<typeof words>;

/** What an organizer writes of a broadcast. A draft may be incomplete: `faults.ts` says what it lacks. */
export const broadcastContent = z.object({
  /** Whom it is for: everyone who signed up for the campaign, or who a saved segment means. */
  audience: z.union([z.literal('campaign'), z.uuid()]),
  leadsTo: z.enum(destinations),
  texts: z.object({ fr: words, en: words }),
  /** Whoever has no text in their language gets the campaign's own; otherwise they are left out. */
  fallsBack: z.boolean(),
  comparesSubjects: z.boolean(),
  /** The percentage that the subjects are tried on first; 100: everyone at once. */
  testShare: z.number().int().min(10).max(100),
  /** How long after the last mail of the first group the rest is decided on, in hours. */
  testHours: z.number().int().min(1).max(168),
  /** How long after its mail an act counts as what came of it, in days of 24 hours. */
  outcomeDays: z.number().int().min(1).max(30),
});
export type BroadcastContent = z.output<typeof broadcastContent>;

const noWords: BroadcastWords = { subject: '', subjectB: '', body: '', action: '', url: '' };
export const emptyContent: BroadcastContent = {
  audience: 'campaign',
  leadsTo: 'shifts',
  texts: { fr: noWords, en: noWords },
  fallsBack: false,
  comparesSubjects: false,
  testShare: 100,
  testHours: 24,
  outcomeDays: 7,
};

/** The languages that have all the words they need. */
export function completeLocales(content: BroadcastContent): Locale[] {
  return locales.filter((locale) => missingWords(content, locale).length === 0);
}

/** The languages in which anything was written. */
export function begunLocales({ texts }: BroadcastContent): Locale[] {
  return locales.filter((locale) => Object.values(texts[locale]).some((one) => one.trim() !== ''));
}

/** The words that a language lacks. */
export function missingWords(content: BroadcastContent, locale: Locale): (keyof BroadcastWords)[] {
  const needed: (keyof BroadcastWords)[] = ['subject', 'body', 'action'];
  if (content.comparesSubjects) needed.push('subjectB');
  if (content.leadsTo === 'link') needed.push('url');
  return needed.filter((name) => content.texts[locale][name].trim() === '');
}

/** An address that a mail's button may lead to. */
export function isWebAddress(url: string): boolean {
  return /^https:\/\/[^\s/]+/.test(url) && URL.canParse(url);
}

/** When a broadcast goes out. `local`: on that day at that hour of each person's own clock. */
export type Timing = { when: 'now' } | { when: 'at'; moment: string } | { when: 'local'; day: string; hour: number };

/** From this many people on, sending is confirmed by typing their number. */
export const manyPeople = 200;

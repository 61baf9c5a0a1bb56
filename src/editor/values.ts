import type { CampaignText } from '../campaigns/form.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import type { RawCampaignContent } from '../imports/form.ts';
import type { Locale } from '../locales/index.ts';

/** What stands in a form's fields, by their names; a box that is ticked stands as `yes`. */
export type Values = Record<string, string>;

/** A content as a form makes it, before it is validated. */
export type RawContent = RawCampaignContent;

/** A text as it was typed, lines ended as everywhere else, without what hangs over at its ends. */
export function typed(form: PostedForm, name: string): string {
  return first(form, name).replaceAll('\r\n', '\n').trim();
}

/** The same, undefined where nothing was typed. */
export function typedOrNone(form: PostedForm, name: string): string | undefined {
  const text = typed(form, name);
  return text === '' ? undefined : text;
}

/** One of a few words, the first of them where something else was sent. */
export function choice<const Word extends string>(
  form: PostedForm,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = typed(form, name);
  return words.find((word) => word === text) ?? words[0];
}

/** A whole number; what is none becomes NaN, which validation refuses beside the field. */
export function wholeNumber(form: PostedForm, name: string): number {
  const text = typed(form, name).replace(/[\s\u00a0\u202f]/g, '');
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

/** The lines of a text that have something in them. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A key made of what people read: small letters, digits and hyphens, with a number behind it where it is taken. */
export function keyOf(text: string, taken: ReadonlySet<string>, fallback: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
  const key = words === '' ? fallback : words;
  let free = key;
  for (let number = 2; taken.has(free); number += 1) free = `${key}-${number}`;
  return free;
}

/** A content with some words of one language changed; a language that has none of them stays away. */
export function withWords(content: RawContent, locale: Locale, words: Partial<CampaignText>): RawContent {
  const known = content.texts[locale];
  const isEmpty = Object.values(words).every(
    (one) => one === undefined || one.length === 0 || Object.keys(one).length === 0,
  );
  if (!known && isEmpty) return content;
  return { ...content, texts: { ...content.texts, [locale]: { title: '', ...known, ...words } } };
}

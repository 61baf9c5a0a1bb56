import type { CampaignTexts } from '../campaigns/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { Sequence, Step } from './form.ts';

/** What organizers call a sequence: by its name, or else by what it begins with. */
export function sequenceName(locale: Locale, { name, start }: Pick<Sequence, 'name' | 'start'>): string {
  return name === '' ? startText(locale, start) : name;
}

/** A sequence with its campaign, where those of several stand together. */
export function sequenceInFull(
  locale: Locale,
  { slug, texts, ...sequence }: Pick<Sequence, 'name' | 'start'> & { slug: string; texts: CampaignTexts },
): string {
  return `${(texts[locale] ?? Object.values(texts)[0])?.title ?? slug} – ${sequenceName(locale, sequence)}`;
}

/** What a sequence begins with. */
export function startText(locale: Locale, start: Sequence['start']): string {
  const t = messages(locale).sequences;
  if (start.on === 'silence') return t.afterSilence(start.days);
  return start.on === 'date' ? t.onDate(start.date) : t.starts[start.on];
}

/** When a step's mail goes, counted from the one before it. */
export function stepTime(locale: Locale, { delayHours, at }: Pick<Step, 'delayHours' | 'at'>): string {
  const t = messages(locale).sequences;
  const inDays = delayHours % 24 === 0;
  const delay =
    delayHours === 0
      ? t.delays.none
      : t.delays.after(inDays ? t.delays.days(delayHours / 24) : t.delays.hours(delayHours));
  return at === undefined ? delay : `${delay}, ${t.atHour(at.hour, at.weekdays)}`;
}

import type { CampaignTexts } from '../campaigns/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { mergeFaults } from '../mail/merge-fields.ts';
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

/** Sequences as a file or a form has them, before anything of them is known to be right. */
type RawSequences = readonly { key?: unknown; name?: unknown; start?: unknown; steps?: unknown }[];

/**
 * What is wrong with a step, in words that name it, by the path that its schema complains of: a field of its texts that
 * does not exist, a condition that cannot be read. Undefined where it is something else.
 */
export function stepFault(locale: Locale, sequences: unknown, path: PropertyKey[]): string | undefined {
  const [part, at, within, index, ...rest] = path;
  if (part !== 'sequences' || within !== 'steps' || !Array.isArray(sequences)) return undefined;
  const known: RawSequences = sequences;
  const sequence = known[Number(at)];
  const step: unknown = Array.isArray(sequence?.steps) ? sequence.steps[Number(index)] : undefined;
  const what = faultWords(locale, step, rest);
  if (what === undefined) return undefined;
  const names = [sequence?.name, sequence?.key, String(at)];
  const called = names.find((one) => typeof one === 'string' && one !== '');
  const subject = valueAt(step, ['texts', locale, 'subject']) ?? valueAt(step, ['key']) ?? Number(index) + 1;
  return messages(locale).sequences.stepFault(String(subject), String(called), what);
}

function faultWords(locale: Locale, step: unknown, path: PropertyKey[]): string | undefined {
  if (path[0] === 'condition') return messages(locale).sequences.unreadable;
  const text = valueAt(step, path);
  const [fault] = typeof text === 'string' ? mergeFaults(text) : [];
  return fault && messages(locale).mail.mergeFaults[fault.kind](fault);
}

function valueAt(value: unknown, [key, ...rest]: PropertyKey[]): unknown {
  if (key === undefined) return value;
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return valueAt(inside.find(([name]) => name === String(key))?.[1], rest);
}

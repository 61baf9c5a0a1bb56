import { sequenceName, stepFault } from '../followups/view.ts';
import type { CampaignContent } from '../imports/form.ts';
import { isLocale, type Locale, messages } from '../locales/index.ts';
import { idOf } from '../ui/admin-fields.tsx';
import type { Problem } from './save-edit.ts';

/** What a piece of a campaign is called where organizers read it. */
export function pathWords(locale: Locale, path: string, content?: CampaignContent): string {
  const t = messages(locale).editor;
  const [part = '', key = '', name = '', ...rest] = path.split('.');
  if (part === 'settings') {
    const words = lookUp(t.paths.setting, key) ?? key;
    const detail = key === 'sender' ? lookUp(t.paths.sender, name) : undefined;
    return detail === undefined ? words : `${words} (${detail})`;
  }
  if (part === 'texts' && isLocale(key)) {
    const words = lookUp(t.paths.text, name) ?? name;
    return name === '' ? t.form.bilingual[key] : t.paths.inLanguage(words, t.form.bilingual[key]);
  }
  if (part === 'shifts') {
    const shift = content?.shifts.find((one, index) => one.key === key || String(index) === key);
    const called = shift?.texts[locale]?.title ?? Object.values(shift?.texts ?? {})[0]?.title ?? key;
    if (name === '') return t.paths.shiftWhole(called);
    const what = lookUp(t.paths.shiftParts, rest.at(-1) ?? name) ?? name;
    const spoken = rest[0];
    return t.paths.shift(called, isLocale(spoken) ? t.paths.inLanguage(what, t.form.bilingual[spoken]) : what);
  }
  if (part === 'sequences') return sequenceWords(locale, key, rest, content);
  return path;
}

/** A few of the changed pieces in words, for a line of the history. */
export function changedWords(locale: Locale, paths: string[], content?: CampaignContent): string[] {
  return [...new Set(paths.map((path) => pathWords(locale, path, content)))];
}

/** The sentence about what keeps a content from being saved. */
function problemSentence(locale: Locale, { path, code, format, message }: Problem): string {
  const t = messages(locale).editor.problems;
  if (code === 'dateOver' || code === 'dateIntoPast') return t[code];
  const blank = /^(.*) is still to be filled in$/s.exec(message)?.[1];
  if (blank !== undefined) return t.blank(blank);
  if (message === 'has no words in this language') return t.words;
  if (message === 'is needed in the default language') return t.needed;
  if (message.endsWith('needs the field phone')) return t.phone;
  if (message.startsWith('must have each of')) return t.sections;
  if (format === 'email') return t.email;
  if (format === 'url') return t.url;
  if (code === 'invalid_format') return t.format;
  const name = String(path.at(-1));
  const isNumber = ['target', 'seats', 'minimum', 'minutes', 'suggestions', 'amounts'].some((one) =>
    path.includes(one),
  );
  if (isNumber || /^\d+$/.test(name)) return t.number;
  return code === 'too_small' || code === 'invalid_type' ? t.required : t.format;
}

/** A problem where its reader finds it: the sentence, what it is about, and the field, where the form has it. */
export type PlacedProblem = { words: string; sentence: string; field: string | undefined; href: string | undefined };

/** Places problems in a form that has fields of these names. */
export function placeProblems(
  locale: Locale,
  problems: Problem[],
  fields: ReadonlySet<string>,
  content: CampaignContent,
): PlacedProblem[] {
  const own = content.settings.fields.filter(({ kind }) => kind !== undefined).map(({ name }) => name);
  const seen = new Set<string>();
  return problems.flatMap((problem) => {
    const path = problem.path.map(String);
    const field = fieldOf(placeOf(problem.path, content), fields, own);
    const words = pathWords(locale, path.join('.'), content);
    const sentence = stepFault(locale, content.sequences, problem.path) ?? problemSentence(locale, problem);
    const key = `${field ?? words} ${sentence}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ words, sentence, field, href: field === undefined ? undefined : `#${idOf(field)}` }];
  });
}

/** The path with a date's place among the dates where it has its key: fields are named by places. */
function placeOf(path: PropertyKey[], { shifts }: CampaignContent): string[] {
  const [part, key, ...rest] = path;
  const index = part === 'shifts' && typeof key === 'string' ? shifts.findIndex((one) => one.key === key) : -1;
  return (index < 0 ? path : [part ?? '', index, ...rest]).map(String);
}

function fieldOf(path: string[], fields: ReadonlySet<string>, own: string[]): string | undefined {
  if (path[0] === 'texts' && path[2] === 'fields') {
    const index = own.indexOf(path[3] ?? '');
    const name = `own.${index < 0 ? own.length : index}.${path[1]}.${path[4] === 'options' ? 'options' : 'label'}`;
    return fields.has(name) ? name : undefined;
  }
  for (let length = path.length; length > 1; length -= 1) {
    const name = path.slice(0, length).join('.');
    if (fields.has(name)) return name;
  }
  return undefined;
}

/** A piece of the sequences: their order, one of them, the order of its steps, a step. */
function sequenceWords(locale: Locale, key: string, [step]: string[], content: CampaignContent | undefined): string {
  const t = messages(locale).editor.paths;
  if (key === '') return t.sequences;
  const isIt = (one: { key: string }, index: number, asked: string) => one.key === asked || String(index) === asked;
  const sequence = content?.sequences.find((one, index) => isIt(one, index, key));
  const called = sequence ? sequenceName(locale, sequence) : key;
  if (step === undefined) return t.sequence(called);
  const texts = sequence?.steps.find((one, index) => isIt(one, index, step))?.texts;
  return t.step(texts?.[locale]?.subject ?? Object.values(texts ?? {})[0]?.subject ?? step, called);
}

function lookUp(words: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

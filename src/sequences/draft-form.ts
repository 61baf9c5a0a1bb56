import { v7 as uuidv7 } from 'uuid';
import { destinations, goals, type Sequence, type Step, sequence, startKinds } from '../followups/form.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import { type Locale, locales } from '../locales/index.ts';
import { readSegment } from '../segments/form.ts';

/** A step as it stands in the form: every field as it was typed, conditions as JSON. */
export type DraftStep = {
  key: string;
  delay: string;
  unit: 'hours' | 'days';
  hour: string;
  weekdays: boolean;
  zone: 'contact' | 'place';
  condition: string;
  leadsTo: string;
  texts: Record<Locale, { subject: string; body: string; action: string }>;
};

/** A sequence as it stands in the form. */
export type Draft = {
  key: string;
  name: string;
  on: string;
  days: string;
  date: string;
  goal: string;
  priority: string;
  state: string;
  steps: DraftStep[];
};

const noWords = { subject: '', body: '', action: '' };

/** A step that has yet to be written. */
export function newStep(): DraftStep {
  const key = `s${uuidv7().replaceAll('-', '').slice(-8)}`;
  const texts = { fr: { ...noWords }, en: { ...noWords } };
  const at = { hour: '9', weekdays: true, zone: 'contact' as const };
  return { key, delay: '2', unit: 'days', ...at, condition: '', leadsTo: 'shifts', texts };
}

export function newDraft(): Draft {
  const key = `q${uuidv7().replaceAll('-', '').slice(-8)}`;
  const begin = { on: 'confirmed', days: '60', date: '', goal: 'booked', priority: '5', state: 'draft' };
  return { key, name: '', ...begin, steps: [newStep()] };
}

/** What stands in the form of a sequence that is there. */
export function draftOf({ key, name, start, goal, priority, state, steps }: Sequence): Draft {
  return {
    key,
    name,
    on: start.on,
    days: start.on === 'silence' ? String(start.days) : '60',
    date: start.on === 'date' ? start.date : '',
    goal,
    priority: String(priority),
    state,
    steps: steps.map(draftStepOf),
  };
}

function draftStepOf({ key, delayHours, at, condition, leadsTo, texts }: Step): DraftStep {
  const inDays = delayHours > 0 && delayHours % 24 === 0;
  const wordsIn = (locale: Locale) => {
    const text = texts[locale];
    return text ? { ...text, body: [text.body].flat().join('\n\n') } : { ...noWords };
  };
  return {
    key,
    delay: String(inDays ? delayHours / 24 : delayHours),
    unit: inDays ? 'days' : 'hours',
    hour: at === undefined ? '' : String(at.hour),
    weekdays: at?.weekdays ?? false,
    zone: at?.zone ?? 'contact',
    condition: condition === undefined ? '' : JSON.stringify(condition),
    leadsTo,
    texts: { fr: wordsIn('fr'), en: wordsIn('en') },
  };
}

/** What was sent with the form, steps in the order in which they stand in it. */
export function readDraft(form: PostedForm, key: string): Draft {
  const text = (name: string) => first(form, name).replaceAll('\r\n', '\n').replaceAll('\0', '').trim();
  const step = (own: string): DraftStep => {
    const words = (locale: Locale) => ({
      subject: text(`${own}.${locale}.subject`),
      body: text(`${own}.${locale}.body`),
      action: text(`${own}.${locale}.action`),
    });
    return {
      key: own,
      delay: text(`${own}.delay`),
      unit: text(`${own}.unit`) === 'hours' ? 'hours' : 'days',
      hour: text(`${own}.hour`),
      weekdays: text(`${own}.weekdays`) === 'yes',
      zone: text(`${own}.zone`) === 'place' ? 'place' : 'contact',
      condition: text(`${own}.condition`),
      leadsTo: text(`${own}.leadsTo`),
      texts: { fr: words('fr'), en: words('en') },
    };
  };
  const head = { name: text('name'), on: text('on'), days: text('days'), date: text('date'), goal: text('goal') };
  const steps = [...new Set(form.get('step') ?? [])].map(step);
  return { key, ...head, priority: text('priority'), state: text('state'), steps };
}

export type ReadSequence = { ok: true; sequence: Sequence } | { ok: false; wrong: Set<string> };

/**
 * Makes a sequence of a draft. What is wrong comes by the field's name. A language that a step says nothing in is left
 * out of it; one that it says half in is not.
 */
export function toSequence(draft: Draft): ReadSequence {
  const { key, name, on, days, date, goal, priority, state } = draft;
  const start = on === 'silence' ? { on, days: Number(days) } : on === 'date' ? { on, date } : { on };
  const steps = draft.steps.map(toStep);
  const read = sequence.safeParse({ key, name, start, goal, priority: Number(priority), state, steps });
  const wrong = new Set<string>();
  for (const { key: own, texts } of draft.steps) {
    if (locales.every((locale) => isEmpty(texts[locale]))) wrong.add(`${own}.fr.subject`);
  }
  if (read.success && wrong.size === 0) return { ok: true, sequence: read.data };
  for (const { path } of read.error?.issues ?? []) {
    const [part, index, ...rest] = path.map(String);
    const step = draft.steps[Number(index)];
    if (part === 'steps' && step) wrong.add(`${step.key}.${fieldOf(rest)}`);
    else wrong.add(part === 'start' ? (index ?? 'on') : (part ?? ''));
  }
  return { ok: false, wrong };
}

function fieldOf([name = '', ...rest]: string[]): string {
  if (name === 'delayHours') return 'delay';
  if (name === 'at') return 'hour';
  return name === 'texts' ? rest.slice(0, 2).join('.') : name;
}

function toStep({ key, delay, unit, hour, weekdays, zone, condition, leadsTo, texts }: DraftStep): unknown {
  const said = locales.flatMap((locale) => {
    const { subject, body, action } = texts[locale];
    if (isEmpty(texts[locale])) return [];
    return [[locale, { subject, body, action }] as const];
  });
  const number = delay === '' ? Number.NaN : Number(delay.replace(',', '.'));
  return {
    key,
    delayHours: unit === 'days' ? number * 24 : number,
    ...(hour === '' ? {} : { at: { hour: Number(hour), weekdays, zone } }),
    ...(condition === '' ? {} : { condition: readSegment(condition) ?? null }),
    leadsTo,
    texts: Object.fromEntries(said),
  };
}

function isEmpty({ subject, body, action }: DraftStep['texts'][Locale]): boolean {
  return subject === '' && body === '' && action === '';
}

/** The words that lists to choose from are made of. */
export const choices = { startKinds, goals, destinations };

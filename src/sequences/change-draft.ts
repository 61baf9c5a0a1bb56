import type { PostedForm } from '../http/read-form.ts';
import { first } from '../http/read-form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { conditionFields, conditionKinds, readCondition, type TypedCondition } from '../segments/condition-form.ts';
import { addCondition, matchAt, removeAt, whereTo } from '../segments/edit.ts';
import { type ConditionKind, everyone, matches, readSegment } from '../segments/form.ts';
import type { SegmentChoices } from '../segments/queries.ts';
import { type Draft, type DraftStep, newStep } from './draft-form.ts';

/** A condition that is being made for a step: its kind, what was typed, and what is wrong with it by field. */
export type Adding = { step: string; kind: ConditionKind; typed: TypedCondition; errors: Record<string, string> };
export type Changed = { draft: Draft; adding?: Adding | undefined };
type Words = { locale: Locale; choices: SegmentChoices; self: string; midnight: (day: string) => Date | undefined };

/** What a button of the form does to it, as `verb step`; nothing of it is saved yet. */
export function changeDraft(draft: Draft, form: PostedForm, pressed: string, words: Words): Changed {
  const [verb = '', key = ''] = pressed.split(' ');
  const at = draft.steps.findIndex((step) => step.key === key);
  const step = draft.steps[at];
  if (verb === 'add') return { draft: { ...draft, steps: [...draft.steps, newStep()] } };
  if (!step) return { draft };
  if (verb === 'drop') return { draft: { ...draft, steps: draft.steps.filter((one) => one !== step) } };
  if (verb === 'up' || verb === 'down') return { draft: { ...draft, steps: moved(draft.steps, at, verb) } };
  if (verb === 'clear') return { draft: withCondition(draft, key, '') };
  if (verb === 'match' || verb === 'without') return { draft: withCondition(draft, key, changed(step, pressed)) };
  const kind = conditionKinds.find((one) => one === first(form, `${key}.kind`));
  if (!kind) return { draft };
  const fields = [...conditionFields(kind, words, words.self).map(({ name }) => name), 'not', 'into'];
  const typed = Object.fromEntries(fields.map((name) => [name, first(form, `${key}.new.${name}`)]));
  if (verb !== 'condition') return { draft, adding: { step: key, kind, typed, errors: {} } };
  const read = readCondition(kind, typed, words, words.midnight);
  if (!read.ok) return { draft, adding: { step: key, kind, typed, errors: read.errors } };
  const before = readSegment(step.condition) ?? everyone;
  const after = addCondition(before, read.condition, whereTo(typed.into));
  const full = { '': messages(words.locale).segments.errors.tooMany };
  if (!after) return { draft, adding: { step: key, kind, typed, errors: full } };
  return { draft: withCondition(draft, key, JSON.stringify(after)) };
}

/** A step's condition after a press of `match KEY any 0.1` or `without KEY 0.1`, as it stands in the form. */
function changed({ condition }: DraftStep, pressed: string): string {
  const [verb, , ...rest] = pressed.split(' ');
  const before = readSegment(condition);
  if (!before) return condition;
  const path = (rest.at(-1) ?? '')
    .split('.')
    .filter((index) => index !== '')
    .map(Number);
  const match = verb === 'match' ? matches.find((one) => one === rest[0]) : undefined;
  const after = match ? matchAt(before, path, match) : removeAt(before, path);
  return after.conditions.length === 0 ? '' : JSON.stringify(after);
}

function withCondition(draft: Draft, key: string, condition: string): Draft {
  return { ...draft, steps: draft.steps.map((one) => (one.key === key ? { ...one, condition } : one)) };
}

function moved(steps: DraftStep[], at: number, where: 'up' | 'down'): DraftStep[] {
  const to = where === 'up' ? at - 1 : at + 1;
  const [one, other] = [steps[at], steps[to]];
  if (!one || !other) return steps;
  return steps.map((step, index) => (index === at ? other : index === to ? one : step));
}

import { vias } from '../attribution/origin.ts';
import { type Locale, messages } from '../locales/index.ts';
import { type Condition, type ConditionKind, everyone, firstYear, readSegment } from './form.ts';
import type { Question, SegmentChoices } from './queries.ts';

/** The kinds of condition in the order in which they are offered. */
export const conditionKinds = [
  'campaign',
  'source',
  'place',
  'language',
  'tag',
  'team',
  'owner',
  'never-contacted',
  'consent',
  'confirmed',
  'pledged',
  'shift',
  'reported',
  'activity',
  'created',
  'answer',
] as const satisfies ConditionKind[];

/** What is asked for to make a condition. A choice without an empty option begins with its first one. */
export type ConditionField = {
  name: string;
  label: string;
  control: 'select' | 'text' | 'number' | 'date';
  options?: { value: string; label: string }[];
  hint?: string;
};

/** What was typed for a condition, by field. */
export type TypedCondition = Record<string, string>;

type Words = { locale: Locale; choices: SegmentChoices };

/** The fields of one kind of condition. `self` is who asks. */
export function conditionFields(kind: ConditionKind, { locale, choices }: Words, self: string): ConditionField[] {
  const t = messages(locale).segments;
  const f = t.fields;
  const named = (list: { id: string; name: string }[]) => list.map(({ id, name }) => ({ value: id, label: name }));
  const words = (list: Record<string, string>) => Object.entries(list).map(([value, label]) => ({ value, label }));
  const select = (name: string, label: string, options: { value: string; label: string }[], any?: string) => ({
    name,
    label,
    control: 'select' as const,
    options: any === undefined ? options : [{ value: '', label: any }, ...options],
  });
  const anyCampaign = select('campaignId', f.campaign, named(choices.campaigns), t.any);
  switch (kind) {
    case 'campaign':
      return [select('campaignId', f.campaign, named(choices.campaigns))];
    case 'source':
      return [
        select(
          'via',
          f.via,
          vias.map((via) => ({ value: via, label: t.vias[via] })),
          t.any,
        ),
        { name: 'source', label: f.source, control: 'text', hint: t.hints.source },
      ];
    case 'place':
      return [{ name: 'prefix', label: f.prefix, control: 'text', hint: t.hints.prefix }];
    case 'language':
      return [select('locale', f.locale, words(t.languages))];
    case 'consent':
      return [
        select('about', f.about, words(t.about)),
        select('state', f.state, words(messages(locale).admin.contacts.consents)),
        { name: 'subject', label: f.subject, control: 'text', hint: t.hints.subject },
      ];
    case 'confirmed':
    case 'never-contacted':
      return [];
    case 'pledged':
      return [
        select('pledge', f.pledge, words(t.pledges), t.any),
        select('kept', f.kept, words(t.kept), t.any),
        anyCampaign,
      ];
    case 'shift':
      return [select('state', f.state, words(t.shifts)), anyCampaign];
    case 'reported':
      return [select('needsHelp', f.needsHelp, words(t.needsHelp), t.any), anyCampaign];
    case 'tag':
      return [select('tagId', f.tag, named(choices.tags))];
    case 'team':
      return [select('teamId', f.team, [...named(choices.teams), { value: 'none', label: t.noTeam }])];
    case 'owner': {
      const others = choices.organizers.filter(({ id }) => id !== self);
      const standing = [{ value: self, label: t.me }, ...words(t.owners)];
      return [select('owner', f.owner, [...standing, ...named(others)])];
    }
    case 'activity':
    case 'created':
      return [
        select('is', f.span, words(t.spans)),
        { name: 'days', label: f.days, control: 'number', hint: t.hints.days },
        { name: 'date', label: f.date, control: 'date', hint: t.hints.date },
      ];
    case 'answer':
      return [
        select('question', f.question, questions(choices)),
        select('is', f.compared, words(t.compared)),
        { name: 'values', label: f.values, control: 'text', hint: t.hints.values },
      ];
  }
}

function questions({ campaigns }: SegmentChoices): { value: string; label: string }[] {
  return campaigns.flatMap(({ id, name, questions: asked }) =>
    asked.map(({ field, label }) => ({ value: `${id}/${field}`, label: `${name} – ${label}` })),
  );
}

export type ReadCondition =
  | { ok: true; condition: Condition }
  /** By field; the key `''` is of the form as a whole. */
  | { ok: false; errors: Record<string, string> };

/** Makes a condition of what was typed. `midnight` says when a calendar day (`YYYY-MM-DD`) begins for the organizers. */
export function readCondition(
  kind: ConditionKind,
  typed: TypedCondition,
  { locale, choices }: Words,
  midnight: (day: string) => Date | undefined,
): ReadCondition {
  const t = messages(locale).segments.errors;
  const errors: Record<string, string> = {};
  const given = (name: string) => (typed[name] ?? '').trim();
  const optional = (name: string) => (given(name) === '' ? {} : { [name]: given(name) });
  const flag = (name: string) => (given(name) === '' ? {} : { [name]: given(name) === 'yes' });
  const needed = (name: string, sentence: string) => {
    if (given(name) === '') errors[name] = sentence;
    return given(name);
  };
  const fields = (): Record<string, unknown> => {
    switch (kind) {
      case 'campaign':
        return { campaignId: needed('campaignId', t.choose) };
      case 'source':
        if (given('via') === '' && given('source') === '') errors.source = t.source;
        return { ...optional('via'), ...optional('source') };
      case 'place':
        return { prefix: needed('prefix', t.prefix) };
      case 'language':
        return { locale: needed('locale', t.choose) };
      case 'consent': {
        const [purpose, channel] = needed('about', t.choose).split('/');
        return { purpose, channel, state: needed('state', t.choose), ...optional('subject') };
      }
      case 'confirmed':
      case 'never-contacted':
        return {};
      case 'pledged':
        return { ...optional('pledge'), ...flag('kept'), ...optional('campaignId') };
      case 'shift':
        return { state: needed('state', t.choose), ...optional('campaignId') };
      case 'reported':
        return { ...flag('needsHelp'), ...optional('campaignId') };
      case 'tag':
        return { tagId: needed('tagId', t.noTags) };
      case 'team':
        return { teamId: given('teamId') === 'none' ? null : needed('teamId', t.choose) };
      case 'owner': {
        const owner = needed('owner', t.choose);
        return { owner: owner === 'someone' || owner === 'nobody' ? owner : { organizerId: owner } };
      }
      case 'activity':
      case 'created': {
        if (given('is') === 'within') {
          const days = Number(given('days'));
          if (!Number.isInteger(days) || days < 1 || days > 3_650) errors.days = t.days;
          return { span: { is: 'within', days } };
        }
        const at = given('date') < String(firstYear) ? undefined : midnight(given('date'));
        if (!at || at.getUTCFullYear() < firstYear) errors.date = t.date;
        return { span: { is: given('is'), at: at?.toISOString() } };
      }
      case 'answer': {
        const [campaignId = '', field = ''] = needed('question', t.noQuestions).split('/');
        const question = choices.campaigns
          .find(({ id }) => id === campaignId)
          ?.questions.find((one) => one.field === field);
        const text = needed('values', t.values);
        const values =
          given('is') === 'one-of'
            ? text
                .split(',')
                .map((one) => one.trim())
                .filter(Boolean)
            : [text];
        return {
          campaignId,
          field,
          is: given('is'),
          values: given('is') === 'contains' ? values : values.map((one) => keyOf(question, one)),
        };
      }
    }
  };
  const condition = { kind, ...fields(), ...(given('not') === 'yes' ? { not: true } : {}) };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const [read] = readSegment({ ...everyone, conditions: [condition] })?.conditions ?? [];
  if (!read || 'match' in read) return { ok: false, errors: { '': t.unreadable } };
  return { ok: true, condition: read };
}

/** Answers to choose from are kept by their key, and known to people by their words. */
function keyOf(question: Question | undefined, typed: string): string {
  const same = (label: string) => label.localeCompare(typed, 'fr', { sensitivity: 'base' }) === 0;
  return Object.entries(question?.options ?? {}).find(([, label]) => same(label))?.[0] ?? typed;
}

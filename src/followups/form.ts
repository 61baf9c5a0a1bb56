import { z } from 'zod';
import { messages } from '../locales/index.ts';
import { mergeFaults } from '../mail/merge-fields.ts';
import { segmentDefinition } from '../segments/form.ts';

const key = z.string().regex(/^[a-z0-9-]+$/);

/** Words whose merge fields can all be filled: see `mergeFaults`. */
const words = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    for (const fault of mergeFaults(text)) {
      context.addIssue({ code: 'custom', message: messages('en').mail.mergeFaults[fault.kind](fault) });
    }
  });

const stepTexts = z.object({
  subject: words,
  /** Markdown, or a list of paragraphs as they are. */
  body: z.union([words, z.array(words).min(1)]),
  /** Words of the one button. */
  action: words,
});

/** What the button leads to: the contact's own space at this part, or the campaign's form, already filled in. */
export const destinations = ['shifts', 'pledge', 'share', 'form'] as const;

/**
 * The hour of the clock at which a mail goes: the first such hour once its delay is over, on a weekday where it is to be
 * one. `contact`: in the zone that the postal code tells, or else, as with `place`, in the campaign's.
 */
const localHour = z.object({
  hour: z.number().int().min(0).max(23),
  weekdays: z.boolean().default(false),
  zone: z.enum(['contact', 'place']).default('contact'),
});

/** One mail of a sequence. When it is due, it is decided again: consent, suppression, the goal, its condition. */
const step = z.object({
  key,
  /** After the step before it was decided; the first one's, after the start. */
  delayHours: z.number().min(0).max(8_760),
  at: localHour.optional(),
  /** Who does not fulfil it by then goes on without this mail. `thisCampaign` stands in it for the sequence's own. */
  condition: segmentDefinition.optional(),
  leadsTo: z.enum(destinations),
  texts: z.partialRecord(z.enum(['fr', 'en']), stepTexts),
});
export type Step = z.output<typeof step>;

/**
 * Whether a step that was stored can be sent at all: its condition can be read, and its words ask for nothing that does
 * not exist. What is written today is refused before it is stored; files and versions may be older.
 */
export function isReadable({ condition, texts }: Step): boolean {
  const words = Object.values(texts).flatMap(({ subject, body, action }) => [subject, action, body].flat());
  return (
    (condition === undefined || segmentDefinition.safeParse(condition).success) &&
    words.every((text) => mergeFaults(text).every(({ kind }) => kind !== 'unknown'))
  );
}

/** In a condition: the campaign that the sequence is of, wherever its file is brought in (the nil UUID of RFC 9562). */
export const thisCampaign = '00000000-0000-0000-0000-000000000000';

/** The acts and moments that a sequence can begin with. */
export const startKinds = [
  'signup',
  'confirmed',
  'pledge',
  'booking',
  'attended',
  'missed',
  'reported',
  'silence',
  'date',
] as const;
export type StartKind = (typeof startKinds)[number];

const start = z.discriminatedUnion('on', [
  z.object({ on: z.enum(['signup', 'confirmed', 'pledge', 'booking', 'attended', 'missed', 'reported']) }),
  /** So many days in which nothing was heard of a person. */
  z.object({ on: z.literal('silence'), days: z.number().int().min(1).max(730) }),
  /** For everyone who has signed up by the end of that day; it begins at midnight of the campaign's zone. */
  z.object({ on: z.literal('date'), date: z.iso.date() }),
]);

/** What ends a sequence once it is done in the campaign; `none`: its last step alone. */
export const goals = ['none', 'booked', 'pledged', 'reported', 'attended'] as const;
export type Goal = (typeof goals)[number];

/** Why a person is in a sequence no more: they did what it asks, answered, left, were taken out, or had every step. */
export const endings = ['goal', 'replied', 'left', 'removed', 'finished'] as const;
export type Ending = (typeof endings)[number];

export const sequence = z
  .object({
    key,
    /** For organizers; empty: called by its start. */
    name: z.string().max(100).default(''),
    start,
    goal: z.enum(goals).default('none'),
    /** Where a person's mails of a week are spent, the higher one goes first. */
    priority: z.number().int().min(1).max(9).default(5),
    /** `draft`: nobody comes in; `paused`: nobody comes in, and who is in it waits. */
    state: z.enum(['draft', 'live', 'paused']).default('live'),
    steps: z.array(step).max(40),
  })
  .refine(({ steps }) => new Set(steps.map((one) => one.key)).size === steps.length, {
    path: ['steps'],
    message: 'has a key twice',
  });
export type Sequence = z.output<typeof sequence>;

/** A step as campaigns' files had it when a campaign had one sequence: its delay counts from `after`. */
const legacyStep = z.object({
  ...step.shape,
  after: z.enum(['signup', 'confirmed', 'pledge']),
  unless: z.enum(['booked', 'reported']).optional(),
});

/**
 * Reads a campaign's content of any time: of the list of steps that it once had, it makes a sequence for each thing that
 * its steps came after. Anything else is left as it is, for the schema to judge.
 */
export function upgradeContent(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || !('sequence' in content)) return content;
  const { sequence: old, ...rest } = content;
  if ('sequences' in rest && rest.sequences !== undefined) return rest;
  const steps = z.array(legacyStep).safeParse(old);
  return { ...rest, sequences: steps.success ? sequencesOf(steps.data) : old };
}

function sequencesOf(steps: z.output<typeof legacyStep>[]): unknown[] {
  return (['signup', 'confirmed', 'pledge'] as const).flatMap((on) => {
    const own = steps.filter(({ after }) => after === on).toSorted((one, other) => one.delayHours - other.delayHours);
    if (own.length === 0) return [];
    const upgraded = own.map(({ after, unless, ...kept }, index) => ({
      ...kept,
      delayHours: kept.delayHours - (own[index - 1]?.delayHours ?? 0),
      ...(unless === undefined ? {} : { condition: notDone(unless) }),
    }));
    return [{ key: on, start: { on }, steps: upgraded }];
  });
}

function notDone(unless: 'booked' | 'reported') {
  const done =
    unless === 'booked'
      ? [
          { kind: 'shift', state: 'held', campaignId: thisCampaign },
          { kind: 'shift', state: 'attended', campaignId: thisCampaign },
        ]
      : [{ kind: 'pledged', kept: true, campaignId: thisCampaign }];
  return { version: 1, match: 'none', conditions: done };
}

/**
 * Where people go whose last step is taken out of a sequence, by that step's key: to the nearest one before it that is
 * left, or, with the empty key, to the beginning.
 */
export function movedPlaces(before: Step[], after: Step[]): Map<string, string> {
  const left = new Set(after.map(({ key: one }) => one));
  const moves = new Map<string, string>();
  let last = '';
  for (const { key: one } of before) {
    if (left.has(one)) last = one;
    else moves.set(one, last);
  }
  return moves;
}

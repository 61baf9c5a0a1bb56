import { z } from 'zod';
import { vias } from '../attribution/origin.ts';

/** The most conditions that one segment may have, those in its groups counted. */
const mostConditions = 40;

/** Free text as Postgres can keep it: it knows no NUL, and no half of a surrogate pair. */
const text = z
  .string()
  .max(200)
  .refine((value) => !value.includes('\0') && value.isWellFormed());
const words = text.refine((value) => value.trim() !== '');
/** The first year that a moment may be of: Postgres knows no year 0000. */
export const firstYear = 1900;
/** A moment, ISO 8601 in UTC. */
const moment = z.iso.datetime().refine((value) => Number(value.slice(0, 4)) >= firstYear);
const days = z.number().int().min(1).max(3_650);
const campaignId = z.uuid();

/** A time as segments speak of it; `within` counts days of 24 hours back from the moment of asking. */
const span = z.discriminatedUnion('is', [
  z.object({ is: z.literal('before'), at: moment }),
  z.object({ is: z.literal('after'), at: moment }),
  z.object({ is: z.literal('within'), days }),
]);

/** `not` turns a condition round. */
const not = z.boolean().optional();

/** One thing that is true of a contact or not. Where `campaignId` may be left out, it means: in any campaign. */
const condition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('campaign'), not, campaignId }),
  /** How one of the sign-ups came: both where both are given, of the same sign-up. */
  z
    .object({ kind: z.literal('source'), not, via: z.enum(vias).optional(), source: words.optional() })
    .refine(({ via, source }) => via !== undefined || source !== undefined),
  /** The beginning of the postal code, with or without its space. */
  z.object({ kind: z.literal('place'), not, prefix: words.pipe(z.string().max(10)) }),
  z.object({ kind: z.literal('language'), not, locale: z.enum(['fr', 'en']) }),
  z.object({
    kind: z.literal('consent'),
    not,
    purpose: z.enum(['follow-up', 'sharing', 'agreement']),
    channel: z.enum(['email', 'sms', 'phone', 'partner', 'form']),
    /** The partner's name, or the agreement's field; left out: any. */
    subject: words.optional(),
    state: z.enum(['granted', 'unconfirmed', 'withdrawn', 'none', 'suppressed']),
  }),
  z.object({ kind: z.literal('confirmed'), not }),
  z.object({
    kind: z.literal('pledged'),
    not,
    pledge: z.enum(['money', 'hours', 'action']).optional(),
    /** Whether the contact said that it was done; left out: either. */
    kept: z.boolean().optional(),
    campaignId: campaignId.optional(),
  }),
  /** `booked` is a seat that was not given back, whatever came of it; `held` one of which nothing is said yet. */
  z.object({
    kind: z.literal('shift'),
    not,
    state: z.enum(['booked', 'held', 'attended', 'missed']),
    campaignId: campaignId.optional(),
  }),
  z.object({ kind: z.literal('reported'), not, needsHelp: z.boolean().optional(), campaignId: campaignId.optional() }),
  z.object({ kind: z.literal('tag'), not, tagId: z.uuid() }),
  /** `teamId` null: in no team. */
  z.object({ kind: z.literal('team'), not, teamId: z.uuid().nullable() }),
  z.object({
    kind: z.literal('owner'),
    not,
    owner: z.union([z.enum(['someone', 'nobody']), z.object({ organizerId: words })]),
  }),
  /** The last line of the timeline; `before` holds for a timeline without any line too. */
  z.object({ kind: z.literal('activity'), not, span }),
  /** When the contact first came. */
  z.object({ kind: z.literal('created'), not, span }),
  /** Nobody turned to them person to person. */
  z.object({ kind: z.literal('never-contacted'), not }),
  /** What was answered to a campaign's question; `contains` disregards case. */
  z.object({
    kind: z.literal('answer'),
    not,
    campaignId,
    field: words,
    is: z.enum(['equals', 'contains', 'one-of']),
    values: z.array(words).min(1).max(50),
  }),
]);

export type Condition = z.output<typeof condition>;
export type ConditionKind = Condition['kind'];
export type Span = z.output<typeof span>;

/** How many of its members a group asks for. */
export const matches = ['all', 'any', 'none'] as const;
const match = z.enum(matches);
export type Match = z.output<typeof match>;

/** Conditions, or groups of them, of which all, any or none must hold. */
export type Group = { match: Match; conditions: (Condition | Group)[] };

const group: z.ZodType<Group> = z.lazy(() =>
  z.object({
    match,
    conditions: z
      .array(z.union([condition, group]))
      .min(1)
      .max(mostConditions),
  }),
);

/**
 * A segment: which contacts it means, as it is saved, put in addresses and handed to lists, exports, broadcasts and
 * sync alike. Without any condition it means everyone. A shape of another version will be read here too, and here alone.
 */
export const segmentDefinition = z
  .object({
    version: z.literal(1),
    match,
    conditions: z.array(z.union([condition, group])).max(mostConditions),
  })
  .refine((definition) => measure(definition).conditions <= mostConditions && measure(definition).depth <= 4);

export type SegmentDefinition = z.output<typeof segmentDefinition>;

/** The segment of everyone. */
export const everyone: SegmentDefinition = { version: 1, match: 'all', conditions: [] };

/** Whether a member of a group is a group itself. */
export function isGroup(member: Condition | Group): member is Group {
  return 'match' in member;
}

/** Of which kinds the conditions are, each once, those in groups too: what a segment looks at, without its values. */
export function kindsOf({ conditions }: Pick<Group, 'conditions'>): ConditionKind[] {
  return [...new Set(conditions.flatMap((member) => (isGroup(member) ? kindsOf(member) : [member.kind])))];
}

/** Reads a definition from what was saved or came in an address (an object, or its JSON); undefined where it is none. */
export function readSegment(value: unknown): SegmentDefinition | undefined {
  // A deep nest of brackets would exhaust the stack before it is refused.
  if (typeof value === 'string' && value.length > 32_000) return undefined;
  const read = segmentDefinition.safeParse(typeof value === 'string' ? parseJson(value) : value);
  return read.success ? read.data : undefined;
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function measure({ conditions }: { conditions: (Condition | Group)[] }): { conditions: number; depth: number } {
  const members = conditions.map((member) => (isGroup(member) ? measure(member) : { conditions: 1, depth: 0 }));
  return {
    conditions: members.reduce((sum, member) => sum + member.conditions, 0),
    depth: 1 + Math.max(0, ...members.map(({ depth }) => depth)),
  };
}

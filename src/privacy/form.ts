import { z } from 'zod';
import { first, type PostedForm } from '../http/read-form.ts';

/** A row of a table as Postgres writes it in JSON. */
export type JsonRow = Record<string, unknown>;

/** One thing that a merge did to a table. Undoing does the opposite, in the opposite order. */
export type JournalEntry =
  /** These rows (by key) were the loser's and are the survivor's now. */
  | { act: 'moved'; table: string; column: string; rows: JsonRow[] }
  /** These rows (whole) were taken away. */
  | { act: 'dropped'; table: string; rows: JsonRow[] }
  /** These columns of these rows were others; `rows` hold the key and what was there, `now` what the merge wrote. */
  | { act: 'changed'; table: string; columns: string[]; rows: JsonRow[]; now: JsonRow[] }
  /** These rows were not there before: their key, and of what else tells that they are still the merge's. */
  | { act: 'added'; table: string; rows: JsonRow[] }
  /** So many seats of a shift were given back. */
  | { act: 'seat-freed'; shiftId: string; bookingId: string };

export type Journal = JournalEntry[];

/** What an organizer chooses between when two contacts become one, and the columns that go together. */
export const mergeFields = {
  // A confirmation is of an address.
  email: ['email', 'confirmed_at'],
  firstName: ['first_name', 'first_folded'],
  lastName: ['last_name', 'last_folded'],
  phone: ['phone'],
  postalCode: ['postal_code'],
  locale: ['locale'],
  availability: ['availability'],
  skills: ['skills'],
  owner: ['owner_id'],
  team: ['team_id'],
} as const satisfies Record<string, string[]>;

export type MergeField = keyof typeof mergeFields;

export function isMergeField(text: string): text is MergeField {
  return Object.hasOwn(mergeFields, text);
}

/** How long a campaign keeps people, as an organizer asks for it. */
const ruleWish = z.object({
  after: z.enum(['last-activity', 'closed']),
  months: z
    .string()
    .trim()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((months) => months >= 1 && months <= 120),
});

export type RuleWish = z.output<typeof ruleWish>;

/** Reads the form of a rule; undefined where the months are not a number from 1 to 120. */
export function readRule(form: PostedForm): RuleWish | undefined {
  return ruleWish.safeParse({ after: first(form, 'after'), months: first(form, 'months') }).data;
}

/** The rule that somebody had before them when they switched it on, and when it was rehearsed. */
const seenRule = ruleWish.extend({ rehearsedAt: z.iso.datetime().transform((at) => new Date(at)) });

export type SeenRule = z.output<typeof seenRule>;

/** Reads what the form of the switch says was seen; undefined where it says nothing that could have been. */
export function readSeenRule(form: PostedForm): SeenRule | undefined {
  return seenRule.safeParse({
    after: first(form, 'after'),
    months: first(form, 'months'),
    rehearsedAt: first(form, 'rehearsedAt'),
  }).data;
}

/** Which fields are taken from the contact that goes: those whose button stands on `other`. */
export function readTaken(form: PostedForm): MergeField[] {
  return Object.keys(mergeFields)
    .filter(isMergeField)
    .filter((field) => first(form, field) === 'other');
}

/** Reads a number of people as one types it, with or without spaces or signs between thousands; undefined for none. */
export function readCount(typed: string): number | undefined {
  const digits = typed.replace(/[\s,.’']/gu, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

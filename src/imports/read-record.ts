import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { fold } from '../contacts/fold.ts';
import { isMoment } from './is-moment.ts';
import type { RecordKind } from './open-file.ts';

const id = z.guid();
const email = z.string().min(3).max(254).toLowerCase();
const moment = z.string().refine((text) => text.includes('T') && isMoment(text));
const language = z.enum(['fr', 'en']);
const yesNo = z.enum(['t', 'f', 'true', 'false']).transform((word) => word[0] ?? 'f');
const wholeNumber = z.string().regex(/^(\d{1,15})?$/);
const json = z.string().refine(isObject);

/** The lines of Terrain's own files beside the contacts: what has to be so for a row to be made of it. */
const shapes = {
  addresses: line({ email, address: email, former_id: id, at: moment }),
  suppressions: line({ email, at: moment }),
  consents: line({
    id,
    email,
    purpose: z.enum(['follow-up', 'sharing', 'agreement']),
    channel: z.enum(['email', 'sms', 'phone', 'partner', 'form']),
    action: z.enum(['granted', 'withdrawn']),
    needs_confirmation: yesNo,
    language,
    at: moment,
  }),
  signups: line({
    id,
    email,
    campaign: z.string().min(1),
    language,
    answers: json,
    consented: yesNo,
    source_kind: z.enum(['direct', 'link', 'site', 'person']),
    origin: json.or(z.literal('')),
    created_at: moment,
  }),
  pledges: line({
    id,
    signup_id: id,
    email,
    campaign: z.string().min(1),
    kind: z.enum(['money', 'hours', 'action']),
    frequency: z.enum(['once', 'monthly', '']),
    amount_minor: wholeNumber,
    count: z.string().regex(/^(\d{1,9})?$/),
    reported_at: moment.or(z.literal('')),
    created_at: moment,
  }),
  tags: line({ email, tag: z.string().min(1).max(200), at: moment }).transform((one) => ({
    ...one,
    folded: fold(one.tag),
    tag_id: uuidv7(),
  })),
  notes: line({ id, email, body: z.string(), at: moment }),
} satisfies Record<RecordKind, z.ZodType<Record<string, string>>>;

/** A line that has these columns, and others as they stand. */
function line<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).catchall(z.string());
}

/** Whether a text is the JSON of an object that Postgres can keep. */
function isObject(text: string): boolean {
  let kept = true;
  try {
    const value: unknown = JSON.parse(text, (key, member: unknown) => {
      kept &&= canKeep(key) && canKeep(member);
      return member;
    });
    return kept && typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Postgres knows no NUL, no half of a surrogate pair, and no number beyond those that JavaScript reads as infinite. */
function canKeep(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'string' || (!value.includes('\0') && value.isWellFormed());
}

/** A line by its headers as it can be taken in; undefined where it cannot be what it says. */
export function readRecord(kind: RecordKind, cells: Record<string, string>): Record<string, string> | undefined {
  const read = shapes[kind].safeParse(cells);
  return read.success ? read.data : undefined;
}

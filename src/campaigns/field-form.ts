import { z } from 'zod';

/** The fields that every campaign may ask for beside the e-mail address and the first name; their words are Terrain's. */
const askableFields = ['lastName', 'phone', 'postalCode', 'availability', 'skills', 'question'] as const;

/** Names that an answer cannot have, for another one has it; `constructor` is on every object. */
const taken = new Set<string>([...askableFields, 'email', 'consent', 'constructor']);

const name = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens')
  .refine((word) => !taken.has(word), 'is a field that Terrain itself has');
const required = z.boolean().default(false);
/** Keys of the answers to choose from; their words stand in the campaign's texts. */
const options = z
  .array(
    z
      .string()
      .max(40)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  )
  .min(1);
const day = z.iso.date();

const builtInField = z.object({ kind: z.undefined().optional(), name: z.enum(askableFields), required });

const customFields = [
  z.object({
    kind: z.literal('short-text'),
    name,
    required,
    /** What a phone may fill in by itself (HTML, autofill field names). */
    autocomplete: z
      .enum(['organization', 'organization-title', 'street-address', 'address-level2', 'nickname'])
      .optional(),
  }),
  z.object({ kind: z.literal('long-text'), name, required }),
  z.object({ kind: z.literal('one-of'), name, required, options }),
  z.object({ kind: z.literal('many-of'), name, required, options }),
  z.object({
    kind: z.literal('number'),
    name,
    required,
    min: z.number().optional(),
    max: z.number().optional(),
    /** Places behind the decimal sign. */
    decimals: z.number().int().min(0).max(6).optional(),
  }),
  z.object({ kind: z.literal('date'), name, required, min: day.optional(), max: day.optional() }),
  /** One box with a sentence; a tick is kept in the ledger of consents, with the sentence. */
  z.object({ kind: z.literal('consent'), name, required }),
] as const;

/** A field of a campaign's form: one that every campaign has, or one of its own. */
export const field = z.discriminatedUnion('kind', [builtInField, ...customFields]);

/** The words of a campaign's own fields, by name. */
export const fieldTexts = z.record(
  z.string(),
  z.object({
    /** The question; of a consent, the sentence beside the box. */
    label: z.string().min(1),
    help: z.string().min(1).optional(),
    /** The answers to choose from, by key. */
    options: z.record(z.string(), z.string().min(1)).optional(),
  }),
);

export type CampaignField = z.output<typeof field>;
export type CustomField = z.output<(typeof customFields)[number]>;
export type AskableField = (typeof askableFields)[number];

/** Whether a field is the campaign's own. */
export function isCustom(one: CampaignField): one is CustomField {
  return one.kind !== undefined;
}

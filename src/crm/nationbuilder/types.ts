import { z } from 'zod';

/** What NationBuilder's API v2 (JSON:API 1.0) answers, as far as it is read here. */

const attributes = z.looseObject({
  email: z.string().nullish(),
  email1: z.string().nullish(),
  email2: z.string().nullish(),
  email3: z.string().nullish(),
  email4: z.string().nullish(),
  email1_is_bad: z.boolean().nullish(),
  email1_is_bouncing: z.boolean().nullish(),
  email_opt_in: z.boolean().nullish(),
  external_id: z.string().nullish(),
  unsubscribed_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  custom_values: z.record(z.string(), z.unknown()).nullish(),
  home_address: z.record(z.string(), z.unknown()).nullish(),
});

const signup = z.object({
  id: z.string(),
  type: z.literal('signups'),
  attributes,
  relationships: z
    .looseObject({
      signup_tags: z.looseObject({ data: z.array(z.looseObject({ id: z.string() })).nullish() }).optional(),
    })
    .optional(),
});
const included = z
  .array(
    z.looseObject({ id: z.string(), type: z.string(), attributes: z.looseObject({ name: z.unknown() }).optional() }),
  )
  .nullish();

export const signupDocument = z.object({ data: signup, included });
export const signupsDocument = z.object({
  data: z.array(signup),
  included,
  links: z.looseObject({ next: z.string().nullish() }).nullish(),
});

const tag = z.object({
  id: z.string(),
  type: z.literal('signup_tags'),
  attributes: z.looseObject({ name: z.string().nullish() }),
});
export const tagDocument = z.object({ data: tag });
export const tagsDocument = z.object({ data: z.array(tag) });
export const taggingDocument = z.object({ data: z.object({ id: z.string(), type: z.literal('signup_taggings') }) });
export const deletedDocument = z.object({ meta: z.looseObject({}) });

export const customFieldsDocument = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.looseObject({
        slug: z.string().nullish(),
        name: z.string().nullish(),
        field_type: z.string().nullish(),
        resource_type: z.string().nullish(),
        options: z.record(z.string(), z.unknown()).nullish(),
      }),
    }),
  ),
});

/** Validation failures (422) are JSON:API errors; everything else is `{ code, message }`. */
export const invalidDocument = z.object({
  errors: z
    .array(
      z.looseObject({
        detail: z.string().nullish(),
        source: z.looseObject({ pointer: z.string().nullish() }).nullish(),
        meta: z.looseObject({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
      }),
    )
    .min(1),
});
export const errorDocument = z.looseObject({ code: z.string().nullish(), message: z.string().nullish() });

/** A person in a list of API v1, which says less of each than v2. */
const person = z.looseObject({
  id: z.number(),
  email: z.string().nullish(),
  external_id: z.string().nullish(),
  email_opt_in: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
  updated_at: z.string().nullish(),
});
export const peoplePage = z.object({ results: z.array(person), next: z.string().nullish() });
export const mePage = z.object({
  person: z.looseObject({ full_name: z.string().nullish(), email: z.string().nullish() }),
});
export const tagsPage = z.object({ results: z.array(z.looseObject({ name: z.string() })), next: z.string().nullish() });

export const tokensAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds; 24 hours where it is not said. */
  expires_in: z.number().positive().default(86_400),
});

export type Attributes = z.output<typeof attributes>;
export type Person = z.output<typeof person>;
/** Somebody over there, with the names of their tags. */
export type Signup = { id: string; attributes: Attributes; tags: string[] };

import { z } from 'zod';

export const credentials = z.object({
  apiKey: z.string().trim().min(1),
  /** Of no interest to an organizer: a test puts its own server there. */
  url: z
    .url()
    .catch('https://actionnetwork.org')
    .transform((url) => url.replace(/\/(api\/v2\/?)?$/, '')),
});
export type Credentials = z.output<typeof credentials>;

/** What an organizer chose; what is missing is as nobody had chosen it. */
export const options = z.object({
  acts: z.boolean().catch(true),
  pledges: z.boolean().catch(false),
});
export type Options = z.output<typeof options>;

/** Answers with an error are `{ "error": … }`; the one about a wrong key repeats the key. */
export const failure = z.object({ error: z.union([z.string(), z.object({}).loose()]) });

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const link = z.object({ href: z.string() });
const identifiers = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** `bouncing`, `previous bounce`, `spam complaint` and `previous spam complaint` beside the two that can be set. */
const emailAddress = z.object({ address: text, status: text, primary: z.boolean().nullish() });

export const person = z.looseObject({
  identifiers,
  given_name: text,
  family_name: text,
  modified_date: text,
  email_addresses: z
    .array(emailAddress)
    .nullish()
    .transform((value) => value ?? []),
  phone_numbers: z
    .array(z.looseObject({ number: text, primary: z.boolean().nullish() }))
    .nullish()
    .transform((value) => value ?? []),
  postal_addresses: z
    .array(
      z.looseObject({
        address_lines: z.array(z.string().nullable()).nullish(),
        locality: text,
        region: text,
        postal_code: text,
        country: text,
        primary: z.boolean().nullish(),
      }),
    )
    .nullish()
    .transform((value) => value ?? []),
  languages_spoken: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  custom_fields: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((value) => value ?? {}),
  _links: z.object({ self: link }).loose(),
});
export type AnPerson = z.output<typeof person>;

export const tag = z.looseObject({ name: text, identifiers, _links: z.object({ self: link }).loose() });
export const tagging = z.looseObject({ _links: z.object({ 'osdi:tag': link }).loose() });
/** An event, a fundraising page, a donation, an attendance: of these only who they are is of interest. */
export const resource = z.looseObject({ identifiers, _links: z.object({ self: link }).loose() });

/** A page of a collection: 25 at most. */
export function collection<Item extends z.ZodType>(rel: string, item: Item) {
  return z
    .object({
      _embedded: z.object({ [rel]: z.array(item).nullish() }).nullish(),
      _links: z.looseObject({ next: link.nullish() }).nullish(),
    })
    .transform(({ _embedded, _links }) => ({ items: _embedded?.[rel] ?? [], next: _links?.next != null }));
}

export const customFields = z.looseObject({
  'action_network:custom_fields': z.array(z.looseObject({ name: text })).nullish(),
});

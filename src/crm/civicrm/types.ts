import { z } from 'zod';

export const credentials = z.object({
  /** Where the site is, without `civicrm/ajax/api4`; what a browser shows behind it is taken off. */
  url: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/[?#].*$/, '').replace(/\/(civicrm(\/.*)?)?$/, '')),
  apiKey: z.string().trim().min(1),
});
export type Credentials = z.output<typeof credentials>;

/** What an organizer chose; what is missing is as nobody had chosen it. */
export const options = z.object({
  acts: z.boolean().catch(true),
  pledges: z.boolean().catch(false),
  /** Tags become groups over there. */
  groups: z.boolean().catch(false),
  financialType: z.string().min(1).catch('Donation'),
  locale: z.enum(['fr', 'en']).catch('fr'),
  /** The zone that the CRM's clock shows: it gives times without one. */
  timezone: z.string().min(1).catch('America/Toronto'),
});
export type Options = z.output<typeof options>;

/** What a successful answer holds; `values` alone makes it one. */
export const success = z.object({ values: z.array(z.record(z.string(), z.unknown())) });
/** A failure in JSON; without the right to see more it is "Sorry an error occurred", whatever it was. */
export const failure = z.object({
  error_message: z.string(),
  error_code: z.union([z.string(), z.number()]).optional(),
});

const id = z.coerce.number().int();
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const flag = z
  .union([z.boolean(), z.number(), z.string(), z.null()])
  .optional()
  .transform((value) => Number(value ?? 0) > 0);
const number = z.coerce
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** A person as `Contact/get` gives them, with all fields that were asked for beside those that we read by name. */
export const person = z.looseObject({
  id,
  contact_type: text,
  external_identifier: text,
  is_deleted: flag,
  is_opt_out: flag,
  do_not_email: flag,
  modified_date: text,
  'email_primary.email': text,
  'email_primary.on_hold': number,
});
export type Person = z.output<typeof person>;

export const address = z.object({
  contact_id: id,
  email: text,
  is_primary: flag,
});

export const saved = z.looseObject({ id });
export const named = z.looseObject({ id, name: text, label: text, title: text });
export const entityTag = z.object({ entity_id: id, tag_id: id });
export const membership = z.object({ contact_id: id, group_id: id, status: text });
export const groupLink = z.object({ contact_id: id, 'group_id.title': text });
export const activityOf = z.object({ contact_id: id, 'activity_id.details': text });
export const contribution = z.object({ trxn_id: text });
export const action = z.object({ name: z.string() });
export const whoami = z.looseObject({ id, display_name: text });
export const field = z.looseObject({
  name: z.string(),
  label: text,
  title: text,
  data_type: text,
  custom_field_id: z.coerce.number().nullish(),
  readonly: flag,
  options: z.union([z.boolean(), z.record(z.string(), z.unknown()), z.array(z.unknown()), z.null()]).optional(),
});

/** A field with its choices, asked for as `loadOptions: ['id', 'name']`. */
export const optionsField = z.looseObject({
  options: z.array(z.looseObject({ id: z.union([z.number(), z.string()]), name: text })).catch([]),
});

import { z } from 'zod';
import type { PhoneParser } from '../contacts/phone.ts';
import { parsePostalCode } from '../contacts/postal-code.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import { locales } from '../locales/index.ts';
import { type FieldError, isFieldError } from '../ui/form-state.ts';

/** What an organizer may change of a contact, in the order of the form. */
export const textFields = ['firstName', 'lastName', 'email', 'phone', 'postalCode'] as const;
const listFields = ['availability', 'skills'] as const;
export const contactFields = [...textFields, 'locale', ...listFields] as const;
export type ContactField = (typeof contactFields)[number];
/** Each field as one text; a list with a comma between its words. */
export type ContactValues = Record<ContactField, string>;
export type ContactErrors = Partial<Record<ContactField, FieldError>>;

/** What the sign-up form offers; an import may have brought other words. */
export const availabilities = ['weekdays', 'evenings', 'weekends'] as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
const controlCharacters = /[\u0000-\u001f\u007f]/;

function typed(longest: number) {
  return z
    .string()
    .transform((value) => value.trim())
    .refine((value) => !controlCharacters.test(value) && value.isWellFormed(), fails('characters'))
    .refine((value) => value.length <= longest, fails('too-long'));
}

/**
 * Reads the form of one contact's details: phone in E.164, postal code as its country (ISO 3166) writes it, address in
 * lower case. A field that was left as it was is not judged: what is there from elsewhere must not stop another change.
 */
export function readContact(
  form: PostedForm,
  was: ContactValues,
  { country, skills, parsePhone }: { country: string; skills: string[]; parsePhone: PhoneParser },
): { ok: true; values: ContactValues } | { ok: false; values: ContactValues; errors: ContactErrors } {
  const sent = postedContact(form);
  const schema = z.object({
    firstName: typed(200),
    lastName: typed(200),
    // RFC 5321 section 4.5.3.1.3: an address has at most 254 octets.
    email: typed(254)
      .refine((value) => value !== '', fails('required'))
      .transform((value) => value.toLowerCase())
      .pipe(z.email('email' satisfies FieldError)),
    phone: typed(50).transform(read('phone', (value) => parsePhone(value, country)?.replace(/;.*$/, ''))),
    postalCode: typed(20).transform(read('postal-code', (value) => parsePostalCode(value, country))),
    locale: z.enum(locales, 'choice' satisfies FieldError),
    availability: chosen([...availabilities, ...wordsOf(was.availability)]),
    skills: chosen(skills),
  });
  const parsed = schema.safeParse(sent);
  const errors: ContactErrors = {};
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = contactFields.find((one) => one === path[0]);
    if (field && sent[field] !== was[field]) errors[field] ??= isFieldError(message) ? message : 'choice';
  }
  if (Object.keys(errors).length > 0) return { ok: false, values: sent, errors };
  const values = { ...sent };
  for (const field of contactFields) {
    const one = schema.shape[field].safeParse(sent[field]);
    if (one.success && sent[field] !== was[field]) values[field] = one.data;
  }
  return { ok: true, values };
}

/** What was typed, as one text a field. */
export function postedContact(form: PostedForm): ContactValues {
  const list = (name: string) => [...new Set(form.get(name) ?? [])].join(',');
  return {
    firstName: first(form, 'firstName'),
    lastName: first(form, 'lastName'),
    email: first(form, 'email'),
    phone: first(form, 'phone'),
    postalCode: first(form, 'postalCode'),
    locale: first(form, 'locale'),
    availability: list('availability'),
    skills: list('skills'),
  };
}

/** What the form was drawn with, which it carries along: so that a change by somebody else is seen. */
export function postedBefore(form: PostedForm): ContactValues {
  const [firstName, lastName, email, phone, postalCode] = textFields.map((field) => first(form, `was.${field}`));
  return {
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    email: email ?? '',
    phone: phone ?? '',
    postalCode: postalCode ?? '',
    locale: first(form, 'was.locale'),
    availability: first(form, 'was.availability'),
    skills: first(form, 'was.skills'),
  };
}

/** The words of a list that is carried as one text. */
export function wordsOf(list: string): string[] {
  return list.split(',').filter((word) => word !== '');
}

function chosen(options: readonly string[]) {
  return z.string().refine((list) => wordsOf(list).every((word) => options.includes(word)), fails('choice'));
}

/** A step of a schema that reads a text, or says what is wrong with it; nothing stays nothing. */
function read(error: FieldError, parse: (value: string) => string | undefined) {
  return (value: string, context: z.core.$RefinementCtx<string>): string => {
    const found = value === '' ? '' : parse(value);
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  };
}

function fails(error: FieldError) {
  return { error, abort: true };
}

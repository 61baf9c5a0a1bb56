import { z } from 'zod';
import type { AskedConsent } from '../consents/asked-consents.ts';
import { loadPhoneParser, type PhoneParser } from '../contacts/phone.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import { type NewPledge, readPledge } from '../pledges/form.ts';
import { type FieldError, isFieldError } from '../ui/form-state.ts';
import { type FormDefinition, postedName } from './form-definition.ts';
import { emailValue, fieldValue, firstNameValue } from './form-values.ts';

type Answers = Record<string, string | string[]>;

/**
 * What was sent with a form, valid and normalized: outer space gone, line ends as LF, the address in lower case, phone
 * in E.164, postal code as its country writes it, numbers in plain digits, each choice once. Empty: not answered.
 */
export type Submission = {
  email: string;
  firstName: string;
  lastName: string;
  phone: string;
  postalCode: string;
  availability: string[];
  skills: string[];
  /** Every answer by its field's name, the above and the campaign's own; those left empty are not in it. */
  answers: Answers;
  /** Whether the box for follow-up mail was ticked. */
  consented: boolean;
  /** What each ticked box said. */
  consents: AskedConsent[];
  pledge: NewPledge | null;
};

export type SubmissionResult =
  | { ok: true; submission: Submission }
  | { ok: false; errors: Partial<Record<string, FieldError>> };

type Schema = z.ZodObject<Record<string, z.ZodType<string | string[]>>>;

/** Made once for each definition; a schema takes longer to make than a sign-up to read. */
const schemas = new WeakMap<FormDefinition, Promise<Schema>>();

/** Reads a sign-up as its campaign asks for it, whatever the door it came by; each error is the posted field's. */
export async function readSubmission(form: PostedForm, definition: FormDefinition): Promise<SubmissionResult> {
  let schema = schemas.get(definition);
  if (!schema) {
    schema = makeSchema(definition);
    schemas.set(definition, schema);
  }
  const parsed = (await schema).safeParse(postedValues(form, definition));
  const pledge = readPledge(form, definition.pledge, definition.currency);
  const consents = definition.consents.filter(({ posted }) => first(form, posted) === 'yes');
  const errors: Partial<Record<string, FieldError>> = {};
  // Texts and calls are agreed to for a number.
  const needsNumber = consents.some(({ channel }) => channel === 'sms' || channel === 'phone');
  if (needsNumber && first(form, 'phone').trim() === '') errors.phone = 'phone-wanted';
  for (const { path, message } of parsed.error?.issues ?? []) errors[String(path[0])] ??= fieldError(message);
  if (!pledge.ok) Object.assign(errors, pledge.errors);
  if (!parsed.success || !pledge.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  const consented = consents.some(({ channel }) => channel === 'email');
  return { ok: true, submission: { ...submissionOf(parsed.data), consented, consents, pledge: pledge.pledge } };
}

async function makeSchema(definition: FormDefinition): Promise<Schema> {
  const asksForPhone = definition.fields.some(({ name }) => name === 'phone');
  const parsePhone: PhoneParser = asksForPhone ? await loadPhoneParser() : () => undefined;
  const shape: Record<string, z.ZodType<string | string[]>> = { email: emailValue, firstName: firstNameValue };
  for (const field of definition.fields) shape[postedName(field)] = fieldValue(field, definition, parsePhone);
  return z.object(shape);
}

/** Of a field that takes one answer, the first; of names that nobody asked for, none. */
function postedValues(form: PostedForm, { names }: FormDefinition): Answers {
  const values: Answers = {};
  for (const [name, postedAs] of names) values[name] = postedAs === 'list' ? (form.get(name) ?? []) : first(form, name);
  return values;
}

function submissionOf(values: Answers): Omit<Submission, 'consented' | 'consents' | 'pledge'> {
  const answers: Answers = {};
  for (const [posted, value] of Object.entries(values)) {
    if (value.length > 0) answers[posted.replace(/^answers\./, '')] = value;
  }
  const text = (name: string) => String(values[name] ?? '');
  const list = (name: string) => [values[name] ?? []].flat();
  return {
    email: text('email'),
    firstName: text('firstName'),
    lastName: text('lastName'),
    // The extension stays with the answer: a contact's number is E.164.
    phone: text('phone').replace(/;.*$/, ''),
    postalCode: text('postalCode'),
    availability: list('availability'),
    skills: list('skills'),
    answers,
  };
}

function fieldError(code: string): FieldError {
  return isFieldError(code) ? code : 'required';
}

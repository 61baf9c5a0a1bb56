import { z } from 'zod';
import type { AskableField, CampaignSettings } from '../campaigns/form.ts';
import { parsePhone } from '../contacts/phone.ts';
import { parsePostalCode } from '../contacts/postal-code.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import { type NewPledge, pledgeInForm, readPledge } from '../pledges/form.ts';
import type { FieldError } from '../ui/form-state.ts';

/** What was sent with a form, valid and normalized: outer space gone, line ends as LF, phone in E.164, address in lower case. */
export type Submission = {
  email: string;
  firstName: string;
  lastName: string;
  phone: string;
  postalCode: string;
  availability: string[];
  skills: string[];
  question: string;
  consented: boolean;
  pledge: NewPledge | null;
};

export type SubmissionResult =
  | { ok: true; submission: Submission }
  | { ok: false; errors: Partial<Record<string, FieldError>> };

const availabilities = ['weekdays', 'evenings', 'weekends'] as const;

/** Anything a keyboard can make, in any script; of the control characters, line ends and tabs alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const typed = (longest: number) =>
  z
    .string()
    .transform((value) => value.replaceAll('\r\n', '\n').trim())
    .refine((value) => !controlCharacters.test(value), { error: 'characters' satisfies FieldError, abort: true })
    .refine((value) => value.length <= longest, { error: 'too-long' satisfies FieldError, abort: true });

const filled = (value: string) => value !== '';
const required = 'required' satisfies FieldError;

const schema = z.object({
  // RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, an address in it 254.
  email: typed(254)
    .refine(filled, { error: required, abort: true })
    .transform((value) => value.toLowerCase())
    .pipe(z.email('email' satisfies FieldError)),
  firstName: typed(200).refine(filled, required),
  lastName: typed(200),
  phone: typed(50),
  postalCode: typed(20),
  availability: z.array(z.enum(availabilities, 'choice' satisfies FieldError)),
  skills: z.array(typed(50)),
  question: typed(5_000),
});

/** Reads a sign-up form as its campaign asks for it; each error is the field's. */
export async function readSubmission(
  form: PostedForm,
  settings: CampaignSettings,
  skills: string[],
): Promise<SubmissionResult> {
  const asked = new Map(settings.fields.map((field) => [field.name, field.required]));
  const text = (name: AskableField) => (asked.has(name) ? first(form, name) : '');
  const list = (name: AskableField) => (asked.has(name) ? (form.get(name) ?? []) : []);
  const parsed = schema.safeParse({
    email: first(form, 'email'),
    firstName: first(form, 'firstName'),
    lastName: text('lastName'),
    phone: text('phone'),
    postalCode: text('postalCode'),
    availability: list('availability'),
    skills: list('skills'),
    question: text('question'),
  });
  const errors: Partial<Record<string, FieldError>> = {};
  if (!parsed.success) {
    for (const issue of parsed.error.issues) errors[String(issue.path[0])] ??= fieldError(issue.message);
  }
  const pledge = readPledge(form, pledgeInForm(settings), settings.currency);
  if (!pledge.ok) Object.assign(errors, pledge.errors);
  if (!parsed.success || !pledge.ok) return { ok: false, errors: { ...missing(form, asked), ...errors } };

  const { phone, postalCode, ...rest } = parsed.data;
  const number = phone === '' ? '' : await parsePhone(phone, settings.country);
  const code = postalCode === '' ? '' : parsePostalCode(postalCode, settings.country);
  if (number === undefined) errors.phone = 'phone';
  if (code === undefined) errors.postalCode = 'postal-code';
  if (rest.skills.some((skill) => !skills.includes(skill))) errors.skills = 'choice';
  Object.assign(errors, missing(form, asked));
  if (number === undefined || code === undefined || Object.keys(errors).length > 0) return { ok: false, errors };
  const consented = first(form, 'consent') === 'yes';
  return { ok: true, submission: { ...rest, phone: number, postalCode: code, consented, pledge: pledge.pledge } };
}

function missing(form: PostedForm, asked: Map<AskableField, boolean>): Partial<Record<string, FieldError>> {
  const absent = [...asked].filter(
    ([name, isRequired]) => isRequired && !(form.get(name) ?? []).some((value) => value.trim() !== ''),
  );
  return Object.fromEntries(absent.map(([name]) => [name, required]));
}

function fieldError(code: string): FieldError {
  return code === 'email' || code === 'too-long' || code === 'characters' || code === 'choice' ? code : 'required';
}

import { AppError } from '../errors.ts';
import type { PostedForm } from '../http/read-form.ts';
import type { FormDefinition } from './form-definition.ts';

/**
 * Makes the form that a page would have posted from a sign-up as JSON, so that one schema judges both:
 *
 *     { "email": "…", "firstName": "…", "availability": ["evenings"], "amount": 25.5,
 *       "answers": { "shoe-size": 42, "diet": ["vegan"] }, "consent": true, "consents": { "sms": true } }
 *
 * The campaign's own fields stand in `answers`, consents other than follow-up mail in `consents`; either may as well be
 * written flat, as in the form (`"answers.shoe-size": 42`). Numbers are taken as their decimal digits, `true` and
 * `false` as a box ticked or not, null as nothing. A name that the campaign does not ask for is passed over.
 *
 * @throws AppError `malformed` where a value cannot be what the field takes, whatever it says: its message names it.
 */
export function formFromJson(definition: FormDefinition, json: unknown): PostedForm {
  const form: PostedForm = new Map();
  for (const [name, value] of Object.entries(objectOf(json, 'the sign-up'))) {
    if ((name === 'answers' || name === 'consents') && value !== null) {
      for (const [inner, one] of Object.entries(objectOf(value, name))) put(form, definition, `${name}.${inner}`, one);
    } else {
      put(form, definition, name, value);
    }
  }
  return form;
}

function put(form: PostedForm, { names }: FormDefinition, name: string, value: unknown): void {
  const postedAs = names.get(name);
  if (postedAs === undefined) return;
  const texts = [value].flat().flatMap((one) => textOf(one, name, postedAs === 'box'));
  if (texts.length > 0) form.set(name, [...(form.get(name) ?? []), ...texts]);
}

function textOf(value: unknown, name: string, isBox: boolean): string[] {
  if (value === null) return [];
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [decimalDigits(value)];
  if (typeof value === 'boolean' && isBox) return value ? ['yes'] : [];
  throw new AppError(
    'malformed',
    `${name} cannot be ${Array.isArray(value) ? 'a list in a list' : `a ${typeof value}`}`,
  );
}

/**
 * A number without an exponent. Three decimals get a fourth, so that 10.505 is not read as ten thousand dollars: in what
 * people type, three digits behind a sign are thousands.
 */
function decimalDigits(value: number): string {
  const digits = value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 });
  return /\.\d{3}$/.test(digits) ? `${digits}0` : digits;
}

function objectOf(value: unknown, name: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new AppError('malformed', `${name} must be an object`);
}

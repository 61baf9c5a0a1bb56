import { z } from 'zod';
import { type CampaignField, type CustomField, isCustom } from '../campaigns/field-form.ts';
import type { PhoneParser } from '../contacts/phone.ts';
import { parsePostalCode } from '../contacts/postal-code.ts';
import type { FieldError } from '../ui/form-state.ts';
import type { FormDefinition } from './form-definition.ts';

const availabilities = ['weekdays', 'evenings', 'weekends'];

/** Anything a keyboard can make, in any script; of the control characters, line ends and tabs alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are refused
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** A text as typed: outer space gone, line ends as LF. Half a character, which JSON can say, is none. */
function typed(longest: number) {
  return z
    .string()
    .transform((value) => value.replaceAll('\r\n', '\n').trim())
    .refine((value) => !controlCharacters.test(value) && value.isWellFormed(), fails('characters'))
    .refine((value) => value.length <= longest, fails('too-long'));
}

function filled(longest: number) {
  return typed(longest).refine((value) => value !== '', fails('required'));
}

// RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, an address in it 254.
export const emailValue = filled(254)
  .transform((value) => value.toLowerCase())
  .pipe(z.email('email' satisfies FieldError));
export const firstNameValue = filled(200);

/** What a field of a campaign takes: a text, or a list of texts. Empty where nothing was answered. */
export function fieldValue(field: CampaignField, definition: FormDefinition, parsePhone: PhoneParser) {
  if (isCustom(field)) return customValue(field);
  const text = field.required ? filled : typed;
  switch (field.name) {
    case 'lastName':
      return text(200);
    case 'phone':
      return text(50).transform(read('phone', (value) => parsePhone(value, definition.country)));
    case 'postalCode':
      return text(20).transform(read('postal-code', (value) => parsePostalCode(value, definition.country)));
    case 'availability':
      return chosen(availabilities, field.required);
    case 'skills':
      return chosen(definition.skills, field.required);
    case 'question':
      return text(5_000);
  }
}

function customValue(field: CustomField) {
  const text = field.required ? filled : typed;
  switch (field.kind) {
    case 'short-text':
      return text(500);
    case 'long-text':
      return text(5_000);
    case 'one-of':
      return text(50).transform(read('choice', (value) => field.options.find((option) => option === value)));
    case 'many-of':
      return chosen(field.options, field.required);
    case 'number':
      return text(50)
        .transform(read('number', (value) => plainNumber(value, field.decimals ?? 0)))
        .refine((value) => value === '' || isBetween(Number(value), field.min, field.max), fails('number-range'));
    case 'date':
      return text(20)
        .transform(read('date', (value) => (z.iso.date().safeParse(value).success ? value : undefined)))
        .refine((value) => value === '' || isBetween(value, field.min, field.max), fails('date-range'));
    case 'consent':
      return typed(50)
        .refine((value) => value !== '' || !field.required, fails('unticked'))
        .refine((value) => value === '' || value === 'yes', fails('choice'));
  }
}

/** Each chosen answer once, in the order in which they came. */
function chosen(options: string[], required: boolean) {
  return z
    .array(z.string())
    .transform((values) => [...new Set(values.map((value) => value.trim()))].filter((value) => value !== ''))
    .refine((values) => values.length > 0 || !required, fails('required'))
    .refine((values) => values.every((value) => options.includes(value)), fails('choice'));
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

/**
 * A number as people type it, in plain digits: spaces between them gone, the decimal sign a dot, no needless zeros.
 * Undefined when it is none, or has more decimals than asked for.
 */
function plainNumber(text: string, decimals: number): string | undefined {
  const bare = text
    .replace(/[\s’']/g, '')
    .replace('−', '-')
    .replace(',', '.');
  const [matched, sign, whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d+))?$/.exec(bare) ?? [];
  if (matched === undefined || whole + fraction === '') return undefined;
  const kept = fraction.replace(/0+$/, '');
  const digits = `${whole.replace(/^0+(?=\d)/, '') || '0'}${kept === '' ? '' : `.${kept}`}`;
  // Past this many digits a computer's number is another one than was typed.
  if (kept.length > decimals || digits.length > 16) return undefined;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

function isBetween<T extends number | string>(value: T, min: T | undefined, max: T | undefined): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** What a failed check says, and that no further one is made: one sentence a field. */
function fails(error: FieldError) {
  return { error, abort: true };
}

import type { FieldMapping, Note, Outgoing, Scalar } from '../connector.ts';
import type { AnPerson } from './types.ts';

export const defaultMapping: FieldMapping[] = [
  { from: 'firstName', to: 'given_name', transform: '', authority: 'terrain' },
  { from: 'lastName', to: 'family_name', transform: '', authority: 'terrain' },
  { from: 'phone', to: 'phone_number', transform: '', authority: 'terrain' },
  { from: 'postalCode', to: 'postal_code', transform: '', authority: 'terrain' },
  { from: 'locale', to: 'language', transform: '', authority: 'terrain' },
];

/** The fields that everybody has, by our name for them. */
export const builtIn: Record<string, string> = {
  given_name: 'First name',
  family_name: 'Last name',
  phone_number: 'Mobile number',
  street_address: 'Street address',
  locality: 'City',
  region: 'State or province',
  postal_code: 'Postal code',
  country: 'Country (CA)',
  language: 'Language (fr, en)',
};

const prefix = 'custom_fields.';
const most = 1000;

/** A person's values by our names for the fields. */
export function valuesOf(person: AnPerson): Record<string, Scalar> {
  const place = person.postal_addresses.find(({ primary }) => primary) ?? person.postal_addresses[0];
  const phone = person.phone_numbers.find(({ primary }) => primary) ?? person.phone_numbers[0];
  const values: Record<string, Scalar> = {
    given_name: person.given_name,
    family_name: person.family_name,
    phone_number: phone?.number ?? '',
    street_address: place?.address_lines?.[0] ?? '',
    locality: place?.locality ?? '',
    region: place?.region ?? '',
    postal_code: place?.postal_code ?? '',
    country: place?.country ?? '',
    language: person.languages_spoken[0] ?? '',
  };
  for (const [key, value] of Object.entries(person.custom_fields)) {
    values[prefix + key] = typeof value === 'object' && value !== null ? JSON.stringify(value) : scalar(value);
  }
  return values;
}

/** What differs from what is there, and may be changed by Terrain. */
export function valuesToWrite(
  contact: Outgoing,
  there: AnPerson | undefined,
): { values: Record<string, Scalar>; notes: Note[] } {
  const is = there ? valuesOf(there) : {};
  const values: Record<string, Scalar> = {};
  const notes: Note[] = [];
  for (const [field, given] of Object.entries(contact.values)) {
    if (!(field in builtIn) && !field.startsWith(prefix)) {
      notes.push({ what: 'field-left-out', detail: field });
      continue;
    }
    const wanted = typeof given === 'string' ? shorten(given) : given;
    if (typeof wanted === 'string' && [...String(given)].length > most)
      notes.push({ what: 'value-cut', detail: field });
    if (same(field, is[field], wanted) || !mayWrite(contact, field, wanted, is[field], there)) continue;
    values[field] = wanted;
  }
  return { values, notes };
}

/** Values as a person of OSDI carries them; `null` empties. */
export function bodyOf(values: Record<string, Scalar>, there: AnPerson | undefined): object {
  const text = (field: string) => {
    const value = values[field];
    return value === null || value === undefined || value === '' ? null : String(value);
  };
  const has = (...fields: string[]) => fields.some((field) => field in values);
  const custom = Object.entries(values).filter(([field]) => field.startsWith(prefix));
  const places = ['street_address', 'locality', 'region', 'postal_code', 'country'];
  const before: Record<string, Scalar> = there ? valuesOf(there) : {};
  // A place is given whole: what is not ours of it stays as it is.
  const place = (field: string) => (field in values ? text(field) : (before[field] ?? null) || undefined);
  return {
    ...(has('given_name') && { given_name: text('given_name') }),
    ...(has('family_name') && { family_name: text('family_name') }),
    ...(has('phone_number') && text('phone_number') && { phone_numbers: [{ number: text('phone_number') }] }),
    ...(has(...places) && {
      postal_addresses: [
        {
          address_lines: [place('street_address')].filter((line) => line !== undefined && line !== null),
          locality: place('locality'),
          region: place('region'),
          postal_code: place('postal_code'),
          country: place('country'),
        },
      ],
    }),
    ...(has('language') && text('language') && { languages_spoken: [text('language')] }),
    ...(custom.length > 0 && {
      custom_fields: Object.fromEntries(custom.map(([field, value]) => [field.slice(prefix.length), value])),
    }),
  };
}

function mayWrite(
  contact: Outgoing,
  field: string,
  wanted: Scalar,
  is: Scalar | undefined,
  there: AnPerson | undefined,
): boolean {
  const authority = contact.authority[field] ?? 'terrain';
  if (authority === 'crm') return false;
  if (is === undefined || is === null || is === '' || authority === 'terrain') return true;
  if (authority === 'fill-empty' || wanted === null || wanted === '') return false;
  return !there || contact.changedAt.getTime() > Date.parse(there.modified_date);
}

/** Numbers come back as digits alone, whatever way they were written. */
function same(field: string, is: Scalar | undefined, wanted: Scalar): boolean {
  const kept = (value: Scalar | undefined) => (value === undefined || value === null ? '' : String(value));
  if (field === 'phone_number') return kept(is).replace(/\D/g, '') === kept(wanted).replace(/\D/g, '');
  return kept(is) === kept(wanted);
}

function shorten(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
  return [...clean].slice(0, most).join('').trim();
}

function scalar(value: unknown): Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

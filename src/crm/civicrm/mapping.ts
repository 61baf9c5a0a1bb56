import type { FieldMapping, Note, Outgoing, Scalar } from '../connector.ts';
import type { Person } from './types.ts';

export const defaultMapping: FieldMapping[] = [
  { from: 'firstName', to: 'first_name', transform: '', authority: 'terrain' },
  { from: 'lastName', to: 'last_name', transform: '', authority: 'terrain' },
  { from: 'phone', to: 'phone_primary.phone', transform: '', authority: 'terrain' },
  { from: 'postalCode', to: 'address_primary.postal_code', transform: '', authority: 'terrain' },
  { from: 'locale', to: 'preferred_language', transform: 'locale-canada', authority: 'terrain' },
  { from: 'source', to: 'source', transform: '', authority: 'fill-empty' },
];

/** What a column holds; CiviCRM itself cuts what is longer, or fails, by the column. */
const lengths: Record<string, number> = {
  first_name: 64,
  middle_name: 64,
  last_name: 64,
  formal_title: 64,
  nick_name: 128,
  preferred_language: 5,
  source: 255,
  job_title: 255,
  'phone_primary.phone': 32,
  'address_primary.street_address': 96,
  'address_primary.supplemental_address_1': 96,
  'address_primary.city': 64,
  'address_primary.postal_code': 64,
};

/** Who somebody is, and whether they may be written to, is for no mapping to say. */
const ours =
  /^(id|external_identifier|contact_type|is_deleted|is_opt_out|do_not_email|api_key|hash|email_(primary|billing)\..*)$/;

export function isOurs(field: string): boolean {
  return ours.test(field);
}

/** Nothing that the other side stores differently than it was sent: NUL and its like, halves of a surrogate pair. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/**
 * The fields to write of a contact, beside who somebody is: those that differ from what is there and that Terrain may
 * change; `isNewer`: the contact changed here after the person did there. CiviCRM checks little, so what it would not hold is cut or left out here, with a note.
 */
export function valuesToWrite(
  contact: Outgoing,
  there: Person | undefined,
  isNewer: boolean,
): { values: Record<string, Scalar>; notes: Note[] } {
  const values: Record<string, Scalar> = {};
  const notes: Note[] = [];
  for (const [field, given] of Object.entries(contact.values)) {
    if (isOurs(field)) {
      // Of the address itself nothing is said: it goes by who the contact is.
      if (!field.startsWith('email_')) notes.push({ what: 'field-left-out', detail: field });
      continue;
    }
    const wanted = typeof given === 'string' ? clean(given) : given;
    const fitting = shorten(field, wanted);
    if (fitting !== wanted) notes.push({ what: 'value-cut', detail: field });
    const is = there?.[field];
    if (same(is, fitting) || !mayWrite(contact, field, fitting, is, isNewer)) continue;
    values[field] = fitting === '' ? null : fitting;
  }
  return { values, notes };
}

function shorten(field: string, value: Scalar): Scalar {
  if (typeof value !== 'string') return value;
  const characters = [...value];
  const most = lengths[field] ?? 255;
  // Cut between two marks that belong together it would be a new mark.
  return characters.length <= most ? value : clean(characters.slice(0, most).join(''));
}

function mayWrite(contact: Outgoing, field: string, wanted: Scalar, is: unknown, isNewer: boolean): boolean {
  const authority = contact.authority[field] ?? 'terrain';
  if (authority === 'crm') return false;
  const empty = is === undefined || is === null || is === '';
  if (empty || authority === 'terrain') return true;
  return authority === 'newest' && isNewer && wanted !== null && wanted !== '';
}

/** As CiviCRM keeps it: nothing is the same as an empty text, a box is 0 or 1, and the text `null` becomes `Null`. */
function same(is: unknown, wanted: Scalar): boolean {
  const [a, b] = [kept(is), kept(wanted)];
  return a === b || (b.toLowerCase() === 'null' && a.toLowerCase() === 'null');
}

function kept(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

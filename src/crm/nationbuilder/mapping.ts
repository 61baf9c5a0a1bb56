import { cleanText } from '../clean-text.ts';
import type { FieldMapping, Outgoing, RemoteField, Scalar } from '../connector.ts';
import { isEmpty, terrainCounts } from '../whose-value.ts';
import type { Attributes } from './types.ts';

const text = (key: string, label: string) => field(key, label, 'text');
const yes = (key: string, label: string) => field(key, label, 'boolean');
const field = (key: string, label: string, type: RemoteField['type']): RemoteField => ({
  key,
  label,
  type,
  custom: false,
  readOnly: false,
});

/**
 * A signup's own fields that an organizer can map to. Those that say what somebody agreed to (`email_opt_in`,
 * `mobile_opt_in`, `unsubscribed_at`) and who they are (`email`, `external_id`) are not among them: the connector alone
 * writes those.
 */
export const signupFields: RemoteField[] = [
  text('first_name', 'First name'),
  text('middle_name', 'Middle name'),
  text('last_name', 'Last name'),
  text('prefix', 'Prefix'),
  text('suffix', 'Suffix'),
  text('phone_number', 'Phone number'),
  text('mobile_number', 'Mobile number'),
  text('work_phone_number', 'Work phone number'),
  text('language', 'Language'),
  text('availability', 'Availability'),
  text('employer', 'Employer'),
  text('occupation', 'Occupation'),
  text('note', 'Background note'),
  field('support_level', 'Support level (1 strong support, 5 strong opposition)', 'number'),
  field('inferred_support_level', 'Inferred support level', 'number'),
  field('priority_level', 'Priority level', 'number'),
  yes('is_volunteer', 'Volunteer'),
  yes('is_supporter', 'Supporter'),
  yes('is_prospect', 'Prospect'),
  yes('do_not_call', 'Do not call'),
  yes('do_not_contact', 'Do not contact'),
  field('born_at', 'Date of birth', 'date'),
  text('home_address.address1', 'Home address: line 1'),
  text('home_address.address2', 'Home address: line 2'),
  text('home_address.city', 'Home address: city'),
  text('home_address.state', 'Home address: state or province'),
  text('home_address.zip', 'Home address: postal code'),
  text('home_address.country_code', 'Home address: country (two letters)'),
];

const types = new Map(signupFields.map(({ key, type }) => [key, type]));
/** What API v1 calls otherwise. */
const namesInV1: Record<string, string> = { phone_number: 'phone', mobile_number: 'mobile' };

/** Fills what is empty over there, and says who volunteers; what a nation's staff has written stays. */
export const defaultMapping: FieldMapping[] = [
  { from: 'firstName', to: 'first_name', transform: '', authority: 'fill-empty' },
  { from: 'lastName', to: 'last_name', transform: '', authority: 'fill-empty' },
  { from: 'phone', to: 'phone_number', transform: '', authority: 'fill-empty' },
  { from: 'postalCode', to: 'home_address.zip', transform: '', authority: 'fill-empty' },
  { from: 'locale', to: 'language', transform: 'upper', authority: 'fill-empty' },
  { from: 'bookings', to: 'is_volunteer', transform: 'true-false', authority: 'fill-empty' },
  { from: 'availability', to: 'availability', transform: '', authority: 'fill-empty' },
];

/**
 * The attributes to write so that a signup stands as it should: only those that differ from what is there, after
 * authority was applied. `there`: undefined for somebody who is not.
 */
export function attributesFor({ values, authority, changedAt }: Outgoing, there: Attributes | undefined) {
  const written: Record<string, unknown> = {};
  const nested: Record<'custom_values' | 'home_address_attributes', Record<string, unknown>> = {
    custom_values: {},
    home_address_attributes: {},
  };
  const theirsChangedAt = dateOf(there?.updated_at);
  for (const [key, given] of Object.entries(values)) {
    if (!isMappable(key)) continue;
    const value = inTheirType(key, given);
    const now = there ? readValue(there, key) : null;
    if (same(value, now)) continue;
    const sides = { now, theirsChangedAt, oursChangedAt: changedAt };
    if (there && !terrainCounts(authority[key] ?? 'terrain', sides)) continue;
    const [group, name] = split(key);
    if (group === 'custom_values') nested.custom_values[name] = value;
    else if (group === 'home_address') nested.home_address_attributes[name] = value;
    else written[key] = value;
  }
  for (const [group, fields] of Object.entries(nested)) if (Object.keys(fields).length > 0) written[group] = fields;
  return written;
}

/** Every value of a signup that can be mapped, by its key. */
export function valuesOf(attributes: Attributes): Record<string, Scalar> {
  const custom = Object.keys(attributes.custom_values ?? {}).map((name) => `custom_values.${name}`);
  return Object.fromEntries([...types.keys(), ...custom].map((key) => [key, readValue(attributes, key)]));
}

/** The same of a person in a list of API v1, which holds fewer: those that it does not name are left out. */
export function valuesOfPerson(person: Record<string, unknown>): Record<string, Scalar> {
  return Object.fromEntries(
    [...types.keys()].flatMap((key) => {
      const value = person[namesInV1[key] ?? key];
      return value === undefined || (typeof value === 'object' && value !== null) ? [] : [[key, scalar(value)]];
    }),
  );
}

function isMappable(key: string): boolean {
  return types.has(key) || (key.startsWith('custom_values.') && key.length > 'custom_values.'.length);
}

function split(key: string): [string, string] {
  const dot = key.indexOf('.');
  return dot < 0 ? ['', key] : [key.slice(0, dot), key.slice(dot + 1)];
}

function readValue(attributes: Attributes, key: string): Scalar {
  const [group, name] = split(key);
  if (group === 'custom_values') return scalar(attributes.custom_values?.[name]);
  if (group === 'home_address') return scalar(attributes.home_address?.[name]);
  return scalar(attributes[key]);
}

function scalar(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function inTheirType(key: string, value: Scalar): Scalar {
  if (value === null) return null;
  const type = types.get(key);
  if (type === 'boolean') return value === true || ['true', '1', 'yes', 'Y'].includes(String(value));
  if (type === 'number') return Number.isFinite(Number(value)) && value !== '' ? Number(value) : String(value);
  if (type === undefined && typeof value !== 'string') return value;
  const cleaned = cleanText(String(value));
  return cleaned === '' ? null : cleaned;
}

function same(one: Scalar, other: Scalar): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  // Custom fields come back as text or as numbers, whatever was sent.
  return typeof one === typeof other ? one === other : String(one) === String(other);
}

export function dateOf(text: string | null | undefined): Date | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

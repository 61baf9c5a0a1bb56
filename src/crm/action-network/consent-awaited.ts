import type { Outgoing, Scalar } from '../connector.ts';
import type { AnPerson } from './types.ts';

/** The custom field of the mark, and what stands in it: when we last wrote, as long as nothing is known of them. */
const field = 'terrain_consent_awaited';
/** Clocks differ, and a number is written after the person. */
const leeway = 2 * 60_000;

/**
 * Whether somebody is unsubscribed because we made them so: they had said neither yes nor no yet (a sign-up that waits for
 * its confirmation). Whatever moved their `modified_date` after our last writing may have been their own no.
 */
export function awaits(there: AnPerson): boolean {
  const written = Date.parse(String(there.custom_fields[field] ?? ''));
  const modified = Date.parse(there.modified_date);
  if (Number.isNaN(written) || Number.isNaN(modified) || modified - written > leeway) return false;
  return there.email_addresses.every(({ status }) => status === 'unsubscribed');
}

/** The mark as it is to be written along: set on who is new and unknown, moved on while they are, taken off after. */
export function markFor(contact: Outgoing, there: AnPerson | undefined, now: Date): Record<string, Scalar> {
  const key = `custom_fields.${field}`;
  const is = there?.custom_fields[field];
  const marked = is !== undefined && is !== null && is !== '';
  if (contact.subscription !== 'unknown') return marked ? { [key]: '' } : {};
  return !there ? { [key]: now.toISOString() } : {};
}

/** The mark moves on with what we write ourselves, or we would take our own writing for somebody else's. */
export function keepMark(contact: Outgoing, there: AnPerson | undefined, now: Date): Record<string, Scalar> {
  return there && contact.subscription === 'unknown' && awaits(there)
    ? { [`custom_fields.${field}`]: now.toISOString() }
    : {};
}

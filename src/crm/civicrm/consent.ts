import type { Outgoing } from '../connector.ts';
import type { Person } from './types.ts';

/**
 * Stands in the source of somebody whom we made and opted out because they had said neither yes nor no yet (a sign-up that
 * waits for its confirmation). It tells such an opt-out from a person's own, and is written in the same row at once.
 */
const awaited = 'Terrain: consentement attendu / consent awaited';

/** Whether their opt-out is ours alone. Whoever records a no over there has a second box for it, or changes the source. */
export function awaits(person: Person): boolean {
  return person.is_opt_out && !person.do_not_email && person.source === awaited;
}

/**
 * Nobody becomes reachable by us: who is new and did not say yes is opted out, and of who is there only a no is told. One
 * yes is: that of somebody whom we opted out ourselves, for nothing was known of them, and whom nobody touched since.
 */
export function consentFor(contact: Outgoing, there: Person | undefined): Record<string, unknown> {
  const { subscription } = contact;
  if (!there) {
    if (subscription === 'subscribed') return { is_opt_out: false };
    return { is_opt_out: true, ...(subscription === 'unknown' && { source: awaited }) };
  }
  const source = awaits(there) && subscription !== 'unknown' ? { source: sourceOf(contact) } : {};
  if (subscription === 'subscribed' && awaits(there) && there['email_primary.on_hold'] === 0) {
    return { is_opt_out: false, ...source };
  }
  return subscription === 'unsubscribed' && !there.is_opt_out ? { is_opt_out: true, ...source } : source;
}

/** What takes the mark's place. */
function sourceOf({ values }: Outgoing): string {
  return typeof values.source === 'string' && values.source !== ''
    ? [...values.source].slice(0, 255).join('')
    : 'Terrain';
}

/** Why nobody may write to them over there, if so. */
export function leftThere(there: Person): string | undefined {
  if (there.is_opt_out) return 'is_opt_out';
  if (there.do_not_email) return 'do_not_email';
  return there['email_primary.on_hold'] > 0 ? 'on_hold' : undefined;
}

import type { Note, Outgoing, RemoteContact } from '../connector.ts';
import type { Attributes } from './types.ts';

type Asked = Pick<Outgoing, 'contactId' | 'subscription' | 'told'>;

/**
 * What to write of somebody's standing. `email_opt_in` and `mobile_opt_in` are true by default for who is created over
 * there, so both are always said; true only with a granted entry (CASL s. 10), and of text messages never.
 *
 * The flag alone does not tell a no from "was never asked": both are false. A no is what is dated (`unsubscribed_at`), and
 * a false that we find at somebody who does not carry our id yet, or whom we had told of as subscribed. A no is dated by
 * us too, theirs and one that was said here, in the same write that gives them our id: every later push still sees it, and
 * nobody who once said no is brought back but by a person over there.
 */
export function consentFor(
  { contactId, subscription, told }: Asked,
  there: Attributes | undefined,
  now: Date,
): { attributes: Record<string, unknown>; notes: Note[] } {
  const dated = there?.unsubscribed_at ? {} : { unsubscribed_at: now.toISOString() };
  if (!there) {
    const no = subscription === 'unsubscribed' ? dated : {};
    return { attributes: { email_opt_in: subscription === 'subscribed', mobile_opt_in: false, ...no }, notes: [] };
  }
  if (subscription === 'unsubscribed') {
    return { attributes: { ...(there.email_opt_in !== false && { email_opt_in: false }), ...dated }, notes: [] };
  }
  const left = hasLeft(there, told === 'subscribed' ? '' : contactId);
  if (left) {
    const notes = [{ what: 'left-over-there', detail: 'email_opt_in was left at false' }];
    return { attributes: dated, notes: subscription === 'subscribed' ? notes : [] };
  }
  if (subscription === 'unknown') return { attributes: {}, notes: [] };
  const notes = isBouncing(there) ? [{ what: 'bounced-over-there', detail: 'their address is marked as bad' }] : [];
  return { attributes: there.email_opt_in === true ? {} : { email_opt_in: true }, notes };
}

/** Whether they do not want mail, and that is not our own "was never asked", as it is at who carries `contactId`. */
function hasLeft({ email_opt_in, unsubscribed_at, external_id }: Attributes, contactId: string): boolean {
  if (email_opt_in === true) return false;
  return Boolean(unsubscribed_at) || (email_opt_in === false && external_id !== contactId);
}

export function isBouncing({ email1_is_bad, email1_is_bouncing }: Attributes): boolean {
  return email1_is_bad === true || email1_is_bouncing === true;
}

/** Where somebody stands over there, read in the strictest way. */
export function standingOf(there: Attributes): RemoteContact['subscription'] {
  if (hasLeft(there, ourIdOf(there.external_id) ?? '')) return 'unsubscribed';
  if (isBouncing(there)) return 'bounced';
  return there.email_opt_in === true ? 'subscribed' : 'unknown';
}

/** Our ids are UUIDs; another system's id in the same place is none of ours. */
export function ourIdOf(externalId: string | null | undefined): string | undefined {
  return externalId && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(externalId) ? externalId : undefined;
}

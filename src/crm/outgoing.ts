import { createHash } from 'node:crypto';
import type { Outgoing, TimelineEvent } from './connector.ts';
import { mapContact } from './map-contact.ts';
import type { CrmConnector } from './queries.ts';
import type { ReadContact } from './read-contacts.ts';

type Known = {
  remoteId: string | null;
  sentActs: string[];
  sentSubscription?: Outgoing['told'] | null;
  /** Of whom is being pushed: see `Claimed`. */
  sentHash?: string | null;
  lost?: boolean;
  version?: number;
};

/** A contact as it is to stand in the CRM, with those of its acts that the CRM was not told of. */
export function composeOutgoing(
  connector: CrmConnector,
  contact: ReadContact,
  known: Known,
  events: TimelineEvent[] | undefined,
): Outgoing {
  const { options, mapping } = connector;
  const told = new Set(known.sentActs);
  // Money is told of by the organizer's explicit choice alone.
  const wanted = (kind: string) => (kind === 'pledge' ? options.pledges === true : options.acts !== false);
  return {
    contactId: contact.contactId,
    email: contact.email,
    remoteId: known.remoteId ?? undefined,
    ...mapContact(contact, mapping, options),
    subscription: subscriptionOf(contact, known),
    told: known.sentSubscription ?? undefined,
    acts: contact.inScope ? contact.acts.filter(({ id, kind }) => wanted(kind) && !told.has(id)) : [],
    changedAt: contact.changedAt,
    ...(known.version !== undefined && { version: known.version }),
    unsure: known.sentHash === null && (known.remoteId !== null || known.lost === true),
    ...(events ? { events } : {}),
  };
}

/**
 * Who was subscribed because of us, and whose yes counts no more though nobody said no (a merge gave them another address),
 * is not to stay subscribed over there.
 */
function subscriptionOf({ subscription }: ReadContact, { sentSubscription }: Known): Outgoing['subscription'] {
  return subscription === 'unknown' && sentSubscription === 'subscribed' ? 'unsubscribed' : subscription;
}

/**
 * Someone who is no longer among those whom the connector holds: nothing of them goes out any more but that they have
 * left, and nothing over there is touched beside it.
 */
export function composeWithdrawal(contact: ReadContact, remoteId: string): Outgoing {
  const { contactId, email, changedAt } = contact;
  return {
    contactId,
    email,
    remoteId,
    values: {},
    authority: {},
    tags: [],
    subscription: 'unsubscribed',
    acts: [],
    changedAt,
  };
}

/** Tells whether the same would be sent again, whatever the order of its parts. Acts and events are apart: each goes once. */
export function hashOf({ email, values, authority, tags, subscription }: Outgoing): string {
  const sorted = <T>(record: Record<string, T>) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  const content = [email, sorted(values), sorted(authority), tags.toSorted(), subscription];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

import { v5 as uuidv5 } from 'uuid';
import type { Outgoing, TimelineEvent } from '../connector.ts';
import { catalogueVersion, contactSchema, eventSchema, isTimelineType, type WebhookEvent } from './types.ts';

/** A namespace of our own for events that no activity stands behind (RFC 9562 section 5.5). */
const namespace = '0f0d3f5e-7c52-5d0c-8a8e-5b1d6a2f9c37';

/** A webhook that is ready to be signed; `id` is what a receiver knows it again by. */
export type Composed = { id: string; body: string };

/** An event of a contact's timeline, with the contact as it stands now; undefined where it fits the catalogue no more. */
export function composeEvent(contact: Outgoing, { id, type, at, data }: TimelineEvent): Composed | undefined {
  if (!isTimelineType(type)) return undefined;
  return written(id, { type, timestamp: at, data: { ...data, contact: contactPart(contact) } });
}

/**
 * How a contact stands, where no activity tells of it. The same state after the same change is the same event, however
 * often it is sent; one that comes back after another is a new one.
 */
export function composeChange(contact: Outgoing): Composed | undefined {
  const data = { contact: contactPart(contact) };
  const id = uuidv5(
    `changed ${contact.changedAt.toISOString()} ${contact.version ?? ''} ${JSON.stringify(data)}`,
    namespace,
  );
  return written(id, { type: 'contact.changed', timestamp: contact.changedAt, data });
}

export function composeErasure(contactId: string, at: Date): Composed | undefined {
  const id = uuidv5(`erased ${contactId}`, namespace);
  return written(id, { type: 'contact.erased', timestamp: at, data: { contact: { id: contactId } } });
}

export function composeTest(id: string, at: Date): Composed | undefined {
  return written(id, { type: 'connection.tested', timestamp: at, data: {} });
}

/** Whether a contact is one as the catalogue has them: with an address that is one. */
export function canBeTold(contact: Outgoing): boolean {
  return contactSchema.safeParse(contactPart(contact)).success;
}

function contactPart({ contactId: id, email, subscription, values: fields, tags }: Outgoing) {
  return { id, email, subscription, fields, tags };
}

/** What the schema does not name is not sent. */
function written(
  id: string,
  { type, timestamp, data }: Pick<WebhookEvent, 'type' | 'data'> & { timestamp: Date },
): Composed | undefined {
  const event: WebhookEvent = { type, version: catalogueVersion, timestamp: timestamp.toISOString(), data };
  const parsed = eventSchema(type).safeParse(event);
  return parsed.success ? { id, body: JSON.stringify(parsed.data) } : undefined;
}

import { z } from 'zod';

/**
 * The catalogue of events, and which edition of it a body follows: it goes up where a field goes or means something else.
 * New fields and new types come without notice, so that receivers pass over what they do not know.
 */
export const catalogueVersion = 1;

const text = z.string();
const id = z.uuid();
const moment = z.iso.datetime();
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const campaign = z.object({ slug: text, title: text });
/** As it stands at the moment of sending, whatever happened since the event: the consent of now is the one that counts. */
export const contactSchema = z.object({
  id,
  email: z.email(),
  /** `subscribed`: a granted entry of the ledger counts. `unsubscribed`: never to be written to. */
  subscription: z.enum(['subscribed', 'unsubscribed', 'unknown']),
  /** What the connector's mapping lets out, under the names that it gives. */
  fields: z.record(text, scalar),
  tags: z.array(text),
});
const signup = z.object({
  id,
  locale: z.enum(['fr', 'en']),
  via: text,
  source: text,
  /** To the campaign's own questions alone. */
  answers: z.record(text, z.union([text, z.array(text)])),
});
const booking = z.object({
  id,
  shift: z.object({ id, kind: text, title: text, place: text, startsAt: moment, endsAt: moment, timezone: text }),
});
const pledge = z.object({
  id,
  kind: z.enum(['money', 'hours', 'action']),
  /** Money alone: integer minor units and an ISO 4217 code. */
  amount: z.number().int().optional(),
  currency: text.optional(),
  frequency: z.enum(['once', 'monthly']).optional(),
  count: z.number().int().optional(),
  action: text.optional(),
});
const report = z.object({
  answer: text,
  bookingId: id.optional(),
  pledgeId: id.optional(),
  count: z.number().int().optional(),
  needsHelp: z.boolean().optional(),
});

/** What each type says beside the contact and the campaign. */
const own = {
  'signup.recorded': { signup },
  'contact.confirmed': {},
  'pledge.made': { pledge },
  'booking.made': { booking },
  'booking.cancelled': { booking },
  'booking.moved': { booking },
  'booking.confirmed': { booking },
  'booking.attended': { booking },
  'booking.unattended': { booking },
  'report.recorded': { report },
  'consent.withdrawn': { withdrawal: z.object({ channel: text, source: text }) },
  'contact.edited': { changed: z.array(text) },
  'contact.address-changed': {},
  'contact.tagged': { tag: text },
  'contact.untagged': { tag: text },
  'contact.merged': { formerContactId: id },
} as const satisfies Record<string, z.ZodRawShape>;

export type TimelineType = keyof typeof own;
/** `contact.changed`: something of the contact that no activity tells of, an import say. `connection.tested`: nobody. */
export type EventType = TimelineType | 'contact.changed' | 'contact.erased' | 'connection.tested';

/** Activities of these kinds are events. */
export const timelineTypes = Object.keys(own).filter(isTimelineType);
export const eventTypes: EventType[] = [...timelineTypes, 'contact.changed', 'contact.erased', 'connection.tested'];

export function isTimelineType(kind: string): kind is TimelineType {
  return Object.hasOwn(own, kind);
}

/** The body of a webhook (Standard Webhooks: `type`, `timestamp`, `data`). */
export type WebhookEvent = {
  type: EventType;
  version: typeof catalogueVersion;
  /** When it happened (ISO 8601). */
  timestamp: string;
  data: Record<string, unknown>;
};

/** What may stand in the body of a type, and nothing beside it: what is sent is what this lets through. */
export function eventSchema(type: EventType): z.ZodType<WebhookEvent> {
  return z.object({
    type: z.literal(type),
    version: z.literal(catalogueVersion),
    timestamp: moment,
    data: z.object(
      isTimelineType(type)
        ? { contact: contactSchema, campaign: z.union([campaign, z.null()]), ...own[type] }
        : rest[type],
    ),
  });
}

const rest = {
  'contact.changed': { contact: contactSchema },
  'contact.erased': { contact: z.object({ id }) },
  'connection.tested': {},
} as const satisfies Record<string, z.ZodRawShape>;

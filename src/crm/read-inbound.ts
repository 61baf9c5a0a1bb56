import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import type { ReadInbound } from './connector.ts';

const scalar = z.union([z.string().max(5_000), z.number(), z.boolean(), z.null()]);

/**
 * What a CRM, or a flow beside it, may tell of a person: that they left, that mail to them comes back, what they are
 * called now. At least one of the three that say who. `contactId` is ours, as it went out.
 */
const inboundEvent = z
  .object({
    type: z.enum(['contact.unsubscribed', 'contact.bounced', 'contact.changed']),
    timestamp: z.iso.datetime({ offset: true }),
    data: z.object({
      contactId: z.uuid().optional(),
      remoteId: z.string().min(1).max(200).optional(),
      email: z.string().max(254).toLowerCase().optional(),
      fields: z.record(z.string().max(200), scalar).default({}),
    }),
  })
  .refine(({ data }) => data.contactId ?? data.remoteId ?? data.email, 'says of nobody');

const subscriptions = {
  'contact.unsubscribed': 'unsubscribed',
  'contact.bounced': 'bounced',
  'contact.changed': 'unknown',
} as const;

/**
 * Reads an event that is signed by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body, compared in constant
 * time, not older or younger than five minutes, so that what was overheard once is worth nothing later.
 */
export const readInbound: ReadInbound = ({ secret, headers, body }) => {
  const id = headers.get('webhook-id') ?? '';
  try {
    const content = new Webhook(secret).verify(body, {
      'webhook-id': id,
      'webhook-timestamp': headers.get('webhook-timestamp') ?? '',
      'webhook-signature': headers.get('webhook-signature') ?? '',
    });
    const parsed = inboundEvent.safeParse(content);
    // Signed, and not of this catalogue: accepted and forgotten, for it will not be otherwise the next time.
    if (!parsed.success) return [];
    const { type, timestamp, data } = parsed.data;
    const { fields: values, ...who } = data;
    return [{ id, ...who, values, subscription: subscriptions[type], at: timestamp }];
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return undefined;
    throw error;
  }
};

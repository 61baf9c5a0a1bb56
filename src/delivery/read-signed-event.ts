import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';

/** An event as the provider signed it; `id` is the provider's own, the same each time it is told. */
export type SignedEvent = { id: string; kind: string; content: unknown };

type SignatureHeaders = { id: string; timestamp: string; signature: string };

const event = z.object({ type: z.string().min(1).max(100) });

/**
 * Reads an event whose signature holds, by the Standard Webhooks scheme that Svix publishes: HMAC-SHA256 over id, time
 * and body, compared in constant time, and not older or younger than five minutes, so that what was overheard once is
 * worth nothing later. Undefined for anything else.
 */
export function readSignedEvent(
  secret: string | undefined,
  { id, timestamp, signature }: SignatureHeaders,
  body: string,
): SignedEvent | undefined {
  if (secret === undefined) return undefined;
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  try {
    const content = new Webhook(secret).verify(body, headers);
    return { id, kind: event.parse(content).type, content };
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof SyntaxError || error instanceof z.ZodError) {
      return undefined;
    }
    throw error;
  }
}

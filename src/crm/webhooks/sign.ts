import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** 32 bytes: the Standard Webhooks specification asks for 24 to 64. */
const secretBytes = 32;
/** A signing secret as the specification writes it. */
export const secretPattern = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

export function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`;
}

/**
 * The headers of a webhook (Standard Webhooks 1.0): its id, which is the same however often it is sent, the moment of
 * this very sending, and a signature by each secret. While a key changes there are two, and a receiver is content with
 * the one that it knows.
 */
export function signedHeaders(secrets: string[], id: string, at: Date, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

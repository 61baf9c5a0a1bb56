import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AskedConsent } from '../consents/asked-consents.ts';
import type { Locale } from '../locales/index.ts';

/** The sentences that a kiosk's page shows beside its boxes, and what a tick in each says in the ledger. */
export type Wording = { campaignId: string; locale: Locale; consents: AskedConsent[] };

/**
 * Signs the sentences that we publish on a kiosk's page. What comes back signed was shown by us, however long ago and
 * whatever the sentences are today, without a list of all that was ever published.
 */
export function signWording(secret: string, { campaignId, locale, consents }: Wording): string {
  const told = consents.map(({ purpose, channel, subject, posted, wording, version }) => [
    [purpose, channel, subject, posted],
    [wording, version],
  ]);
  const words = JSON.stringify([campaignId, locale, told]);
  return createHmac('sha256', secret).update('terrain/kiosk-wording\0').update(words).digest('base64url');
}

/** Whether these are sentences that we published for that campaign in that language. */
export function isPublished(secret: string, wording: Wording, signature: string): boolean {
  const [expected, given] = [Buffer.from(signWording(secret, wording)), Buffer.from(signature)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Locale } from '../locales/index.ts';

/** A consent's sentence as a kiosk's page shows it. `version` is the campaign's at that time. */
export type Wording = { campaignId: string; locale: Locale; version: number; text: string };

/**
 * Signs a sentence that we publish on a kiosk's page. What comes back signed was shown by us, however long ago and
 * whatever the sentence is today, without a list of all that was ever published.
 */
export function signWording(secret: string, { campaignId, locale, version, text }: Wording): string {
  const words = JSON.stringify([campaignId, locale, version, text]);
  return createHmac('sha256', secret).update('terrain/kiosk-wording\0').update(words).digest('base64url');
}

/** Whether a sentence is one that we published for that campaign in that language. */
export function isPublished(secret: string, wording: Wording, signature: string): boolean {
  const [expected, given] = [Buffer.from(signWording(secret, wording)), Buffer.from(signature)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

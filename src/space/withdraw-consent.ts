import { and, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { consents } from '../consents/table.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';

type Withdrawal = {
  contactId: string;
  /** The entry of the ledger that is taken back, a UUID; another contact's is none. */
  consentId: string;
  locale: Locale;
  /** Words of the button. */
  wording: string;
  source: 'consents-page' | 'unsubscribe-page';
  at: Date;
};

/**
 * Takes back one consent, whichever campaign it was given in (Loi 25 s. 14, GDPR art. 7(3): as easily as it was given).
 * Saying it twice adds a second entry and changes nothing.
 */
export async function withdrawConsent(
  tx: Tx,
  { contactId, consentId, locale, wording, source, at }: Withdrawal,
): Promise<void> {
  const [given] = await tx
    .select()
    .from(consents)
    .where(and(eq(consents.id, consentId), eq(consents.contactId, contactId)));
  if (!given) return;
  const { campaignId, purpose, channel, subject } = given;
  await tx.insert(consents).values({
    id: uuidv7(),
    contactId,
    campaignId,
    purpose,
    channel,
    subject,
    action: 'withdrawn',
    wording,
    needsConfirmation: false,
    locale,
    source,
    at,
  });
  await track(tx, [{ kind: 'consent.withdrawn', contactId, campaignId, data: { source, channel }, at }]);
}

import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { consents } from '../consents/table.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';

type Leaving = {
  contactId: string;
  campaignId: string;
  locale: Locale;
  /** Words of the button, of the one-click header, or of the contact's reply. */
  wording: string;
  /** `reply-read`: an organizer read the wish in a reply. */
  source: 'unsubscribe-page' | 'one-click' | 'reply' | 'reply-read';
  at: Date;
};

/**
 * Withdraws the consent to follow-up mail, at once and for good (CASL s. 11; RFC 8058): every mail looks again at the
 * ledger when it is due. Saying it twice adds a second entry and changes nothing.
 */
export async function leave(tx: Tx, { contactId, campaignId, locale, wording, source, at }: Leaving): Promise<void> {
  await tx.insert(consents).values({
    id: uuidv7(),
    contactId,
    campaignId,
    purpose: 'follow-up',
    channel: 'email',
    action: 'withdrawn',
    wording,
    locale,
    source,
    at,
  });
  await track(tx, [{ kind: 'consent.withdrawn', contactId, campaignId, data: { source }, at }]);
}

import { standingConsents } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { leave } from './leave.ts';
import { asksToContact } from './view.ts';
import { withdrawConsent } from './withdraw-consent.ts';

/** `wording`: words of the button. */
type Leaving = { contactId: string; campaignId: string; locale: Locale; wording: string; at: Date };

/**
 * Withdraws everything by which a contact may be turned to: mail, text messages, calls, and handing them on to partners.
 * What they agreed to of another kind (a campaign's own box) is not the wish of who wants to be left alone. Twice is once.
 */
export async function leaveAll(tx: Tx, leaving: Leaving): Promise<void> {
  const source = 'unsubscribe-page';
  const others = (await standingConsents(tx, leaving.contactId)).filter(asksToContact);
  await leave(tx, { ...leaving, source });
  for (const { id: consentId, channel } of others) {
    if (channel !== 'email') await withdrawConsent(tx, { ...leaving, consentId, source });
  }
}

import type { Jurisdiction } from '../campaigns/consent-form.ts';
import type { CampaignSettings } from '../campaigns/form.ts';

/**
 * Whether a consent given by form waits for the owner of the address, where the campaign does not say.
 *
 * No law names double opt-in; who says that there is consent has to prove whose it is. In the European Union
 * (GDPR art. 7(1), EDPB Guidelines 05/2020) and in Quebec (P-39.1 s. 14: the person's own, manifest consent) only a
 * confirmation shows that the owner of the address gave it. CASL s. 10 and 13 take a form's box as express consent
 * where its record is kept, and CAN-SPAM asks for a way out alone.
 */
const byJurisdiction: Record<Jurisdiction, boolean> = {
  quebec: true,
  canada: false,
  europe: true,
  'united-states': false,
};

/** Whether what a campaign's form grants counts only once the address has been confirmed. */
export function needsConfirmation({ jurisdiction = 'quebec', doubleOptIn }: CampaignSettings): boolean {
  return doubleOptIn ?? byJurisdiction[jurisdiction];
}

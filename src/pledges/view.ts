import type { CampaignSettings } from '../campaigns/form.ts';
import type { PledgeView } from '../ui/pledge-card.tsx';
import type { Pledge } from './queries.ts';

export type { PledgeView } from '../ui/pledge-card.tsx';

/** A pledge as its pages show it, with the campaign's donation page where it is of money. */
export function pledgeView(pledge: Pledge, settings: CampaignSettings): PledgeView {
  const { id, kind } = pledge;
  return {
    id,
    kind,
    amountMinor: pledge.amountMinor ?? undefined,
    currency: pledge.currency ?? undefined,
    frequency: pledge.frequency ?? undefined,
    count: pledge.count ?? undefined,
    action: pledge.action ?? undefined,
    donationUrl: settings.pledge?.kind === 'money' ? settings.pledge.donationUrl : undefined,
    reported: pledge.reportedAt !== null,
  };
}

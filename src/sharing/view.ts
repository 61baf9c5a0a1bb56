import type { CampaignView } from '../campaigns/view.ts';
import type { Card } from '../ui/card-path.ts';
import { cardPath } from '../ui/card-path.ts';
import type { Progress } from '../ui/progress.tsx';
import { cardFacts, cardVersion } from './card-facts.ts';

/** The card of a campaign as its page names it: under an address that changes whenever the picture does. */
export function campaignCard(campaign: CampaignView, progress: Progress, invited = false): Card {
  const { locale, slug, text } = campaign;
  const version = cardVersion(cardFacts(campaign, progress, invited));
  return { path: cardPath(locale, { slug, version, invited }), alt: text.headline };
}

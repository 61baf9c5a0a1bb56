import type { CampaignSettings, NextAsk } from './form.ts';

/** What a campaign asks after a sign-up, in its order, each once. */
export function askChain({ next, nextStep }: CampaignSettings): NextAsk[] {
  if (next) return [...new Set(next)];
  return nextStep === 'share' ? ['share', 'pledge', 'shift'] : ['pledge', 'shift', 'share'];
}

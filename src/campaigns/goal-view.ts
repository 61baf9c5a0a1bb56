import type { CampaignSettings } from './form.ts';

/** Whether the public is shown how far a campaign is from its goal: a landing page may leave that out. */
export function showsGoal({ sections }: Pick<CampaignSettings, 'sections'>): boolean {
  return sections === undefined || sections.includes('goal');
}

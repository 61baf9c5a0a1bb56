import type { JobHandlers } from '../jobs/runner.ts';
import { turnCampaign } from './turn-campaign.ts';

export const campaignJobs = {
  'imports.turn-campaign': (deps, { campaignId }) => turnCampaign(deps, campaignId),
} satisfies Partial<JobHandlers>;

import type { JobHandlers } from '../jobs/runner.ts';
import { forgetEvents } from './forget-events.ts';
import { guardCampaigns } from './guard-campaigns.ts';
import { takeEvents } from './take-events.ts';
import { tellOwners } from './tell-owners.ts';

export const deliveryJobs = {
  'delivery.take-events': (deps) => takeEvents(deps),
  'delivery.forget-events': ({ db, clock }) => forgetEvents(db, clock.now()),
  'delivery.guard': (deps, { campaignId }) => deps.db.transaction((tx) => guardCampaigns(deps, tx, [campaignId])),
  'delivery.tell-owners': (deps, payload) => tellOwners(deps, payload),
} satisfies Partial<JobHandlers>;

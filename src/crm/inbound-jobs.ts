import type { JobHandlers } from '../jobs/runner.ts';
import { forgetInbound } from './forget-inbound.ts';
import { takeInbound } from './take-inbound.ts';

export const crmInboundJobs = {
  'crm.take-in': (deps) => takeInbound(deps),
  'crm.forget-inbound': ({ db, clock }) => forgetInbound(db, clock.now()),
} satisfies Partial<JobHandlers>;

import type { JobHandlers } from '../jobs/runner.ts';

export const crmJobs = {
  'crm.fold': async () => {},
  'crm.push': async () => {},
  'crm.pull': async () => {},
  'crm.run': async () => {},
  'crm.watch': async () => {},
  'crm.forget': async () => {},
} satisfies Partial<JobHandlers>;

import type { JobHandlers } from '../jobs/runner.ts';
import { runBulkAct } from './run-bulk-act.ts';

export const bulkActJobs = {
  'bulk-acts.run': runBulkAct,
} satisfies Partial<JobHandlers>;

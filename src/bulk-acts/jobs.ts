import type { JobHandlers } from '../jobs/runner.ts';
import { type Doers, runBulkAct } from './run-bulk-act.ts';

/** `doers`: what features beside this one do to a step's contacts. */
export const bulkActJobs = (doers: Doers) =>
  ({
    'bulk-acts.run': (deps, job) => runBulkAct(deps, job, doers),
  }) satisfies Partial<JobHandlers>;

import type { JobHandlers } from '../jobs/runner.ts';
import { findDuplicates } from './find-duplicates.ts';
import { forgetJournals } from './forget-journals.ts';
import { runErasing } from './run-erasing.ts';
import { runRetention } from './run-retention.ts';
import { sweepErased } from './sweep-erased.ts';

export const privacyJobs = {
  'privacy.sweep': sweepErased,
  'privacy.erase-many': runErasing,
  'privacy.find-duplicates': async ({ db, clock }) => void (await findDuplicates(db, clock.now())),
  'privacy.nightly': async (deps) => {
    await forgetJournals(deps.db, deps.clock.now());
    try {
      await runRetention(deps);
    } finally {
      await findDuplicates(deps.db, deps.clock.now());
    }
  },
} satisfies Partial<JobHandlers>;

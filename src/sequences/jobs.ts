import type { JobHandlers } from '../jobs/runner.ts';
import { sendTest } from './send-test.ts';

export const sequenceJobs = {
  'sequences.send-test': sendTest,
} satisfies Partial<JobHandlers>;

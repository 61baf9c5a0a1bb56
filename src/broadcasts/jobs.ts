import type { JobHandlers } from '../jobs/runner.ts';
import { runBroadcast } from './run-broadcast.ts';
import { sendTest } from './send-test.ts';

export const broadcastJobs = {
  'broadcasts.run': (deps, { broadcastId }) => runBroadcast(deps, broadcastId),
  'broadcasts.send-test': (deps, job) => sendTest(deps, job),
} satisfies Partial<JobHandlers>;

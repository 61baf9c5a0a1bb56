import type { JobHandlers } from '../jobs/runner.ts';
import { goOnReassigning } from './reassign-team.ts';

export const teamJobs = {
  'teams.reassign': goOnReassigning,
} satisfies Partial<JobHandlers>;

import type { JobHandlers } from '../jobs/runner.ts';
import { foldChanges } from './fold-changes.ts';
import { forgetCalls } from './forget-calls.ts';
import { goOnRun } from './go-on-run.ts';
import { pullChanges } from './pull-changes.ts';
import { pushWaiting } from './push-waiting.ts';
import { redeemOauth } from './redeem-oauth.ts';
import { testCrm } from './test-crm.ts';
import { watchCrms } from './watch.ts';

export const crmJobs = {
  'crm.fold': (deps) => foldChanges(deps),
  'crm.push': (deps, { connectorId }) => pushWaiting(deps, connectorId),
  'crm.pull': (deps, { connectorId }) => pullChanges(deps, connectorId),
  'crm.run': (deps, { runId }) => goOnRun(deps, runId),
  'crm.test': (deps, { connectorId }) => testCrm(deps, connectorId),
  'crm.redeem': (deps, job) => redeemOauth(deps, job),
  'crm.watch': (deps) => watchCrms(deps),
  'crm.forget': (deps) => forgetCalls(deps),
} satisfies Partial<JobHandlers>;

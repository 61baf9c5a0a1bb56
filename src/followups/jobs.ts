import type { JobHandlers } from '../jobs/runner.ts';
import { enrol } from './enrol.ts';
import { lookForMissed } from './look-for-missed.ts';
import { lookForStarts } from './look-for-starts.ts';
import { planBookingMails } from './plan-booking-mails.ts';
import { replan } from './replan.ts';
import { sendBatch } from './send-batch.ts';
import { sendDue } from './send-due.ts';

export const followupJobs = {
  'followups.enrol': (deps, { activityIds }) => deps.db.transaction((tx) => enrol(tx, activityIds, deps.clock.now())),
  'followups.look-for-starts': async (deps) => {
    while (await deps.db.transaction((tx) => lookForStarts(tx, deps.clock.now()))) {
      // Each round says whether there may be another.
    }
    while (await deps.db.transaction((tx) => lookForMissed(tx, deps.clock.now()))) {
      // The same.
    }
  },
  'followups.replan': (deps, { sequenceId }) => deps.db.transaction((tx) => replan(tx, sequenceId, deps.clock.now())),
  'followups.plan-booking-mails': (deps, { activityIds }) =>
    deps.db.transaction((tx) => planBookingMails(tx, activityIds, deps.clock.now())),
  'followups.send': (deps, { dueBy }) => sendDue(deps, dueBy),
  'followups.send-batch': (deps, { batchId, dueBy, tried = 0 }, attempt) =>
    sendBatch(deps, batchId, tried + attempt, dueBy),
} satisfies Partial<JobHandlers>;

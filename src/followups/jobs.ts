import type { JobHandlers } from '../jobs/runner.ts';
import { enrol } from './enrol.ts';
import { planBookingMails } from './plan-booking-mails.ts';
import { sendMessage } from './send-message.ts';

export const followupJobs = {
  'followups.enrol': (deps, { activityIds }) => deps.db.transaction((tx) => enrol(tx, activityIds, deps.clock.now())),
  'followups.plan-booking-mails': (deps, { activityIds }) =>
    deps.db.transaction((tx) => planBookingMails(tx, activityIds, deps.clock.now())),
  'followups.send': (deps, { messageId }) => sendMessage(deps, messageId),
} satisfies Partial<JobHandlers>;

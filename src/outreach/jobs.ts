import type { JobHandlers } from '../jobs/runner.ts';
import { passOn } from './pass-on.ts';
import { planWaitingMails } from './plan-waiting-mails.ts';
import { reassignOrphans } from './reassign-orphans.ts';
import { releaseUnseen } from './release-unseen.ts';
import { sendWaitingMail } from './send-waiting-mail.ts';
import { startClocks } from './start-clocks.ts';

export const outreachJobs = {
  'outreach.start-clocks': (deps, { activityIds }) =>
    deps.db.transaction((tx) =>
      startClocks(tx, activityIds, { now: deps.clock.now(), timezone: deps.config.timezone }),
    ),
  'outreach.pass-on': (deps) => deps.db.transaction((tx) => passOn(tx, deps.clock.now())),
  'outreach.reassign': async (deps) => {
    let more = true;
    while (more) more = await deps.db.transaction((tx) => reassignOrphans(tx, deps.clock.now()));
    let last: string | undefined;
    do last = await deps.db.transaction((tx) => releaseUnseen(tx, deps.clock.now(), last));
    while (last !== undefined);
  },
  'outreach.plan-waiting-mails': async (deps, { day }) => {
    const moment = { now: deps.clock.now(), timezone: deps.config.timezone };
    // Whoever lost their organizer since yesterday is in somebody's mail today.
    await outreachJobs['outreach.reassign'](deps);
    await deps.db.transaction((tx) => planWaitingMails(tx, day, moment));
  },
  'outreach.send-waiting-mail': sendWaitingMail,
} satisfies Partial<JobHandlers>;

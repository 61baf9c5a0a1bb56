import type { CronItem } from 'graphile-worker';
import type { JobName } from './names.ts';

const day = 24 * 3_600_000;

/** The one list of recurring work; times are UTC. What was missed while nothing ran is made up for, once. */
export const schedule: (CronItem & { task: JobName })[] = [
  // Mails that are due and that nobody has been woken for, whatever the reason.
  { task: 'followups.send', match: '* * * * *', options: { jobKey: 'followups.send' } },
  // Who has been silent for so long, whose day it is, and who was missed at a door.
  { task: 'followups.look-for-starts', match: '10 * * * *', options: { jobKey: 'followups.look-for-starts' } },
  // What a CRM is to be told and nobody has been woken for, and what it has to tell.
  { task: 'crm.watch', match: '* * * * *', options: { jobKey: 'crm.watch' } },
  { task: 'crm.forget', match: '50 8 * * *', options: { jobKey: 'crm.forget' } },
  // At four in the morning in Montreal, when nobody waits for anything.
  { task: 'privacy.nightly', match: '20 8 * * *', options: { backfillPeriod: day, jobKey: 'privacy.nightly' } },
  { task: 'delivery.forget-events', match: '30 8 * * *', options: { jobKey: 'delivery.forget-events' } },
  { task: 'crm.forget-inbound', match: '35 8 * * *', options: { jobKey: 'crm.forget-inbound' } },
  // Whose leader led a shift that is over by now.
  { task: 'outreach.reassign', match: '40 8 * * *', options: { backfillPeriod: day, jobKey: 'outreach.reassign' } },
  // Shifts that lack people, and seats that came free while nobody pressed a button (a merge, a deleted row).
  { task: 'shifts.watch', match: '*/30 * * * *', options: { backfillPeriod: 0, jobKey: 'shifts.watch' } },
];

import type { JobHandlers } from '../jobs/runner.ts';
import { followChange } from './follow-change.ts';
import { offerSeats } from './offer-seats.ts';
import { sendLackMail } from './send-lack-mail.ts';
import { watchShifts } from './watch-shifts.ts';

export const shiftJobs = {
  'shifts.follow-change': (deps, { shiftId }) =>
    deps.db.transaction((tx) => followChange(tx, shiftId, deps.clock.now())),
  'shifts.end-hold': (deps, { shiftId }) => deps.db.transaction((tx) => offerSeats(tx, shiftId, deps.clock.now())),
  'shifts.watch': (deps) => watchShifts(deps),
  'shifts.warn-leader': sendLackMail,
} satisfies Partial<JobHandlers>;

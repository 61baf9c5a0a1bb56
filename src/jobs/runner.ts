import { setTimeout as delay } from 'node:timers/promises';
import type { JobHelpers, TaskList } from 'graphile-worker';
import { errorLine, loggableError } from '../db/loggable-error.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { startLiveness } from './liveness.ts';
import type { JobName, JobPayloads } from './names.ts';
import { type Round, startRound } from './round.ts';

/**
 * One handler for each job's name. One that throws is tried again with backoff; `PermanentError` ends the job. `attempt`
 * is 1 the first time.
 */
export type JobHandlers = {
  [Name in JobName]: (deps: Deps, payload: JobPayloads[Name], attempt: number) => Promise<void>;
};

/** `stop` lets the running jobs finish and returns; what has not begun stays in the queue. */
export type JobRunner = { stop(): Promise<void> };

/** How long running jobs may take to finish at a stop, in milliseconds. */
const stopWithin = 6_000;

/** Runs the queue's jobs in this process, and goes on doing so when the database was away. */
export async function startRunner(deps: Deps, handlers: JobHandlers): Promise<JobRunner> {
  const liveness = startLiveness(deps);
  const tasks = taskList(deps, handlers);
  let stopping = false;
  let round: Round | undefined = await startRound(deps, tasks, liveness);
  const ended = supervise();

  async function supervise(): Promise<void> {
    while (!stopping) {
      try {
        round ??= await startRound(deps, tasks, liveness);
        await round.ended;
      } catch (error) {
        if (!stopping) deps.log.warn({ err: error }, 'the job runner stopped; it starts again');
        // Not waited for: it may be at the end of a connection that never answers.
        void round?.stop();
      }
      round = undefined;
      if (!stopping) await delay(1_000);
    }
  }

  return {
    stop: async () => {
      stopping = true;
      await Promise.race([Promise.all([round?.stop(), ended]), delay(stopWithin)]);
      await liveness.stop();
    },
  };
}

/** What the queue's library is given: every handler with its dependencies. */
export function taskList(deps: Deps, handlers: JobHandlers): TaskList {
  const task = <Name extends JobName>(name: Name) => [
    name,
    (payload: JobPayloads[Name], { job }: JobHelpers) => handle(name, payload, job.attempts),
  ];
  const handle = async <Name extends JobName>(name: Name, payload: JobPayloads[Name], attempt: number) => {
    try {
      await handlers[name](deps, payload, attempt);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw withoutContent(error);
      deps.log.error({ err: error, job: name }, 'a job was given up');
    }
  };
  const names: JobName[] = [
    'followups.enrol',
    'followups.look-for-starts',
    'sequences.send-test',
    'followups.replan',
    'followups.plan-booking-mails',
    'followups.send',
    'followups.send-batch',
    'shifts.follow-change',
    'shifts.end-hold',
    'shifts.watch',
    'shifts.warn-leader',
    'delivery.take-events',
    'delivery.forget-events',
    'delivery.guard',
    'delivery.tell-owners',
    'signups.mail-held',
    'signups.drop-held',
    'outreach.start-clocks',
    'outreach.pass-on',
    'outreach.reassign',
    'outreach.plan-waiting-mails',
    'outreach.send-waiting-mail',
    'replies.fetch',
    'replies.tell-owner',
    'replies.send-answer',
    'teams.reassign',
    'exports.make',
    'exports.drop',
    'imports.check',
    'imports.run',
    'imports.undo',
    'imports.drop-file',
    'imports.forget',
    'bulk-acts.run',
    'broadcasts.run',
    'broadcasts.send-test',
    'imports.turn-campaign',
    'crm.fold',
    'crm.push',
    'crm.pull',
    'crm.take-in',
    'crm.forget-inbound',
    'crm.run',
    'crm.test',
    'crm.redeem',
    'crm.watch',
    'crm.forget',
    'organizers.mail-sign-in-link',
    'organizers.mail-invitation',
    'privacy.find-duplicates',
    'privacy.nightly',
    'privacy.sweep',
    'privacy.erase-many',
  ];
  return Object.fromEntries(names.map((name) => task(name)));
}

/** The queue logs and keeps what a job throws; a failed statement would bring along what it was given. */
function withoutContent(error: unknown): Error {
  const told = new Error(errorLine(error));
  told.stack = loggableError(error).stack;
  return told;
}

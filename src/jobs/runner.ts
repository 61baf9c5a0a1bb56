import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import { errorLine, loggableError } from '../db/loggable-error.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { type Liveness, startLiveness } from './liveness.ts';
import type { JobName, JobPayloads } from './names.ts';

/** One handler for each job's name. One that throws is tried again with backoff; `PermanentError` ends the job. */
export type JobHandlers = { [Name in JobName]: (deps: Deps, payload: JobPayloads[Name]) => Promise<void> };

/** `stop` lets the running jobs finish and returns; what has not begun stays in the queue. */
export type JobRunner = { stop(): Promise<void> };

const concurrency = 4;
/** How long running jobs may take to finish at a stop, in milliseconds. */
const stopWithin = 6_000;

/** Runs the queue's jobs in this process, and goes on doing so when the database was away. */
export async function startRunner(deps: Deps, handlers: JobHandlers): Promise<JobRunner> {
  const liveness = startLiveness(deps);
  let stopping = false;
  let runner: Runner | undefined = await runOnce(deps, handlers, liveness);
  const ended = supervise();

  async function supervise(): Promise<void> {
    while (!stopping) {
      try {
        runner ??= await runOnce(deps, handlers, liveness);
        await runner.promise;
      } catch (error) {
        if (!stopping) deps.log.warn({ err: error }, 'the job runner stopped; it starts again');
      }
      runner = undefined;
      if (!stopping) await delay(1_000);
    }
  }

  return {
    stop: async () => {
      stopping = true;
      await runner?.stop().catch(() => {});
      await Promise.race([ended, delay(stopWithin)]);
      await liveness.stop();
    },
  };
}

/** What the queue's library is given: every handler with its dependencies. */
export function taskList(deps: Deps, handlers: JobHandlers): TaskList {
  const task = <Name extends JobName>(name: Name) => [name, (payload: JobPayloads[Name]) => handle(name, payload)];
  const handle = async <Name extends JobName>(name: Name, payload: JobPayloads[Name]) => {
    try {
      await handlers[name](deps, payload);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw withoutContent(error);
      deps.log.error({ err: error, job: name }, 'a job was given up');
    }
  };
  const names: JobName[] = [
    'followups.enrol',
    'followups.plan-booking-mails',
    'followups.send',
    'organizers.mail-sign-in-link',
  ];
  return Object.fromEntries(names.map((name) => task(name)));
}

/** The queue logs and keeps what a job throws; a failed statement would bring along what it was given. */
function withoutContent(error: unknown): Error {
  const told = new Error(errorLine(error));
  told.stack = loggableError(error).stack;
  return told;
}

async function runOnce(deps: Deps, handlers: JobHandlers, liveness: Liveness): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => liveness.claim(workerPool.id));
  return await run({
    connectionString: deps.databaseUrl,
    maxPoolSize: concurrency + 2,
    taskList: taskList(deps, handlers),
    parsedCronItems: parseCronItems([]),
    concurrency,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: quietLogger(deps),
    events,
    gracefulShutdownAbortTimeout: stopWithin - 1_000,
  });
}

/**
 * The library's own words go to our log: a failed job is a warning, for it will be tried again. What else it has to
 * say of a job is left out, since a payload may hold an address.
 */
function quietLogger(deps: Deps): Logger {
  return new Logger((scope) => (level, message) => {
    if (level === 'error' || level === 'warning') deps.log.warn({ job: scope.taskIdentifier }, message);
    else deps.log.debug({ job: scope.taskIdentifier }, message);
  });
}

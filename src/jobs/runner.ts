import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { errorLine, loggableError } from '../db/loggable-error.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { type Liveness, startLiveness } from './liveness.ts';
import type { JobName, JobPayloads } from './names.ts';
import { openJobPool } from './pool.ts';

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
  const pool = openJobPool(deps, concurrency + 2);
  let stopping = false;
  const start = () => runOnce(deps, handlers, liveness, pool);
  let round: Round | undefined = await start();
  const ended = supervise();

  async function supervise(): Promise<void> {
    while (!stopping) {
      try {
        round ??= await start();
        await round.ended;
      } catch (error) {
        if (!stopping) deps.log.warn({ err: error }, 'the job runner stopped; it starts again');
      }
      round = undefined;
      if (!stopping) await delay(1_000);
    }
  }

  return {
    stop: async () => {
      stopping = true;
      await Promise.race([Promise.all([round?.runner.stop().catch(() => {}), ended]), delay(stopWithin)]);
      await Promise.race([Promise.all([pool.end(), liveness.stop()]), delay(1_000)]);
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

/** One life of the library's runner. `ended` throws when it can go no further. */
type Round = { runner: Runner; ended: Promise<void> };

async function runOnce(deps: Deps, handlers: JobHandlers, liveness: Liveness, pgPool: pg.Pool): Promise<Round> {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => liveness.claim(workerPool.id));
  // It may be told so and never come to its end.
  const broken = new Promise<never>((_, reject) => {
    events.on('pool:fatalError', ({ error }) => reject(error));
  });
  const runner = await run({
    pgPool,
    taskList: taskList(deps, handlers),
    parsedCronItems: parseCronItems([]),
    concurrency,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: quietLogger(deps),
    events,
    gracefulShutdownAbortTimeout: stopWithin - 1_000,
    // By default nobody awaits the statement that ends a job: with the database away at that moment, its error would
    // end this process. Together, and be it one by one, the library catches it and says `pool:fatalError`.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  const ended = Promise.race([runner.promise, broken]);
  // Heard where it is awaited; this one is for when a stop comes first.
  for (const promise of [runner.promise, broken, ended]) promise.catch(() => {});
  return { runner, ended };
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

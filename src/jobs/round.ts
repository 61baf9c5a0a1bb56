import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, parseCronItems, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Deps } from '../deps.ts';
import type { Liveness } from './liveness.ts';
import { openJobPool } from './pool.ts';
import { schedule } from './schedule.ts';

/** One life of the queue's library in this process. `ended` throws when it can go no further. */
export type Round = {
  ended: Promise<void>;
  /** Lets the running jobs finish; never throws. */
  stop(): Promise<void>;
};

const concurrency = 4;
/** How long running jobs may take to finish at a stop, in milliseconds. */
const finishWithin = 5_000;
const lookEvery = 5_000;
/** A connection that says nothing for so long is taken for lost, in milliseconds. */
const patience = 8_000;

/** Starts the library with connections of its own, and watches them. */
export async function startRound(deps: Deps, taskList: TaskList, liveness: Liveness): Promise<Round> {
  const pool = openJobPool(deps, concurrency + 2);
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => liveness.claim(workerPool.id));
  // It may be told so and never come to its end.
  const broken = new Promise<never>((_, reject) => {
    events.on('pool:fatalError', ({ error }) => reject(error));
  });
  try {
    const runner = await run({
      pgPool: pool,
      taskList,
      parsedCronItems: parseCronItems(schedule),
      concurrency,
      pollInterval: 1_000,
      noHandleSignals: true,
      logger: quietLogger(deps),
      events,
      gracefulShutdownAbortTimeout: finishWithin,
      // By default nobody awaits the statement that ends a job: with the database away at that moment, its error would
      // end this process. Together, and be it one by one, the library catches it and says `pool:fatalError`.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    const over = new AbortController();
    const ended = Promise.race([runner.promise, broken, watch(deps, pool, over.signal)]);
    // Heard where it is awaited; this one is for when a stop comes first.
    for (const promise of [runner.promise, broken, ended]) promise.catch(() => {});
    const finish = async () => {
      over.abort();
      // Its stop is not its end: the workers are still letting go of their connections.
      await Promise.allSettled([runner.stop(), runner.promise]);
      await Promise.race([pool.end(), delay(1_000)]);
    };
    let stopped: Promise<void> | undefined;
    return { ended, stop: () => (stopped ??= finish()) };
  } catch (error) {
    void pool.end();
    throw error;
  }
}

/**
 * Asks something simple every few seconds. A connection can be lost without a word, and the library would wait on it
 * for a quarter of an hour. @throws Error when there is no answer; jobs that wait on other connections are told too.
 */
async function watch(deps: Deps, pool: pg.Pool, over: AbortSignal): Promise<never> {
  for (;;) {
    await delay(lookEvery, undefined, { ref: false, signal: over });
    const answered = await Promise.race([
      pool.query('select 1').then(
        () => true,
        // An error is an answer: who needs the connection is told of it as well.
        () => true,
      ),
      delay(patience, false, { ref: false }),
    ]);
    if (answered) continue;
    deps.db.$renew();
    throw new Error('the database does not answer the job runner');
  }
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

import { setTimeout as delay } from 'node:timers/promises';
import { Logger, runOnce } from 'graphile-worker';
import type { Hono } from 'hono';
import type pg from 'pg';
import pino from 'pino';
import { expect } from 'vitest';
import { createApp } from '../../src/app.tsx';
import { readConfig } from '../../src/config.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import { openJobPool } from '../../src/jobs/pool.ts';
import { taskList } from '../../src/jobs/runner.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import { jobHandlers } from '../../src/process.ts';
import { createTestDatabase } from './database.ts';

/** A clock that stands still until it is moved. */
type TestClock = { now(): Date; advance(milliseconds: number): void };

/** The whole application on a database of its own. */
export type TestApp = {
  deps: Deps;
  app: Hono;
  clock: TestClock;
  /** Runs every job that is due by the clock, and those that they enqueue, until none is left. */
  runDueJobs(): Promise<void>;
  /** What was logged at level error; whatever is left in it fails `close`. */
  errors: string[];
  close(): Promise<void>;
};

type Options = {
  env?: Record<string, string>;
  mailer?: Mailer;
  /** Where its clock stands at first: noon, or the present beside what has no other: processes, a vendor's tokens. */
  at?: 'noon' | 'present';
};

/** Starts the application as a test wants it: real database, real wiring, no port. */
export async function startTest({ env = {}, mailer, at = 'noon' }: Options = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const secret = 'a secret that only the tests know, 42';
  const config = readConfig({
    DATABASE_URL: database.url,
    SECRET: secret,
    BASE_URL: 'http://localhost:3000',
    FORM_MIN_SECONDS: '0',
    SIGNUP_LIMIT_PER_MINUTE: '0',
    RECIPIENT_LIMIT_PER_HOUR: '0',
    QUIET_HOURS: 'off',
    WEEKLY_MAILS: '0',
    ...env,
  });
  const clock = createTestClock(at === 'noon' ? nextNoon() : new Date());
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const deps = createDeps(
    { ...config, databaseUrl: database.url, secret },
    { clock, log, ...(mailer ? { mailer } : {}) },
  );
  const pool = openJobPool(deps, 3);
  return {
    deps,
    app: createApp(deps),
    clock,
    runDueJobs: () => runDueJobs(deps, pool),
    errors,
    close: async () => {
      await pool.end();
      await deps.close();
      await database.drop();
      expect(errors, 'something was logged at level error').toEqual([]);
    },
  };
}

function createTestClock(at: Date): TestClock {
  let now = at.getTime();
  return {
    now: () => new Date(now),
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** Around noon in Montréal, so that no test hangs on its hour: past every morning's mail, far from the next midnight. */
function nextNoon(): Date {
  const noon = new Date();
  if (noon.getUTCHours() >= 17) noon.setUTCDate(noon.getUTCDate() + 1);
  noon.setUTCHours(17, 0, 0, 0);
  return noon;
}

async function runDueJobs(deps: Deps, pgPool: pg.Pool): Promise<void> {
  const sql = deps.db.$client;
  const logger = new Logger(() => () => {});
  for (;;) {
    const now = deps.clock.now().toISOString();
    // The queue knows the real time alone: what is due by the test's clock becomes due by the real one. Not what has
    // failed: its next try is a matter of real seconds.
    await sql`update graphile_worker._private_jobs set run_at = now() where run_at > now() and run_at <= ${now} and attempts = 0`;
    const [due] = await sql`
      select count(*)::int as count from graphile_worker._private_jobs where run_at <= now() and is_available`;
    if (due?.count === 0) return;
    await runOnce({
      pgPool,
      taskList: taskList(deps, jobHandlers),
      noHandleSignals: true,
      logger,
    });
    await settled(sql);
  }
}

/** The queue notes what became of a job without waiting for it to be written: a next try's time may come after its run. */
async function settled(sql: Deps['db']['$client']): Promise<void> {
  const deadline = Date.now() + 2_000;
  for (;;) {
    const [held] =
      await sql`select count(*)::int as count from graphile_worker._private_jobs where locked_at is not null`;
    if (held?.count === 0 || Date.now() > deadline) return;
    await delay(5);
  }
}

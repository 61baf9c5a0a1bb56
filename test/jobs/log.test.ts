import { Writable } from 'node:stream';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorLine, loggableError } from '../../src/db/loggable-error.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import { jobHandlers } from '../../src/process.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest({ at: 'present' });
});
afterAll(() => t.close());

const secret = 'grace@example.org';

describe('what is logged of an error', () => {
  test('of a failed statement: which one, why and where, and nothing that it was given', async () => {
    const failed = await t.deps.db.execute(sql`select 1 / length(${secret}) / 0`).catch((error) => error);
    expect(String(failed), 'the library does tell').toContain(secret);
    const logged = loggableError(failed);
    expect(JSON.stringify(logged)).not.toContain(secret);
    expect(logged.stack).toContain('select 1 / length($1) / 0');
    expect(logged.stack).toContain('log.test.ts');
    expect(errorLine(failed)).toBe('a statement failed: division by zero (22012)');
  });

  test('of a row that was refused: not the row', async () => {
    const insert = sql`insert into suppressions (email, reason, at) values (${secret}, 'a', now()), (${secret}, 'b', now())`;
    const failed = await t.deps.db.execute(insert).catch((error) => error);
    expect(JSON.stringify(loggableError(failed))).not.toContain(secret);
    expect(errorLine(failed)).toContain('duplicate key');
  });

  test('of a job that failed: neither its payload nor its statement’s parameters, in the log or on the job', async () => {
    const lines: string[] = [];
    const keep = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = pino({ level: 'trace', serializers: { err: loggableError } }, keep);
    const failing = {
      ...jobHandlers,
      'organizers.mail-sign-in-link': async () => void (await t.deps.db.execute(sql`select 1 / 0 + length(${secret})`)),
    };
    await enqueue(t.deps.db, 'organizers.mail-sign-in-link', { email: secret, next: '/admin', locale: 'fr' });
    const runner = await startRunner({ ...t.deps, log }, failing);
    await expect.poll(() => lines.join('')).toContain('Failed task');
    await runner.stop();
    const told = lines.join('');
    expect(told).not.toContain(secret);
    const [job] = await t.deps.db.$client`select last_error, attempts from graphile_worker._private_jobs`;
    expect(job?.attempts).toBe(1);
    expect(String(job?.last_error)).not.toContain('params');
  });
});

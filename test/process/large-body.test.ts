import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { freePort } from '../support/free-port.ts';
import { type AppProcess, withBuiltApp } from '../support/process.ts';

const startApp = withBuiltApp();
let t: TestApp;
let app: AppProcess;
beforeAll(async () => {
  t = await startTest({ at: 'present' });
  await addCampaign(t.deps);
  const env = { DATABASE_URL: t.deps.databaseUrl, SECRET: t.deps.config.secret, LOG_LEVEL: 'error' };
  app = startApp({ env, port: await freePort(), entry: 'web' });
  await app.ready();
});
afterAll(async () => {
  app.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  expect(app.said()).toBe('');
  await t.close();
});

describe('a body over 64 KB', () => {
  test.each(['with its length told', 'in pieces'])(
    '%s gets its answer, also while it is still being sent',
    async (how) => {
      const body = Buffer.alloc(5_000_000, 'a');
      const asked = request(`${app.url}/fr/essai/signups`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(how === 'in pieces' ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length }),
        },
      });
      asked.on('error', () => {});
      asked.end(body);
      const [answer] = await once(asked, 'response');
      expect(answer.statusCode).toBe(413);
      answer.resume();
    },
  );
});

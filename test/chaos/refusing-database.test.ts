import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isConnectionError } from '../../src/db/connection-error.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { drawForm, post } from '../support/forms.ts';

let t: TestApp;
let server: postgres.Sql;
let form: string;
beforeEach(async () => {
  t = await startTest({ at: 'present' });
  await addCampaign(t.deps);
  server = postgres(t.deps.databaseUrl, { max: 1, onnotice: () => {} });
  form = await drawForm(t.app);
});
afterEach(async () => {
  await server.end();
  await t.close();
});

describe('a database that answers and takes nothing', () => {
  test('a standby that may only be read: people are told to try again, and keep what they typed', async () => {
    await server.unsafe(`alter database ${await name()} set default_transaction_read_only = on`);
    await cutAll();
    const refused = await send('ada@example.org');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    const page = await refused.text();
    for (const kept of ['value="ada@example.org"', `value="${form}"`, 'Rien n’est perdu']) expect(page).toContain(kept);
    await server.unsafe(`begin read write; alter database ${await name()} reset default_transaction_read_only; commit`);
    await cutAll();
    await expect.poll(async () => (await send('ada@example.org')).status).toBe(303);
    expect(await signups()).toBe(1);
  });

  test.each(['53300', '53100', '57P01', '08006', '25006'])('SQLSTATE %s is a moment’s, and said so', (code) => {
    const told = new Error('a statement failed', { cause: Object.assign(new Error('refused'), { code }) });
    expect(isConnectionError(told)).toBe(true);
  });

  test.each(['23505', '22P02', '42P01', '40001'])('SQLSTATE %s is the statement’s', (code) => {
    expect(isConnectionError(Object.assign(new Error('refused'), { code }))).toBe(false);
  });
});

describe('connections that are cut again and again', () => {
  test('under load: each form is taken once, and the process survives', async () => {
    let over = false;
    let taken = 0;
    const cutting = (async () => {
      for (let n = 0; n < 40; n++) {
        await cutAll();
        await delay(Math.random() * 100);
      }
      // On a busy machine few get through meanwhile.
      while (taken <= 20) await delay(50);
      over = true;
    })();
    let sends = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, place) => {
        for (let n = 0; !over; n++) {
          for (let status = 0; status !== 303; sends++) {
            status = (await send(`p${place}n${n}@example.org`)).status;
            expect([303, 503]).toContain(status);
          }
          taken++;
        }
      }),
    );
    await cutting;
    console.log(`40 times every connection cut: ${taken} forms acknowledged in ${sends} sends`);
    expect(await signups()).toBe(taken);
    const [doubled] =
      await server`select count(*)::int as count from (select from activities where kind = 'signup.recorded'
      group by data->>'signupId' having count(*) > 1) as twice`;
    expect(doubled?.count).toBe(0);
  });
});

function send(email: string): Promise<Response> {
  return post(t.app, '/fr/essai/signups', { email, firstName: 'Ada', consent: 'yes', form });
}

async function cutAll(): Promise<void> {
  await server`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'terrain'`;
}

async function signups(): Promise<number> {
  const [row] = await server`select count(*)::int as count from signups`;
  return Number(row?.count);
}

async function name(): Promise<string> {
  const [row] = await server`select current_database() as name`;
  return String(row?.name);
}

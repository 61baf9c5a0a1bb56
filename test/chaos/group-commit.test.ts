import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readToken } from '../../src/http/token.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { drawForm, formBody } from '../support/forms.ts';
import { freePort } from '../support/free-port.ts';
import { type AppProcess, withBuiltApp } from '../support/process.ts';

const posts = 2_000;
const killAfter = 600;
/** One in a hundred has an address that is none; one in twenty is the one before it once more. */
const isInvalid = (n: number) => n % 100 === 50;
const isRepeated = (n: number) => n % 20 === 7;
const people = Array.from({ length: posts }, (_, n) => n).filter((n) => !isInvalid(n) && !isRepeated(n));

type Answer = { status: number; signupId: string | undefined };

const startApp = withBuiltApp();
let t: TestApp;
let app: AppProcess;
let start: () => AppProcess;
beforeAll(async () => {
  t = await startTest({ at: 'present' });
  const { settings } = aCampaign();
  const pledge = { kind: 'hours' as const, required: true, suggestions: [1, 2] };
  await addCampaign(t.deps, { settings: { ...settings, pledge } });
  const port = await freePort();
  const { databaseUrl, config } = t.deps;
  const limits = { FORM_MIN_SECONDS: '0', SIGNUP_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'error' };
  const env = { DATABASE_URL: databaseUrl, SECRET: config.secret, BASE_URL: `http://127.0.0.1:${port}`, ...limits };
  start = () => startApp({ env, port, entry: 'web' });
});
afterAll(async () => {
  app.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  expect(app.said()).toBe('');
  await t.close();
});
beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, signups, pledges, consents, activities cascade`;
});

test('2,000 posts at once, some invalid and some repeated, leave exactly the right rows', async () => {
  app = start();
  await app.ready();
  const answers = await sendAll(await drawForm(t.app), 'calm.example', () => {});
  for (const [n, answer] of answers.entries()) expect(answer?.status).toBe(isInvalid(n) ? 422 : 303);
  for (const [n, answer] of answers.entries()) if (isRepeated(n)) expect(answer).toEqual(answers[n - 1]);
  await expectRows(people.length);
});

test('killed in the middle of 2,000 posts, it has lost none that it acknowledged, and sending all again adds none twice', async () => {
  const form = await drawForm(t.app);
  let acknowledged = 0;
  const answers = await sendAll(form, 'killed.example', ({ status }) => {
    if (status === 303) acknowledged += 1;
    if (acknowledged === killAfter) app.kill('SIGKILL');
  });
  expect(await app.ended).toBe('SIGKILL');
  const told = answers.flatMap((answer) => (answer?.status === 303 ? [answer.signupId] : []));
  const unanswered = answers.filter((answer) => answer === undefined);
  expect(unanswered.length, 'some were under way when it was killed').toBeGreaterThan(0);
  const kept = new Set((await t.deps.db.$client`select id from signups`).map(({ id }) => String(id)));
  expect(told.filter((id) => id === undefined || !kept.has(id))).toEqual([]);

  app = start();
  await app.ready();
  const again = await sendAll(form, 'killed.example', () => {});
  for (const [n, answer] of answers.entries()) if (answer) expect(again[n]).toEqual(answer);
  await expectRows(people.length);
  console.log(`${told.length} acknowledged before the kill, ${unanswered.length} not; ${kept.size} were there`);
});

/** Sends them all at once. What was not answered is undefined. */
async function sendAll(
  form: string,
  host: string,
  answered: (answer: Answer) => void,
): Promise<(Answer | undefined)[]> {
  return await Promise.all(
    Array.from({ length: posts }, async (_, n) => {
      const person = isRepeated(n) ? n - 1 : n;
      const email = isInvalid(person) ? `p${person}@` : `p${person}@${host}`;
      const body = formBody({ email, firstName: `Ada ${person}`, consent: 'yes', count: '2', form });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const request = { method: 'POST', headers, body, redirect: 'manual' } as const;
      const response = await fetch(`${app.url}/fr/essai/signups`, request).catch(() => undefined);
      if (!response) return undefined;
      await response.arrayBuffer().catch(() => {});
      const token = response.headers.get('location')?.split('/').at(-1) ?? '';
      const [signupId] = readToken(t.deps.config.secret, 'signup', token)?.ids ?? [];
      const answer = { status: response.status, signupId };
      answered(answer);
      return answer;
    }),
  );
}

async function expectRows(count: number): Promise<void> {
  const [rows] = await t.deps.db.$client`
    select (select count(*) from contacts)::int as contacts, (select count(distinct email) from contacts)::int as addresses,
      (select count(*) from signups)::int as signups, (select count(distinct contact_id) from signups)::int as people,
      (select count(*) from pledges)::int as pledges, (select count(*) from consents)::int as consents,
      (select count(*) from activities where kind = 'signup.recorded')::int as recorded`;
  expect({ ...rows }).toEqual({
    contacts: count,
    addresses: count,
    signups: count,
    people: count,
    pledges: count,
    consents: count,
    recorded: count,
  });
  const wrong = await t.deps.db.$client`
    select email from contacts where split_part(email, '@', 1) <> 'p' || substr(first_name, 5)`;
  expect([...wrong]).toEqual([]);
}

import { afterEach, describe, expect, test } from 'vitest';
import { createSharedLimit } from '../../src/db/shared-limit.ts';
import { startAnother } from '../support/another.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { drawForm, post } from '../support/forms.ts';

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.close();
});

/** An application and one more on the same database. */
async function startTwo(env: Record<string, string>): Promise<[TestApp, ReturnType<typeof startAnother>]> {
  const t = await startTest({ env });
  await addCampaign(t.deps);
  const other = startAnother(t);
  started.push(other, t);
  return [t, other];
}

describe('a limit that machines share', () => {
  test('lets two of them through at most an eighth more than one', async () => {
    const [t, other] = await startTwo({ SIGNUP_LIMIT_PER_MINUTE: '40' });
    const form = await drawForm(t.app);
    const send = async (n: number) => {
      const app = n % 2 === 0 ? t.app : other.app;
      const fields = { email: `p${n}@example.org`, firstName: 'Ada', form };
      return (await post(app, '/fr/essai/signups', fields)).status;
    };
    const statuses = await Promise.all(Array.from({ length: 120 }, (_, n) => send(n)));
    const kept = statuses.filter((status) => status === 303).length;
    expect(kept).toBeGreaterThanOrEqual(40);
    expect(kept).toBeLessThanOrEqual(45);
    expect(statuses.filter((status) => status === 429)).toHaveLength(120 - kept);
    const [row] = await t.deps.db.$client`select count(*)::int as count from signups`;
    expect(row?.count).toBe(kept);
  });

  test('asks nothing of the database for people who come once', async () => {
    const [t] = await startTwo({});
    const limit = createSharedLimit(t.deps.db, { name: 'quiet', points: 60, seconds: 60 });
    for (let n = 0; n < 1_000; n++) expect((await limit.admit(`address ${n}`)).ok).toBe(true);
    const [row] = await t.deps.db.$client`select count(*)::int as count from rate_limits`;
    expect(row?.count).toBe(0);
  });

  test('counts what came to nothing for nothing', async () => {
    const [t] = await startTwo({});
    const limit = createSharedLimit(t.deps.db, { name: 'back', points: 16, seconds: 60 });
    for (let n = 0; n < 50; n++) {
      const admission = await limit.admit('one');
      expect(admission.ok).toBe(true);
      if (admission.ok) await admission.giveBack();
    }
    const rest = await Promise.all(Array.from({ length: 20 }, () => limit.admit('one')));
    expect(rest.filter(({ ok }) => ok)).toHaveLength(16);
    const refused = rest.find(({ ok }) => !ok);
    expect(refused && !refused.ok && refused.retryAfter).toBeGreaterThan(50);
  });

  test('goes on by itself while the database is away', async () => {
    const [t] = await startTwo({});
    const limit = createSharedLimit(t.deps.db, { name: 'away', points: 8, seconds: 60 });
    await t.deps.db.$client`alter table rate_limits rename to rate_limits_away`;
    const admissions = await Promise.all(Array.from({ length: 12 }, () => limit.admit('one')));
    await t.deps.db.$client`alter table rate_limits_away rename to rate_limits`;
    expect(admissions.filter(({ ok }) => ok)).toHaveLength(8);
  });

  test('keeps no address that could be read', async () => {
    const [t] = await startTwo({ RECIPIENT_LIMIT_PER_HOUR: '2', SIGNUP_LIMIT_PER_MINUTE: '2' });
    const form = await drawForm(t.app);
    await post(t.app, '/fr/essai/signups', { email: 'ada@example.org', firstName: 'Ada', form });
    const rows = await t.deps.db.$client`select key from rate_limits`;
    expect(rows.length).toBe(2);
    expect(JSON.stringify(rows)).not.toMatch(/ada|unknown/);
  });
});

describe('sign-ups under one e-mail address', () => {
  test('are refused beyond the limit, on whichever machine, with everything typed still there', async () => {
    const [t, other] = await startTwo({ RECIPIENT_LIMIT_PER_HOUR: '3' });
    const form = await drawForm(t.app);
    const send = (n: number, email = 'Ada@Example.org') =>
      post(n % 2 === 0 ? t.app : other.app, '/fr/essai/signups', { email, firstName: `Ada ${n}`, form });
    const answers: Response[] = [];
    for (let n = 0; n < 5; n++) answers.push(await send(n));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 429, 429]);
    const page = await answers[4]?.text();
    expect(page).toContain('value="Ada 4"');
    expect(page).toContain('Cette adresse courriel vient de servir plusieurs fois');
    expect(Number(answers[4]?.headers.get('retry-after'))).toBeGreaterThan(3_000);
    // The same form once more is none, and somebody else is not held up.
    expect((await send(0)).status).toBe(303);
    expect((await send(0, 'eve@example.org')).status).toBe(303);
    await t.deps.refusals.flush();
    await other.deps.refusals.flush();
    const [refused] = await t.deps.db.$client`select reason, sum(count)::int as count from refused_posts group by 1`;
    expect({ ...refused }).toEqual({ reason: 'too-many-recipient', count: 2 });
  });
});

test('a database that holds its tongue holds nobody up for long', async () => {
  const [t] = await startTwo({ SIGNUP_LIMIT_PER_MINUTE: '2' });
  const form = await drawForm(t.app);
  const sql = t.deps.db.$client;
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = sql.begin(async (tx) => {
    await tx`lock table rate_limits`;
    locked.resolve();
    await over;
  });
  await locked.promise;
  const began = performance.now();
  const answer = await post(t.app, '/fr/essai/signups', { email: 'ada@example.org', firstName: 'Ada', form });
  expect(answer.status).toBe(303);
  expect(performance.now() - began).toBeLessThan(5_000);
  end();
  await holding;
});

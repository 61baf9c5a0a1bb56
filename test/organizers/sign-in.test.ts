import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeps } from '../../src/deps.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { createSignInLimit } from '../../src/organizers/sign-in-limit.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { formBody } from '../support/forms.ts';
import { origin, signIn } from './signed-in.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
  await addOrganizer(t.deps, { email: 'Olive@Example.org', name: 'Olive', role: 'owner' });
});

afterAll(async () => {
  await t.close();
});

const post = async (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = { origin }) =>
  await t.app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: formBody(fields),
  });

const home = async (cookie: string) => (await t.app.request('/admin', { headers: { cookie } })).status;

const pathOfLink = async (next?: string) => {
  const { pathname, search } = new URL(await createSignInLink(t.deps, 'olive@example.org', next));
  return pathname + search;
};

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');

describe('a mailed link', () => {
  test('signs nobody in when it is opened, however often', async () => {
    const path = await pathOfLink();
    for (let times = 0; times < 3; times += 1) {
      const page = await t.app.request(path);
      expect(page.status).toBe(200);
      expect(page.headers.getSetCookie()).toEqual([]);
      expect(await page.text()).toContain('<form method="post">');
    }
    const [sessions] = await t.deps.db.$client`select count(*)::int as count from organizer_sessions`;
    expect(sessions?.count).toBe(0);
    expect((await post(path)).status).toBe(303);
  });

  test('signs in once; the second time a page says so', async () => {
    const path = await pathOfLink();
    const firstTime = await post(path);
    expect(firstTime.status).toBe(303);
    expect(firstTime.headers.get('location')).toBe('/admin');
    expect(await home(cookieOf(firstTime))).toBe(200);
    const secondTime = await post(path);
    expect(secondTime.status).toBe(410);
    expect(secondTime.headers.getSetCookie()).toEqual([]);
    expect(await secondTime.text()).toContain('Il a déjà servi, ou il a expiré');
  });

  test('pressed twice at the same moment signs in once', async () => {
    const path = await pathOfLink();
    const answers = await Promise.all([post(path), post(path), post(path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  });

  test('is worth nothing after 15 minutes', async () => {
    const path = await pathOfLink();
    const [row] = await t.deps.db.$client`
      update organizer_verifications set expires_at = expires_at - interval '15 minutes'
      returning expires_at <= now() as expired`;
    expect(row?.expired).toBe(true);
    expect((await post(path)).status).toBe(410);
  });

  test('leaves only a hash of its token in the database, and none in the queue', async () => {
    const token = (await pathOfLink()).split('/').at(-1) ?? '';
    await post('/admin/sign-in', { email: 'olive@example.org' });
    const rows = await t.deps.db.$client`
      select row_to_json(v)::text as text from organizer_verifications v
      union all select row_to_json(j)::text from graphile_worker._private_jobs j`;
    expect(rows.length).toBeGreaterThan(1);
    for (const { text } of rows) expect(text).not.toContain(token);
    for (const { text } of rows) expect(text).not.toContain('/admin/sign-in/');
    await t.runDueJobs();
  });

  test('leads on to where its reader was going, if that is ours', async () => {
    const path = await pathOfLink('/admin/contacts?q=roy');
    const page = await (await t.app.request(path)).text();
    expect(page).toContain('value="/admin/contacts?q=roy"');
    const answer = await post(path, { next: '/admin/contacts?q=roy' });
    expect(answer.headers.get('location')).toBe('/admin/contacts?q=roy');
  });

  test.each([
    'https://evil.example/admin',
    '//evil.example/admin',
    '/admin/../..//evil.example',
    '/admin\\..\\evil',
    '/administrators',
    'javascript:alert(1)',
    '/admin/sign-in/token',
  ])('never leads to %s', async (next) => {
    const answer = await post(await pathOfLink(), { next });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/admin');
  });

  test('is only made for organizers', async () => {
    await expect(createSignInLink(t.deps, 'nobody@example.org')).rejects.toThrow('no organizer has this address');
  });

  test('made up by someone signs nobody in', async () => {
    expect((await post('/admin/sign-in/QWERTYUIOPASDFGHJKLZXCVBNMQWERTY')).status).toBe(410);
  });
});

describe('asking for a link', () => {
  const mails = async () => await t.deps.db.$client`select "to", subject, html from mailbox_mails order by created_at`;

  test('an organizer gets a mail whose link works', async () => {
    await post('/admin/sign-in', { email: ' OLIVE@example.org ', next: '/admin/audit' });
    await t.runDueJobs();
    const mail = (await mails()).at(-1);
    expect(mail?.to).toBe('olive@example.org');
    const link = /href="(http:\/\/localhost:3000\/admin\/sign-in\/[^"]+)"/.exec(String(mail?.html))?.[1];
    const { pathname, searchParams } = new URL(link ?? '');
    expect(searchParams.get('next')).toBe('/admin/audit');
    expect((await post(pathname)).status).toBe(303);
  });

  test('known and unknown addresses get the same answer, and the unknown one no mail', async () => {
    const before = (await mails()).length;
    const known = await post('/admin/sign-in', { email: 'olive@example.org' });
    const unknown = await post('/admin/sign-in', { email: 'stranger@example.org' });
    expect([unknown.status, unknown.headers.get('location'), await unknown.text()]).toEqual([
      known.status,
      known.headers.get('location'),
      await known.text(),
    ]);
    await t.runDueJobs();
    expect((await mails()).slice(before).map(({ to }) => to)).toEqual(['olive@example.org']);
  });

  test('what is no address is said beside the field', async () => {
    const answer = await post('/admin/sign-in', { email: 'olive' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('value="olive"');
  });

  test('a sixth request for one address in a quarter of an hour is refused, known or not', async () => {
    for (const email of ['often@example.org', 'addorganizer@example.org']) {
      const answers: number[] = [];
      for (let times = 0; times < 6; times += 1) answers.push((await post('/admin/sign-in', { email })).status);
      expect(answers).toEqual([303, 303, 303, 303, 303, 429]);
    }
  });
});

test('requests for links are counted by two web processes together, and the first refused is noteworthy once', async () => {
  const another = createDeps(t.deps.config, { clock: t.clock, log: t.deps.log });
  try {
    const limits = [createSignInLimit(t.deps), createSignInLimit(another)];
    const answers = [];
    for (let times = 0; times < 8; times += 1)
      answers.push(await limits[times % 2]?.request('both@example.org', `client-${times}`));
    expect(answers.map((answer) => answer?.wait === 0)).toEqual([true, true, true, true, true, false, false, false]);
    expect(answers.filter((answer) => answer?.noteworthy)).toHaveLength(1);
    const kept = await t.deps.db.$client`select key from rate_limits`;
    expect(JSON.stringify(kept)).not.toContain('example.org');
  } finally {
    await another.close();
  }
});

describe('a session', () => {
  test('ends when its organizer signs out', async () => {
    const cookie = await signIn(t, 'olive@example.org');
    expect(await home(cookie)).toBe(200);
    const answer = await post('/admin/sign-out', {}, { origin, cookie });
    expect(answer.status).toBe(303);
    expect(answer.headers.getSetCookie().join()).toContain('Max-Age=0');
    expect(await home(cookie)).toBe(303);
  });

  test('that is over leads to signing in and back', async () => {
    const cookie = await signIn(t, 'olive@example.org');
    await t.deps.db.$client`update organizer_sessions set expires_at = now() - interval '1 second'`;
    const answer = await t.app.request('/admin/contacts?q=roy', { headers: { cookie } });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/admin/sign-in?next=%2Fadmin%2Fcontacts%3Fq%3Droy&ended=1');
  });

  test('with a forged cookie is none', async () => {
    const cookie = await signIn(t, 'olive@example.org');
    expect(await home(cookie.replace(/.{6}$/, 'AAAAAA'))).toBe(303);
  });

  test.each([
    '/admin',
    '/admin/contacts',
    '/admin/contacts/0198c0de-0000-7000-8000-000000000000',
    '/admin/contacts.csv',
  ])('%s is closed without one', async (path) => {
    const answer = await t.app.request(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/admin\/sign-in\?/);
    expect(await answer.text()).toBe('');
  });

  test.each([
    '/admin/audit',
    '/admin/mailbox',
    '/admin/mailbox/x',
    '/admin/mailbox/x/html',
    '/admin/mailbox/x/attachments/0',
  ])('%s is closed without one, too', async (path) => {
    expect((await t.app.request(path)).headers.get('location')).toMatch(/^\/admin\/sign-in\?/);
  });

  test('is not given to a form from another site', async () => {
    const path = await pathOfLink();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    for (const headers of [foreign, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
      expect((await post(path, {}, headers)).status).toBe(403);
    }
    expect((await post(path)).status).toBe(303);
  });

  test('has a cookie that scripts, other sites and citizens’ pages never see', async () => {
    const [cookie = ''] = (await post(await pathOfLink())).headers.getSetCookie();
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/admin');
  });
});

test('adding an organizer twice changes nothing the second time, and leaves one audit entry', async () => {
  const add = async (name: string) =>
    await addOrganizer(t.deps, { email: 'twice@example.org', name, role: 'organizer' });
  expect([await add('First'), await add('Second')]).toEqual([{ added: true }, { added: false }]);
  const [organizer] = await t.deps.db.$client`select name from organizers where email = 'twice@example.org'`;
  expect(organizer?.name).toBe('First');
  const entries = await t.deps.db
    .$client`select action from audit_entries where detail->>'email' = 'twice@example.org'`;
  expect(entries).toHaveLength(1);
});

test('on https the cookie is secure', async () => {
  const https = await startTest({ env: { BASE_URL: 'https://terrain.example.org' } });
  await addOrganizer(https.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  const { pathname } = new URL(await createSignInLink(https.deps, 'olive@example.org'));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://terrain.example.org' };
  const answer = await https.app.request(pathname, { method: 'POST', headers });
  expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-terrain\.session_token=.*; Secure/);
  await https.close();
});

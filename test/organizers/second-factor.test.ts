import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { readNewPasskey } from '../../src/organizers/form.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { codeFor } from './authenticator.ts';
import { auditLog, origin, type Visitor, visitor, visitorAs } from './signed-in.ts';

let t: TestApp;
let owner: Visitor;

beforeAll(async () => {
  t = await startTest();
  owner = await visitorAs(t, 'owner');
});

afterAll(async () => {
  await t.close();
});

const wrongCode = (secret: string) => (codeFor(secret) === '000000' ? '999999' : '000000');

/** Sets an app up as a person does; the session is another one afterwards. */
async function setUpApp(who: Visitor): Promise<{ secret: string; codes: string[]; cookie: string }> {
  expect((await who.post('/admin/second-factor/set-up')).headers.get('location')).toBe('/admin/second-factor/set-up');
  const page = await (await who.get('/admin/second-factor/set-up')).text();
  const secret = (/<code class="any-break">([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
  expect(page).toContain('<svg');
  const answer = await who.post('/admin/second-factor/confirm', { code: codeFor(secret) });
  expect(answer.status).toBe(200);
  const codes = [...(await answer.text()).matchAll(/<li><code>([^<]+)</g)].map(([, code]) => code ?? '');
  expect(new Set(codes).size).toBe(10);
  const [cookie = ''] = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  return { secret, codes, cookie };
}

const place = async (who: Visitor, path = '/admin') => (await who.get(path)).headers.get('location');

describe('an authenticator app', () => {
  test('is asked for after each mailed link, and nothing opens before its code', async () => {
    const who = await visitorAs(t, 'organizer', 'app@example.org');
    const { secret, cookie } = await setUpApp(who);
    const kept = await t.app.request('/admin/contacts', { headers: { cookie } });
    expect(kept.status).toBe(200);
    const confirmedAgain = await t.app.request('/admin/second-factor/confirm', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, cookie },
      body: new URLSearchParams({ code: codeFor(secret) }).toString(),
    });
    expect(confirmedAgain.headers.get('location')).toBe('/admin/account');
    const again = await visitor(t, who.email);
    expect(await place(again, '/admin/contacts?q=roy')).toBe('/admin/second-factor?next=%2Fadmin%2Fcontacts%3Fq%3Droy');
    for (const path of ['/admin/account', '/admin/contacts.csv', '/admin/second-factor/set-up']) {
      expect(await place(again, path)).toMatch(/^\/admin\/second-factor\?/);
    }
    for (const path of [
      '/admin/second-factor/set-up',
      '/admin/second-factor/remove',
      '/admin/second-factor/codes',
      '/admin/account/passkeys/options',
    ]) {
      expect((await again.post(path)).headers.get('location')).toBe('/admin/second-factor');
    }
    expect((await again.post('/admin/second-factor', { code: wrongCode(secret) })).status).toBe(422);
    expect((await again.get('/admin/contacts')).status).toBe(303);
    const right = await again.post('/admin/second-factor', { code: codeFor(secret), next: '/admin/contacts' });
    expect(right.headers.get('location')).toBe('/admin/contacts');
    expect((await again.get('/admin/contacts')).status).toBe(200);
    expect(await auditLog(t, 'second-factor.added')).toMatchObject([{ organizerId: who.id }]);
    expect(await auditLog(t, 'second-factor.refused')).toMatchObject([{ organizerId: who.id }]);
  });

  test('is not there before its first code was right', async () => {
    const who = await visitorAs(t, 'organizer', 'waiting@example.org');
    await who.post('/admin/second-factor/set-up');
    expect((await who.post('/admin/second-factor/confirm', { code: '12345' })).status).toBe(422);
    const again = await visitor(t, who.email);
    expect((await again.get('/admin/contacts')).status).toBe(200);
  });

  test('lost, a recovery code stands in for it, once; new ones end the old', async () => {
    const who = await visitorAs(t, 'organizer', 'codes@example.org');
    const { codes } = await setUpApp(who);
    const [one = '', two = ''] = codes;
    const first = await visitor(t, who.email);
    expect((await first.post('/admin/second-factor', { code: ` ${one.toUpperCase()} ` })).headers.get('location')).toBe(
      '/admin',
    );
    expect((await first.get('/admin/account')).status).toBe(200);
    const second = await visitor(t, who.email);
    expect((await second.post('/admin/second-factor', { code: one })).status).toBe(422);
    await first.post('/admin/second-factor/codes');
    expect((await second.post('/admin/second-factor', { code: two })).status).toBe(422);
    const stored = await t.deps.db.$client`select backup_codes, secret from organizer_two_factors`;
    for (const code of codes) expect(JSON.stringify(stored)).not.toContain(code);
  });

  test('can be tried five times in a quarter of an hour, on however many sessions', async () => {
    const who = await visitorAs(t, 'organizer', 'guess@example.org');
    const { secret } = await setUpApp(who);
    const statuses: number[] = [];
    for (let times = 0; times < 6; times += 1) {
      const session = await visitor(t, who.email);
      statuses.push((await session.post('/admin/second-factor', { code: wrongCode(secret) })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    const last = await visitor(t, who.email);
    expect((await last.post('/admin/second-factor', { code: codeFor(secret) })).status).toBe(429);
    expect((await last.get('/admin/contacts')).status).toBe(303);
  });
});

describe('a second factor that an owner requires', () => {
  test('leads who has none to set it up before anything else, and lets them go on then', async () => {
    const who = await visitorAs(t, 'leader', 'must@example.org');
    expect((await who.get('/admin/contacts')).status).toBe(200);
    await owner.post('/admin/organizers/second-factor', { role: ['leader'] });
    expect(await place(who, '/admin/contacts')).toBe('/admin/second-factor/set-up');
    expect((await who.post('/admin/account/sessions/revoke-others')).headers.get('location')).toBe(
      '/admin/second-factor/set-up',
    );
    expect((await owner.get('/admin/contacts')).status).toBe(200);
    const { cookie } = await setUpApp(who);
    expect((await t.app.request('/admin/contacts', { headers: { cookie } })).status).toBe(200);
    await owner.post('/admin/organizers/second-factor', { role: ['leader'] });
    expect(await auditLog(t, 'second-factor.required')).toMatchObject([
      { organizerId: owner.id, detail: { roles: 'leader' } },
    ]);
    await owner.post('/admin/organizers/second-factor');
  });

  test('cannot be set up anew with a mailed link by whoever has a passkey already', async () => {
    const who = await visitorAs(t, 'leader', 'key@example.org');
    await t.deps.db.$client`
      insert into organizer_passkeys (id, user_id, public_key, credential_id, counter, device_type, backed_up)
      values ('k', ${who.id}, 'x', 'x', 0, 'singleDevice', false)`;
    await owner.post('/admin/organizers/second-factor', { role: ['leader'] });
    expect(await place(who, '/admin/contacts')).toBe('/admin/second-factor?next=%2Fadmin%2Fcontacts');
    expect((await who.post('/admin/second-factor/set-up')).headers.get('location')).toBe('/admin/second-factor');
    await owner.post('/admin/organizers/second-factor');
  });

  test('lost can be taken away by an owner alone, which ends every session', async () => {
    const who = await visitorAs(t, 'organizer', 'lost@example.org');
    const { cookie } = await setUpApp(who);
    const stranger = await visitorAs(t, 'organizer', 'not-owner@example.org');
    expect((await stranger.post(`/admin/organizers/${who.id}/reset-second-factor`)).status).toBe(403);
    await owner.post(`/admin/organizers/${who.id}/reset-second-factor`);
    expect((await t.app.request('/admin', { headers: { cookie } })).status).toBe(303);
    expect((await (await visitor(t, who.email)).get('/admin')).status).toBe(200);
    expect(await auditLog(t, 'second-factor.reset')).toMatchObject([
      { organizerId: owner.id, detail: { organizer: who.id } },
    ]);
  });
});

describe('a passkey', () => {
  const json = async (path: string, body: unknown) =>
    await t.app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost:3000' },
      body: JSON.stringify(body),
    });

  test('has a name without a NUL, which nothing can hold', () => {
    expect(readNewPasskey({ name: ' Té\0léphone ', response: {} })?.name).toBe('Téléphone');
    expect(readNewPasskey({ response: {} })?.name).toBe('');
    expect(readNewPasskey({ name: 'x'.repeat(101), response: {} })).toBeUndefined();
    expect(readNewPasskey({ name: '\ud800', response: {} })).toBeUndefined();
  });

  test('is asked for in the same words whoever asks, and names nobody’s', async () => {
    const asked = await json('/admin/sign-in/passkey/options', {});
    const options: unknown = await asked.json();
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options).not.toHaveProperty('allowCredentials');
  });

  test.each([{}, { id: 'x' }, [], 'x', null])('made up as %j signs nobody in', async (body) => {
    const answer = await json('/admin/sign-in/passkey', body);
    expect(answer.status).toBe(422);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

test('a mailed link still signs nobody in by a GET', async () => {
  const { pathname } = new URL(await createSignInLink(t.deps, owner.email));
  const answer = await t.app.request(pathname);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

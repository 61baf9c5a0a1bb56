import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeKey } from '../../src/api/revoke-key.ts';
import { AppError } from '../../src/errors.ts';
import { startAnother } from '../support/another.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { ada, anOrigin, aToken, call, editionOf, path, site } from './calls.ts';

let t: TestApp;
let campaignId: string;
let otherId: string;
let token: string;
let server: Record<string, string>;

beforeAll(async () => {
  t = await startTest({ env: { FORM_MIN_SECONDS: '1' } });
  const { settings } = aCampaign();
  const fields = [{ name: 'phone' as const, required: false }];
  campaignId = await addCampaign(t.deps, { settings: { ...settings, fields } });
  otherId = await addCampaign(t.deps, { slug: 'autre' });
  await addCampaign(t.deps, { slug: 'finie', status: 'closed' });
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft' });
  token = await aToken(t.deps);
  await anOrigin(t.deps, campaignId);
  server = { authorization: `Bearer ${token}`, 'idempotency-key': 'one' };
});
afterAll(() => t.close());

describe('a server with a token', () => {
  test('signs someone up, and is told where to lead them', async () => {
    const said = { ...ada, phone: '514 555-0123', consent: true, locale: 'fr' };
    const unread = await call(t.app, { body: said, headers: server });
    expect([unread.status, unread.body.code]).toEqual([422, 'edition-missing']);
    const edition = await editionOf(t.app, token);
    const answer = await call(t.app, { body: { ...said, edition }, headers: server });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ locale: 'fr' });
    expect(answer.headers.get('location')).toBe(answer.body.next);
    const next = new URL(String(answer.body.next));
    expect((await t.app.request(next.pathname)).status).toBe(200);
    const [row] = await t.deps.db.$client`
      select answers, locale, consented from signups where id = ${String(answer.body.id)}`;
    expect({ ...row }).toMatchObject({ answers: { phone: '+15145550123' }, locale: 'fr', consented: true });
  });

  test('says where someone came from, and it is kept with the sign-up', async () => {
    const attribution = { utm_source: 'Debat', utm_medium: 'tv', from: 'www.example.com' };
    const headers = { ...server, 'idempotency-key': 'from' };
    const answer = await call(t.app, { body: { ...ada, email: 'from@example.org', attribution }, headers });
    expect(answer.status).toBe(201);
    const [row] = await t.deps.db.$client`
      select via, source, origin from signups where id = ${String(answer.body.id)}`;
    expect({ ...row }).toEqual({
      via: 'link',
      source: 'debat',
      origin: { source: 'debat', medium: 'tv', host: 'example.com' },
    });
  });

  test('gets the same answer to the same key, with 200, also long after and from another machine', async () => {
    const headers = { ...server, 'idempotency-key': 'twice' };
    const body = { ...ada, email: 'twice@example.org' };
    const first = await call(t.app, { body, headers });
    t.clock.advance(3_600_000);
    const again = await call(t.app, { body, headers });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.text).toBe(first.text);
    const other = startAnother(t);
    const elsewhere = await call(other.app, { body, headers });
    expect([elsewhere.status, elsewhere.text]).toEqual([200, first.text]);
    await other.close();
    expect(await count('twice@example.org')).toBe(1);
  });

  test('that sends a hundred at once with one key has made one sign-up', async () => {
    const headers = { ...server, 'idempotency-key': 'hundred' };
    const body = { ...ada, email: 'hundred@example.org' };
    const answers = await Promise.all(Array.from({ length: 100 }, () => call(t.app, { body, headers })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('may not use a key for another sign-up', async () => {
    const headers = { ...server, 'idempotency-key': 'reused' };
    await call(t.app, { body: { ...ada, email: 'reused@example.org' }, headers });
    const answer = await call(t.app, { body: { ...ada, email: 'reused@example.org', firstName: 'Eve' }, headers });
    expectProblem(answer, 422, 'idempotency-key-reused');
  });

  test('uses the same key for two campaigns as two', async () => {
    const to = '/api/v1/campaigns/autre/signups';
    const headers = { ...server, 'idempotency-key': 'both' };
    expect((await call(t.app, { body: ada, headers })).status).toBe(201);
    expect((await call(t.app, { body: ada, headers, to })).status).toBe(201);
  });

  test('needs a key, or the form as the campaign gave it', async () => {
    const headers = { authorization: server.authorization ?? '' };
    expectProblem(await call(t.app, { body: ada, headers }), 400, 'idempotency-key-missing');
    expectProblem(
      await call(t.app, { body: ada, headers: { ...headers, 'idempotency-key': 'é'.repeat(3) } }),
      400,
      'idempotency-key-missing',
    );
    const { form } = (await read('essai')).body;
    const body = { ...ada, email: 'form@example.org', form };
    const first = await call(t.app, { body, headers });
    const again = await call(t.app, { body, headers });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.text).toBe(first.text);
  });

  test('that a key is for one campaign of, is refused for another', async () => {
    const only = await aToken(t.deps, otherId);
    await forgetKeys();
    const headers = { authorization: `Bearer ${only}`, 'idempotency-key': 'x' };
    expectProblem(await call(t.app, { body: ada, headers }), 403, 'campaign-not-allowed');
  });

  test.each(['Bearer terrain_wrong', 'Bearer', 'Basic YTpi', `Bearer ${'x'.repeat(5_000)}`])(
    'is unknown with %s',
    async (authorization) => {
      const answer = await call(t.app, { body: ada, headers: { ...server, authorization } });
      expectProblem(answer, 401, 'token-unknown');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  test('has its own limit, and is told when to come back', async () => {
    const slow = await aToken(t.deps, null, 2);
    await forgetKeys();
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) {
      const headers = { authorization: `Bearer ${slow}`, 'idempotency-key': `slow-${n}` };
      const answer = await call(t.app, { body: { ...ada, email: `slow-${n}@example.org` }, headers });
      statuses.push(answer.status);
      if (answer.status === 429) {
        expectProblem(answer, 429, 'too-many');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    }
    expect(statuses).toEqual([201, 201, 429]);
  });

  test('is refused once the key is revoked', async () => {
    const [key] = await t.deps.db.$client`select id from api_keys where name = 'Serveur' order by id desc limit 1`;
    const before = await aToken(t.deps);
    await forgetKeys();
    const headers = { authorization: `Bearer ${before}`, 'idempotency-key': 'before' };
    expect((await call(t.app, { body: { ...ada, email: 'before@example.org' }, headers })).status).toBe(201);
    const [made] = await t.deps.db.$client`select id from api_keys where name = 'Serveur' order by id desc limit 1`;
    expect(made?.id).not.toBe(key?.id);
    expect(await revokeKey(t.deps, String(made?.id))).toBe(true);
    expect(await revokeKey(t.deps, String(made?.id))).toBe(false);
    await forgetKeys();
    expectProblem(await call(t.app, { body: ada, headers }), 401, 'token-unknown');
  });
});

describe('a page of another site', () => {
  test('signs someone up with the form that it read, and nothing secret', async () => {
    const { form } = (await read('essai', { origin: site })).body;
    t.clock.advance(2_000);
    const body = { ...ada, email: 'page@example.org', form, website: '' };
    const answer = await call(t.app, { body, headers: { origin: site } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('access-control-allow-origin')).toBe(site);
    expect(answer.headers.get('vary')).toMatch(/origin/i);
    expect((await call(t.app, { body, headers: { origin: site } })).status).toBe(200);
  });

  test.each([
    ['no form', {}, 'form-stale'],
    ['a form of another campaign', { form: 'other' }, 'form-stale'],
    ['a form drawn this very moment', { form: 'now' }, 'too-quick'],
    ['the hidden field filled in', { website: 'https://spam.example' }, 'trap'],
  ])('meets the form’s traps: %s', async (_, fields, code) => {
    const drawn: Record<string, string> = {};
    if ('form' in fields) drawn.form = String((await read(fields.form === 'now' ? 'essai' : 'autre')).body.form);
    const answer = await call(t.app, { body: { ...ada, ...fields, ...drawn }, headers: { origin: site } });
    expectProblem(answer, 422, code);
    expect(answer.headers.get('access-control-allow-origin')).toBe(site);
  });

  test.each(['https://elsewhere.example', 'http://site.example', 'https://site.example.evil.example', 'null'])(
    'that comes from %s is refused, and may not read why',
    async (origin) => {
      const answer = await call(t.app, { body: ada, headers: { origin } });
      expectProblem(answer, 403, 'origin-not-allowed');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect((await read('essai', { origin })).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('is refused for a campaign that its key is not for', async () => {
    const to = '/api/v1/campaigns/autre/signups';
    expectProblem(await call(t.app, { body: ada, headers: { origin: site }, to }), 403, 'origin-not-allowed');
  });

  test('asks first, as browsers do', async () => {
    const preflight = (origin: string) =>
      call(t.app, {
        method: 'OPTIONS',
        headers: {
          origin,
          'content-type': '',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
    const allowed = await preflight(site);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(site);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('POST');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('that shows a sentence which has changed since is asked to show the new one', async () => {
    const { form, edition } = (await read('essai', { origin: site })).body;
    t.clock.advance(2_000);
    const body = { ...ada, email: 'reworded@example.org', consent: true, form };
    const headers = { origin: site };
    expectProblem(await call(t.app, { body: { ...body, edition: 'of old' }, headers }), 422, 'reworded');
    expect((await call(t.app, { body: { ...body, edition }, headers })).status).toBe(201);
  });

  test('that says nothing of itself is no page', async () => {
    expectProblem(await call(t.app, { body: ada }), 401, 'token-unknown');
  });
});

describe('a request that cannot be done', () => {
  test('points at each field that is wrong, with a sentence for the person', async () => {
    const body = { email: 'ada@', firstName: '', phone: '12' };
    const answer = await call(t.app, { body, headers: { ...server, 'accept-language': 'fr' } });
    expectProblem(answer, 422, 'invalid');
    expect(answer.body.errors).toEqual([
      { pointer: '#/email', code: 'email', detail: expect.stringContaining('nom@exemple.org') },
      { pointer: '#/firstName', code: 'required', detail: 'Écrivez votre prénom.' },
      { pointer: '#/phone', code: 'phone', detail: expect.stringContaining('514') },
    ]);
    const english = await call(t.app, { body: { ...body, locale: 'en' }, headers: server });
    expect(english.headers.get('content-language')).toBe('en');
    expect(english.body.title).toBe('Some answers need another look');
  });

  test.each([
    ['not JSON', '{', 400, 'malformed'],
    ['a list', '[]', 400, 'malformed'],
    ['a field of the wrong kind', '{"email":{"a":1}}', 400, 'malformed'],
    ['a language that there is not', '{"locale":"de"}', 400, 'malformed'],
    ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'malformed'],
    ['too large', JSON.stringify({ ...ada, question: 'x'.repeat(70_000) }), 413, 'too-large'],
  ] as const)('%s', async (_, raw, status, code) => {
    expectProblem(await call(t.app, { raw, headers: server }), status, code);
  });

  test('not said to be JSON', async () => {
    const headers = { ...server, 'content-type': 'application/x-www-form-urlencoded' };
    expectProblem(await call(t.app, { raw: 'email=a', headers }), 415, 'unsupported-type');
  });

  test.each([
    ['POST', '/api/v1/campaigns/nulle-part/signups', 404, 'not-found'],
    ['POST', '/api/v1/campaigns/brouillon/signups', 404, 'not-found'],
    ['POST', '/api/v1/campaigns/finie/signups', 410, 'closed'],
    ['GET', '/api/v1/campaigns/finie', 410, 'closed'],
    ['GET', '/api/v1/nothing', 404, 'not-found'],
    ['GET', path, 405, 'method-not-allowed'],
    ['DELETE', '/api/v1/campaigns/essai', 405, 'method-not-allowed'],
  ])('%s %s', async (method, to, status, code) => {
    const body = method === 'POST' ? ada : undefined;
    expectProblem(await call(t.app, { method, to, body, headers: server }), status, code);
  });

  test('is told to come back while nothing can be saved', async () => {
    const { submit } = t.deps.intake;
    t.deps.intake.submit = async () => {
      throw new AppError('unavailable', 'away', { retryAfter: 7 });
    };
    const answer = await call(t.app, { body: ada, headers: { ...server, 'idempotency-key': 'away' } });
    t.deps.intake.submit = submit;
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe('7');
    expect((await call(t.app, { body: ada, headers: { ...server, 'idempotency-key': 'away' } })).status).toBe(201);
  });

  test('of ours says a reference, and not what went wrong inside', async () => {
    const { submit } = t.deps.intake;
    t.deps.intake.submit = async () => {
      throw new Error('postgres said something private');
    };
    const answer = await call(t.app, { body: ada, headers: { ...server, 'idempotency-key': 'ours' } });
    t.deps.intake.submit = submit;
    expectProblem(answer, 500, 'unexpected');
    expect(answer.text).not.toContain('private');
    expect(t.errors.splice(0)[0]).toContain(String(answer.body.instance).split(':').at(-1));
  });
});

/** A problem as RFC 9457 has it, explained on the API's own page. */
function expectProblem(answer: Awaited<ReturnType<typeof call>>, status: number, code: string): void {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body).toMatchObject({ status, type: `http://localhost:3000/api/v1#${code}` });
  expect(String(answer.body.title).length).toBeGreaterThan(3);
  expect(String(answer.body.detail).length).toBeGreaterThan(3);
}

function read(slug: string, headers: Record<string, string> = {}) {
  return call(t.app, { method: 'GET', to: `/api/v1/campaigns/${slug}`, headers: { 'content-type': '', ...headers } });
}

/** Keys are kept for two seconds. */
async function forgetKeys(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2_100));
}

async function count(email: string): Promise<number> {
  const [row] = await t.deps.db.$client`
    select count(*)::int as count from signups join contacts on contacts.id = contact_id where email = ${email}`;
  return Number(row?.count);
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeRole } from '../../src/organizers/change-role.ts';
import { findOrganizer } from '../../src/organizers/queries.ts';
import { removeOrganizer } from '../../src/organizers/remove-organizer.ts';
import { startTest, type TestApp } from '../support/app.ts';
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

const roleOf = async (email: string) => (await findOrganizer(t.deps.db, email))?.role;
const owners = async () => await t.deps.db.$client`select id from organizers where role = 'owner'`;
const mailsTo = async (email: string) => await t.deps.db.$client`select html from mailbox_mails where "to" = ${email}`;

describe('an invitation', () => {
  test('gives a role, mails a link that works for three days, and is in the audit log', async () => {
    const answer = await owner.post('/admin/organizers', { email: ' Lea@Example.org ', name: 'Léa', role: 'leader' });
    expect(answer.headers.get('location')).toBe('/admin/organizers?done=invited');
    expect(await roleOf('lea@example.org')).toBe('leader');
    await t.runDueJobs();
    const [mail] = await mailsTo('lea@example.org');
    expect(mail?.html).toContain('Name of owner@example.org');
    const link = /href="http:\/\/localhost:3000(\/admin\/sign-in\/[^"?]+)"/.exec(String(mail?.html))?.[1] ?? '';
    await t.deps.db.$client`update organizer_verifications set expires_at = expires_at - interval '71 hours'`;
    const signedIn = await t.app.request(link, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    });
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.getSetCookie()).not.toEqual([]);
    const [entry] = (await auditLog(t, 'organizer.added')).slice(-1);
    expect(entry).toMatchObject({
      organizerId: owner.id,
      count: 1,
      detail: { email: 'lea@example.org', role: 'leader' },
    });
  });

  test('to someone who has access already changes nothing, and mails a new link', async () => {
    await visitorAs(t, 'viewer', 'known@example.org');
    const answer = await owner.post('/admin/organizers', { email: 'known@example.org', name: 'X', role: 'owner' });
    expect(answer.headers.get('location')).toBe('/admin/organizers?done=known');
    expect(await roleOf('known@example.org')).toBe('viewer');
    await t.runDueJobs();
    expect(await mailsTo('known@example.org')).toHaveLength(1);
  });

  test.each(['n'.repeat(201), `${'n'.repeat(199)}🌳`])(
    'with a name that is too long is refused beside the field, and keeps what was typed: %s',
    async (name) => {
      const answer = await owner.post('/admin/organizers', { email: 'long@example.org', name, role: 'viewer' });
      expect(answer.status).toBe(422);
      const html = await answer.text();
      expect(html).toContain('id="name-error"');
      expect(html).toContain('Ce nom a plus de 200 caractères');
      expect(html).toContain(`value="${name}"`);
      expect(html).toContain('value="long@example.org"');
      expect(await roleOf('long@example.org')).toBeUndefined();
    },
  );

  test('keeps a name without the NUL that somebody sent in it', async () => {
    const answer = await owner.post('/admin/organizers', { email: 'nul@example.org', name: 'N\0ul', role: 'viewer' });
    expect(answer.status).toBe(303);
    expect((await findOrganizer(t.deps.db, 'nul@example.org'))?.name).toBe('Nul');
  });

  test('with a wrong address or role keeps what was typed and says what is wrong beside the field', async () => {
    const answer = await owner.post('/admin/organizers', { email: 'lea@', name: 'Léa <b>', role: 'king' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('value="lea@"');
    expect(html).toContain('value="Léa &lt;b&gt;"');
    expect(html).toMatch(/id="email-error"/);
    expect(html).toMatch(/id="role-error"/);
  });
});

describe('a role', () => {
  test('changed counts from the next request on, and is in the audit log', async () => {
    const someone = await visitorAs(t, 'organizer', 'changes@example.org');
    expect((await someone.get('/admin/contacts')).status).toBe(200);
    await owner.post(`/admin/organizers/${someone.id}/role`, { role: 'viewer' });
    expect((await someone.get('/admin/contacts')).status).toBe(403);
    await owner.post(`/admin/organizers/${someone.id}/role`, { role: 'viewer' });
    const entries = (await auditLog(t, 'organizer.role-changed')).filter(
      ({ detail }) => detail.organizer === someone.id,
    );
    expect(entries).toEqual([
      {
        organizerId: owner.id,
        count: 1,
        detail: { organizer: someone.id, email: someone.email, from: 'organizer', to: 'viewer' },
      },
    ]);
  });

  test('of the last owner stays, and they cannot be removed', async () => {
    expect(await owners()).toHaveLength(1);
    expect(await changeRole(t.deps, { organizerId: owner.id, role: 'viewer', by: owner.id })).toEqual({
      ok: false,
      reason: 'last-owner',
    });
    await owner.post(`/admin/organizers/${owner.id}/role`, { role: 'viewer' });
    await owner.post(`/admin/organizers/${owner.id}/remove`);
    expect(await roleOf(owner.email)).toBe('owner');
    expect(await (await owner.get(`/admin/organizers/${owner.id}`)).text()).toContain(
      'C’est la seule personne propriétaire',
    );
  });

  test('of owners who all demote or remove each other at once leaves one of them', async () => {
    const rivals = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => visitorAs(t, 'owner', `rival-${name}@example.org`)),
    );
    const all = [owner, ...rivals];
    const acts = all.map(({ id }, index) =>
      index % 2
        ? changeRole(t.deps, { organizerId: id, role: 'viewer', by: null })
        : removeOrganizer(t.deps, { organizerId: id, by: null }),
    );
    const outcomes = await Promise.all(acts);
    expect(outcomes.filter(({ ok }) => !ok)).toHaveLength(1);
    expect(await owners()).toHaveLength(1);
    const [left] = await owners();
    await t.deps.db.$client`update organizers set role = 'owner' where email = ${owner.email}`;
    owner = await visitorAs(t, 'owner', 'owner-again@example.org');
    await changeRole(t.deps, { organizerId: String(left?.id), role: 'viewer', by: null });
  });
});

describe('removing someone', () => {
  test('ends their sessions at once and leaves their contacts and teams without them', async () => {
    const gone = await visitorAs(t, 'leader', 'gone@example.org');
    const sql = t.deps.db.$client;
    await sql`insert into teams (id, name, leader_id) values (gen_random_uuid(), 'Nord', ${gone.id})`;
    await sql`insert into contacts (id, email, locale, owner_id) values (gen_random_uuid(), 'c@example.org', 'fr', ${gone.id})`;
    const page = await (await owner.get(`/admin/organizers/${gone.id}`)).text();
    expect(page).toContain('1 contact n’aura plus personne');
    expect(page).toContain('1 équipe n’aura plus de responsable');
    await owner.post(`/admin/organizers/${gone.id}/remove`);
    expect((await gone.get('/admin')).status).toBe(303);
    expect(await sql`select 1 from contacts where email = 'c@example.org' and owner_id is null`).toHaveLength(1);
    expect(await sql`select 1 from teams where name = 'Nord' and leader_id is null`).toHaveLength(1);
    expect((await owner.post(`/admin/organizers/${gone.id}/remove`)).status).toBe(303);
    expect((await auditLog(t, 'organizer.removed')).filter(({ detail }) => detail.organizer === gone.id)).toHaveLength(
      1,
    );
  });
});

describe('sessions', () => {
  test('are listed with their device, this one told apart, and end one by one or all but this one', async () => {
    const first = await visitorAs(t, 'viewer', 'sessions@example.org');
    const [second, third] = [await visitor(t, first.email), await visitor(t, first.email)];
    const sql = t.deps.db.$client;
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
    await sql`update organizer_sessions set user_agent = ${agent} where user_id = ${first.id}`;
    const page = await (await first.get('/admin/account')).text();
    expect(page.match(/>Firefox, Windows</g)).toHaveLength(3);
    expect(page.match(/>Celle-ci</g)).toHaveLength(1);
    const [revoke = ''] = /\/admin\/account\/sessions\/[0-9a-f-]{36}\/revoke/.exec(page) ?? [];
    await first.post(revoke);
    const alive = async () =>
      (await Promise.all([first, second, third].map((one) => one.get('/admin')))).map(({ status }) => status);
    expect((await alive()).sort()).toEqual([200, 200, 303]);
    expect((await first.get('/admin')).status).toBe(200);
    await first.post('/admin/account/sessions/revoke-others');
    expect(await alive()).toEqual([200, 303, 303]);
    expect(await auditLog(t, 'sessions.revoked')).toHaveLength(2);
  });

  test('of someone else cannot be ended from one’s own account', async () => {
    const [mine, theirs] = [
      await visitorAs(t, 'viewer', 'mine@example.org'),
      await visitorAs(t, 'viewer', 'theirs@example.org'),
    ];
    const [session] = await t.deps.db.$client`select id from organizer_sessions where user_id = ${theirs.id}`;
    await mine.post(`/admin/account/sessions/${session?.id}/revoke`);
    expect((await theirs.get('/admin')).status).toBe(200);
    await owner.post(`/admin/organizers/${theirs.id}/sessions/${session?.id}/revoke`);
    expect((await theirs.get('/admin')).status).toBe(303);
  });
});

test('too many requests for a link with an organizer’s address are noted once; with a stranger’s, never', async () => {
  const ask = async (email: string) =>
    await t.app.request('/admin/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      body: new URLSearchParams({ email }).toString(),
    });
  const target = await visitorAs(t, 'viewer', 'target@example.org');
  for (let times = 0; times < 8; times += 1) await ask(target.email);
  for (let times = 0; times < 8; times += 1) await ask('stranger@example.org');
  expect(await auditLog(t, 'sign-in.refused')).toEqual([{ organizerId: target.id, count: 1, detail: {} }]);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { exportChoices, largeFrom } from '../../src/exports/queries.ts';
import { openPiece, sealPiece } from '../../src/exports/seal-piece.ts';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { formatNumber } from '../../src/ui/format.ts';
import { origin, type SignedInTest, signIn, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';

let t: SignedInTest;
const people = 20_000;
const day = 24 * 60 * 60_000;

beforeAll(async () => {
  t = await startSignedIn();
  await t.deps.db.$client`
    insert into contacts (id, email, first_name, last_name, locale)
    select gen_random_uuid(), 'p' || i || '@example.org', md5(i::text), md5(i::text || 'x'), 'fr'
    from generate_series(1, ${people}::int) i`;
});
beforeEach(async () => {
  await emptyTables(t.deps, 'prepared_exports');
});
afterAll(async () => {
  await t.close();
});

async function prepare(fields: string): Promise<void> {
  const headers = { cookie: t.cookie, origin, 'content-type': 'application/x-www-form-urlencoded' };
  expect((await t.app.request('/admin/exports', { method: 'POST', headers, body: fields })).status).toBe(303);
}

async function pathOf(): Promise<string> {
  const [one] = await t.deps.db.$client`select id from prepared_exports`;
  return `/admin/exports/prepared/${one?.id}`;
}

test('a prepared export is the file that a download is, and the audit log has it', async () => {
  await prepare('what=contacts&preset=hubspot&columns=Email&columns=First+Name&separator=tab');
  expect((await t.get('/admin/exports?prepared=1')).headers.get('refresh')).toBe('3');
  // Whoever chooses something else meanwhile is left in peace.
  expect((await t.get('/admin/exports')).headers.get('refresh')).toBeNull();
  expect((await t.get(await pathOf())).status).toBe(404);
  await t.runDueJobs();
  const kept = await t.get(await pathOf());
  const direct = await t.get('/admin/contacts.csv?preset=hubspot&columns=Email,First+Name&separator=tab');
  expect(kept.headers.get('content-disposition')).toBe(direct.headers.get('content-disposition'));
  expect((await kept.text()).split('\n').sort()).toEqual((await direct.text()).split('\n').sort());
  const entries = await t.deps.db.$client`
    select organizer_id, count, detail from audit_entries where action = 'contacts.exported'`;
  expect(entries.map((entry) => [entry.organizer_id, entry.count, entry.detail.complete])).toEqual([
    [t.organizerId, people, true],
    [t.organizerId, people, true],
  ]);
  expect(await (await t.get('/admin/exports')).text()).toContain(await pathOf());
});

test('a form that is pressed twice prepares one file, and each fetching of it is in the audit log', async () => {
  const id = /name="id" value="([^"]+)"/.exec(await (await t.get('/admin/exports')).text())?.[1] ?? '';
  for (let presses = 0; presses < 2; presses += 1) await prepare(`what=contacts&preset=hubspot&id=${id}`);
  expect(await pathOf()).toBe(`/admin/exports/prepared/${id}`);
  await t.runDueJobs();
  expect(await t.deps.db.$client`select state from prepared_exports`).toEqual([{ state: 'ready' }]);
  const fetched = () =>
    t.deps.db.$client`select organizer_id, count, detail from audit_entries where action = 'export.fetched'`;
  const before = (await fetched()).length;
  for (let times = 0; times < 2; times += 1) await (await t.get(await pathOf())).arrayBuffer();
  const since = (await fetched()).slice(before);
  const entry = { organizer_id: t.organizerId, count: people, detail: { what: 'contacts', preset: 'hubspot' } };
  expect(since).toEqual([entry, entry]);
});

test('one whose campaign is gone says so instead of being prepared for ever, and can be tried again', async () => {
  await addCampaign(t.deps, { slug: 'passagere' });
  await prepare('what=contacts&campaign=passagere');
  await t.deps.db.$client`update campaigns set slug = 'ailleurs'`;
  await t.runDueJobs();
  expect(t.errors.splice(0)).toHaveLength(1);
  const said = await t.get('/admin/exports?prepared=1');
  const e = messages('fr').files.exports;
  expect(said.headers.get('refresh')).toBeNull();
  expect(await said.text()).toContain(e.failed);
  expect((await t.get(await pathOf())).status).toBe(404);

  await t.deps.db.$client`update campaigns set slug = 'passagere'`;
  const retry = `${await pathOf()}/retry`;
  const press = async (cookie: string) => await t.app.request(retry, { method: 'POST', headers: { cookie, origin } });
  await addOrganizer(t.deps, { email: 'third@example.org', name: 'Third', role: 'owner' });
  await press(await signIn(t, 'third@example.org'));
  expect(await (await t.get('/admin/exports')).text()).toContain(e.failed);
  expect((await press(t.cookie)).headers.get('location')).toBe('/admin/exports?prepared=1');
  expect((await press(t.cookie)).status).toBe(303);
  await t.runDueJobs();
  expect((await t.get(await pathOf())).status).toBe(200);
});

test('one that meets a passing fault says that it is tried again, and after the last try that it failed, with a button', async () => {
  const e = messages('fr').files.exports;
  await prepare('what=contacts');
  // As with the database away for a moment, or a table that is being changed.
  await t.deps.db.$client`alter table prepared_pieces rename to prepared_pieces_away`;
  await t.runDueJobs();
  const trying = await t.get('/admin/exports?prepared=1');
  expect(trying.headers.get('refresh')).toBe('3');
  const html = await trying.text();
  expect(html).toContain(e.retrying);
  expect(html).not.toContain(e.making);
  expect(html).not.toContain('/retry"');
  for (let attempt = 2; attempt <= 7; attempt += 1) {
    await t.deps.db.$client`update graphile_worker._private_jobs set run_at = now() where attempts > 0`;
    await t.runDueJobs();
  }
  expect(t.errors.splice(0)).toHaveLength(1);
  const failed = await t.get('/admin/exports?prepared=1');
  expect(failed.headers.get('refresh')).toBeNull();
  expect(await failed.text()).toContain(e.failed);
  await t.deps.db.$client`alter table prepared_pieces_away rename to prepared_pieces`;
  const headers = { cookie: t.cookie, origin };
  await t.app.request(`${await pathOf()}/retry`, { method: 'POST', headers });
  await t.runDueJobs();
  expect((await t.get(await pathOf())).status).toBe(200);
});

test('a saved segment is chosen on the page, counted beside it, and is what the file has', async () => {
  const e = messages('fr').files.exports;
  await addCampaign(t.deps, { slug: 'choisie' });
  const id = '0198c0de-0000-7000-8000-0000000000aa';
  const definition = { version: 1, match: 'all', conditions: [{ kind: 'created', span: { is: 'within', days: 2 } }] };
  await t.deps.db.$client`
    insert into segments (id, name, definition) values (${id}, 'Arrivés ces jours-ci', ${JSON.stringify(definition)}::jsonb)`;
  await t.deps.db.$client`update contacts set created_at = now() - interval '9 days'`;
  await t.deps.db.$client`
    update contacts set created_at = now() where email in ('p1@example.org', 'p2@example.org', 'p3@example.org')`;
  await t.deps.db.$client`
    insert into signups (id, campaign_id, contact_id, locale, answers, consented, created_at)
    select gen_random_uuid(), (select id from campaigns where slug = 'choisie'), contacts.id, 'fr', '{}', false, now()
    from contacts where email in ('p1@example.org', 'p9@example.org')`;
  const page = async (query: string) => await (await t.get(`/admin/exports?${query}`)).text();
  expect(await page('')).toContain('Arrivés ces jours-ci');
  const one = await page(`segment=${id}&preset=hubspot&columns=Email&separator=tab&bom=1`);
  expect(one).toContain(e.someChosen('3', false));
  expect(one).toMatch(new RegExp(`<option value="${id}" selected`));
  expect(one).toMatch(/<option value="tab" selected/);
  expect(one.match(/name="columns" value="[^"]*" checked/g)).toHaveLength(1);
  expect(one).toContain(`/admin/exports?preset=mailchimp&amp;segment=${id}`);
  expect(await page(`segment=${id}&campaign=choisie`)).toContain(e.someChosen('1', true));
  expect(await page('segment=0198c0de-0000-7000-8000-0000000000ff')).not.toContain(e.chosen);
  const file = await (await t.get(`/admin/contacts.csv?segment=${id}&campaign=choisie`)).text();
  expect(file.match(/@example\.org/g)).toEqual(['@example.org']);
  await prepare(`what=contacts&segment=${id}&campaign=choisie`);
  expect(await page('')).toContain(`${e.contacts}, Terrain, Arrivés ces jours-ci, choisie`);
  await emptyTables(t.deps, 'campaigns, segments');
});

test('it is for who asked alone, and gone after a day', async () => {
  await prepare('what=everything');
  await t.runDueJobs();
  const path = await pathOf();
  await addOrganizer(t.deps, { email: 'other@example.org', name: 'Other', role: 'owner' });
  const other = await signIn(t, 'other@example.org');
  expect((await t.get(path, { cookie: other })).status).toBe(404);
  expect(await (await t.get('/admin/exports', { cookie: other })).text()).not.toContain(path);
  expect((await t.get(path)).headers.get('content-type')).toBe('application/zip');
  t.clock.advance(day + 1_000);
  expect((await t.get(path)).status).toBe(404);
  await t.runDueJobs();
  const [left] = await t.deps.db.$client`select count(*)::int as count from prepared_pieces`;
  expect(left?.count).toBe(0);
});

test('nothing of it can be read in the database', async () => {
  await prepare('what=contacts');
  await t.runDueJobs();
  const pieces = await t.deps.db.$client`select sealed from prepared_pieces order by number`;
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.concat(pieces.map(({ sealed }) => sealed)).includes('@example.org')).toBe(false);
});

test('a piece opens in its own place and export alone, unchanged, with the same secret', () => {
  const sealed = sealPiece('secret', 'a', 1, Buffer.from('people'));
  expect(openPiece('secret', 'a', 1, sealed).toString()).toBe('people');
  expect(() => openPiece('secret', 'a', 2, sealed)).toThrow();
  expect(() => openPiece('secret', 'b', 1, sealed)).toThrow();
  expect(() => openPiece('other', 'a', 1, sealed)).toThrow();
  sealed[20] = (sealed[20] ?? 0) ^ 1;
  expect(() => openPiece('secret', 'a', 1, sealed)).toThrow();
});

test.each(['what=organizers', 'what=contacts&preset=x', 'what=contacts&campaign=nulle'])(
  '%s is refused',
  async (fields) => {
    const headers = { cookie: t.cookie, origin, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await t.app.request('/admin/exports', { method: 'POST', headers, body: fields });
    expect([400, 404]).toContain(answer.status);
  },
);

// The last one: it leaves many behind.
test('the page counts nobody who was erased, and no further than it has to', async () => {
  const e = messages('fr').files.exports;
  await t.deps.db.$client`
    insert into contacts (id, email, locale, erased_at)
    select gen_random_uuid(), 'erased-' || i, 'fr', now() from generate_series(1, 7) i`;
  const choices = await exportChoices(t.deps.db, t.organizerId, t.clock.now());
  expect(choices.contacts).toBe(people);
  await t.deps.db.$client`
    insert into contacts (id, email, locale)
    select gen_random_uuid(), 'q' || i || '@example.org', 'fr' from generate_series(1, ${largeFrom + 1 - people}::int) i`;
  expect((await exportChoices(t.deps.db, t.organizerId, t.clock.now())).contacts).toBe(largeFrom + 1);
  expect(await (await t.get('/admin/exports')).text()).toContain(e.manyPeople(formatNumber('fr', largeFrom)));
});

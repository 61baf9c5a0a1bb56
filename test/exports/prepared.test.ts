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
  expect((await press(t.cookie)).headers.get('location')).toBe('/admin/exports?prepared=1#prepared');
  expect((await press(t.cookie)).status).toBe(303);
  await t.runDueJobs();
  expect((await t.get(await pathOf())).status).toBe(200);
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

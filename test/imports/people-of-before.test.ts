import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { applyRecords } from '../../src/imports/apply-records.ts';
import { startImport } from '../../src/imports/start-import.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { bringIn, check, counts, found, imported, undo } from './importing.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
beforeEach(() => emptyTables(t.deps, 'contacts, suppressions, tags, imports, erased_addresses'));
afterAll(() => t.close());

async function add(email: string): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email, locale: 'fr' });
  return id;
}

/** Ada, who was Adele too. */
async function mergeAda(): Promise<{ ada: string; adele: string }> {
  const [ada, adele] = [await add('ada@example.org'), await add('adele@example.org')];
  await merge(ada, adele);
  return { ada, adele };
}

async function merge(survivorId: string, loserId: string): Promise<void> {
  const done = await mergeContacts(t.deps, { survivorId, loserId, taken: [], organizerId: null });
  expect(done.ok).toBe(true);
}

const erase = (id: string) => eraseContact(t.deps, id, { organizerId: null, by: 'command-line' });
const people = async () => await t.deps.db.select().from(contacts);
const count = async (table: string) =>
  Number((await t.deps.db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.identifier(table)}`))[0]?.n);

describe('a file with an address that a merge left', () => {
  const file = 'email,first_name,note,email_consent\nADELE@example.org,Adele,Hello,no\n';

  test('is of the contact that stayed, in the check and in the run', async () => {
    await mergeAda();
    const checked = await check(t, file);
    expect(counts(checked)).toEqual([0, 1, 0, 0]);
    expect(found(checked).differences[0]?.email).toBe('ada@example.org');
    const done = await bringIn(t, file);
    expect([done.added, done.changed]).toEqual([0, 1]);
    expect(await people()).toMatchObject([{ email: 'ada@example.org', firstName: 'Adele' }]);
    expect(counts(await check(t, file))).toEqual([0, 0, 1, 0]);
  });

  test('and another row of the same person takes in one of the two', async () => {
    await mergeAda();
    const checked = await check(t, `${file}ada@example.org,Ada,,\n`);
    expect(counts(checked)).toEqual([0, 1, 0, 1]);
  });

  test('or with the id of the one that went is of the one that stayed', async () => {
    const { adele } = await mergeAda();
    expect(counts(await check(t, `id,email,first_name\n${adele},,Adele\n`))).toEqual([0, 1, 0, 0]);
  });

  test('that was merged after the check makes no second contact', async () => {
    const [ada, adele] = [await add('ada@example.org'), await add('adele@example.org')];
    const checked = await check(t, `${file}ada@example.org,Ada,,\n`);
    expect(counts(checked)).toEqual([0, 2, 0, 0]);
    await merge(ada, adele);
    await startImport(t.deps, checked.id, null);
    await t.runDueJobs();
    expect(await imported(t, checked.id)).toMatchObject({ state: 'done', added: 0, changed: 1 });
    expect(await people()).toMatchObject([{ email: 'ada@example.org', firstName: 'Adele' }]);
  });

  test('leads the lines beside the contacts there too', async () => {
    const { ada } = await mergeAda();
    const { id } = await check(t, file);
    await t.deps.db.execute(sql`
      insert into import_records (import_id, number, kind, data) values (${id}, 1, 'notes',
        ${JSON.stringify({ id: uuidv7(), email: 'Adele@example.org', body: 'x', at: '2026-01-01T00:00:00Z', author: '' })}::jsonb)`);
    const one = await imported(t, id);
    await t.deps.db.transaction((tx) => applyRecords(tx, t.deps, one));
    const notes = await t.deps.db.execute(sql`select contact_id from notes`);
    expect([...notes]).toEqual([{ contact_id: ada }]);
  });

  test('undone after the merge, leaves whoever was here before', async () => {
    const ada = await add('ada@example.org');
    const done = await bringIn(t, 'email,first_name\nadele@example.org,Adele\n');
    const adele = (await people()).find(({ id }) => id !== ada)?.id ?? '';
    await merge(ada, adele);
    await undo(t, done);
    expect(await people()).toMatchObject([{ id: ada }]);
  });
});

describe('a file with someone who was erased', () => {
  const line = (action: string) => ({
    ...{ id: uuidv7(), email: 'Ada@example.org', purpose: 'follow-up', channel: 'email', action, language: 'fr' },
    ...{ wording: 'Oui', needs_confirmation: 'f', source: 'form', at: '2030-01-01T00:00:00Z', campaign: '' },
  });

  test('gives no consent back to one who had said no, nor a confirmed address', async () => {
    const id = await add('ada@example.org');
    await t.deps.db.execute(
      sql`insert into suppressions (email, reason, at) values ('ada@example.org', 'asked', now())`,
    );
    await erase(id);
    const own =
      'id,email,email_consent_at,address_confirmed_at\n,ada@example.org,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n';
    const checked = await check(t, own, { trustLedger: true });
    await startImport(t.deps, checked.id, null);
    for (const [number, action] of [
      [1, 'granted'],
      [2, 'withdrawn'],
    ] as const)
      await t.deps.db.execute(sql`insert into import_records (import_id, number, kind, data)
        values (${checked.id}, ${number}, 'consents', ${JSON.stringify(line(action))}::jsonb)`);
    await t.runDueJobs();
    expect(await imported(t, checked.id)).toMatchObject({ state: 'done', added: 1 });
    expect((await people()).find(({ email }) => email === 'ada@example.org')).toMatchObject({ confirmedAt: null });
    const entries = await t.deps.db.execute(sql`select action from consents`);
    expect([...entries]).toEqual([{ action: 'withdrawn' }]);
    expect(await count('erased_addresses')).toBe(1);
  });

  test('never touches the contact who is nobody', async () => {
    await erase(await add('ada@example.org'));
    const [nobody] = await people();
    const file = `id,email,first_name\n${nobody?.id},,Ada\n${nobody?.id},bob@example.org,Bob\n`;
    expect(counts(await check(t, file))).toEqual([1, 0, 0, 1]);
    await bringIn(t, file, { mode: 'overwrite' });
    expect((await people()).find(({ id }) => id === nobody?.id)).toEqual(nobody);
    expect(await count('contacts')).toBe(2);
  });

  test('after it was checked, loses the row that waits and the lines that were shown', async () => {
    const id = await add('ada@example.org');
    const checked = await check(t, 'email,first_name\nada@example.org,Ada\nbob@example.org,Bob\n');
    await erase(id);
    expect(found(await imported(t, checked.id))).toMatchObject({ samples: [], differences: [], rows: 2 });
    await startImport(t.deps, checked.id, null);
    await t.runDueJobs();
    expect(await imported(t, checked.id)).toMatchObject({ state: 'done', added: 1, changed: 0 });
  });
});

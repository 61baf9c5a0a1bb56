import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { emptyTables } from '../support/empty-tables.ts';

const words = messages('fr').files.imports;
let t: SignedInTest;

beforeAll(async () => {
  t = await startSignedIn();
});
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, suppressions, tags, imports');
});
afterAll(async () => {
  await t.close();
});

const boundary = '----terrain-test';

/** A form as a browser sends it: a field, the file, and one field more. */
function form(file: string | Uint8Array, filename = 'gens.csv'): Buffer {
  const part = (head: string) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(`${part('name="before"')}x\r\n`),
    Buffer.from(part(`name="file"; filename="${filename}"\r\nContent-Type: text/csv`)),
    Buffer.from(file),
    Buffer.from(`\r\n${part('name="after"')}y\r\n--${boundary}--\r\n`),
  ]);
}

/** Sends bytes in pieces of a size, as a network may cut them. */
function inPieces(bytes: Buffer, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

async function upload(body: Buffer, size = 65_536, more: Record<string, string> = {}): Promise<Response> {
  return await t.app.request('/admin/imports', {
    method: 'POST',
    headers: { cookie: t.cookie, origin, 'content-type': `multipart/form-data; boundary=${boundary}`, ...more },
    body: inPieces(body, size),
    duplex: 'half',
  } as RequestInit);
}

async function press(path: string, fields: Record<string, string> = {}): Promise<Response> {
  const headers = { cookie: t.cookie, origin, 'content-type': 'application/x-www-form-urlencoded' };
  return await t.app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
}

const count = async (table: string) =>
  Number((await t.deps.db.$client`select count(*) from ${t.deps.db.$client(table)}`)[0]?.count);

describe('a file that an organizer hands over', () => {
  test.each([1, 7, 100, 65_536])('arrives as it was, in pieces of %i bytes', async (size) => {
    const file = `email,first_name\r\nada@example.org,"A\r\n--${boundary.slice(0, 9)}"\r\n`;
    const answer = await upload(form(file), size);
    expect(answer.status).toBe(303);
    const pieces = await t.deps.db.$client`select bytes from import_pieces order by number`;
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString()).toBe(file);
  });

  test('is shown with what it would change, corrected, taken in and undone', async () => {
    const answer = await upload(form('Adresse,Prénom,Surnom\nada@example.org,Ada,Dada\n'));
    const page = answer.headers.get('location') ?? '';
    const waiting = await t.get(page);
    expect(waiting.headers.get('refresh')).toBe('2');
    await t.runDueJobs();
    const shown = await (await t.get(page)).text();
    for (const sentence of [words.would, words.run('1'), 'Ada', words.options]) expect(shown).toContain(sentence);
    expect(await count('contacts')).toBe(0);

    await press(`${page}/check`, { 'column-0': 'email', 'column-1': '', 'column-2': 'firstName', mode: 'overwrite' });
    await t.runDueJobs();
    expect(await (await t.get(page)).text()).toContain('Dada');
    await press(`${page}/run`);
    await press(`${page}/run`);
    await t.runDueJobs();
    const [contact] = await t.deps.db.$client`select first_name from contacts`;
    expect(contact?.first_name).toBe('Dada');
    expect(await (await t.get(page)).text()).toContain(words.undo);
    await press(`${page}/undo`);
    await t.runDueJobs();
    expect(await count('contacts')).toBe(0);
    expect(await (await t.get('/admin/imports')).text()).toContain(words.states.undone);
    const entries = await t.deps.db.$client`select action, organizer_id, count from audit_entries order by id`;
    expect([...entries]).toEqual(
      ['contacts.imported', 'import.undone'].map((action) => ({ action, organizer_id: t.organizerId, count: 1 })),
    );
    expect(await (await t.get('/admin/audit')).text()).toContain('Contacts importés');
  });

  test('is shown with how its columns of consent are read, and which words cannot be', async () => {
    const answer = await upload(form('email,email_opt_in,Désabonné\nada@example.org,Y,peut-être\n'));
    await t.runDueJobs();
    const page = await (await t.get(answer.headers.get('location') ?? '')).text();
    const { consent, refusal } = words.readings;
    for (const sentence of [consent, refusal, words.counts.unread, words.rowFaults['unread-cell']('peut-être')])
      expect(page).toContain(sentence);
    const plain = await upload(form('email,nom\nada@example.org,Roy\n'));
    await t.runDueJobs();
    expect(await (await t.get(plain.headers.get('location') ?? '')).text()).not.toContain(consent);
  });

  test('that is bad is refused on its page, or at once where there is nothing in it', async () => {
    const answer = await upload(form('email,a,A\nx,y,z\n'));
    await t.runDueJobs();
    expect(await (await t.get(answer.headers.get('location') ?? '')).text()).toContain(
      words.fileFaults['duplicate-headers']('A'),
    );
    const empty = await upload(form(''));
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain(words.fileFaults.empty(''));
    const none = await upload(form('', ''));
    expect(none.status).toBe(422);
    expect(await none.text()).toContain(words.noFile);
  });

  test('that breaks off, or is no such form, leaves nothing', async () => {
    expect((await upload(form('email\na@example.org\n').subarray(0, 150))).status).toBe(400);
    expect((await upload(form('x'), 65_536, { 'content-type': 'text/csv' })).status).toBe(415);
    expect(await count('imports')).toBe(0);
  });

  test('is refused from another site, and without a session', async () => {
    expect((await upload(form('email\n'), 65_536, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await upload(form('email\n'), 65_536, { cookie: '' })).status).toBe(303);
    expect((await t.get('/admin/imports/0')).status).toBe(404);
    expect(await count('imports')).toBe(0);
  });
});

describe('the exports’ page', () => {
  test('says what to do while there is nobody, and then offers every format', async () => {
    const e = messages('fr').files.exports;
    expect(await (await t.get('/admin/exports')).text()).toContain(e.empty);
    await t.deps.db.$client`insert into contacts (id, email, locale) values (gen_random_uuid(), 'a@example.org', 'fr')`;
    const page = await (await t.get('/admin/exports?preset=mailchimp')).text();
    for (const name of [...Object.values(e.presets), e.about.mailchimp, 'Email Address']) expect(page).toContain(name);
  });

  test.each(['signups', 'pledges', 'shifts', 'reports', 'messages', 'consents', 'suppressions', 'tags', 'notes'])(
    'gives the %s as a file',
    async (name) => {
      const answer = await t.get(`/admin/exports/${name}.csv?separator=semicolon`);
      expect(answer.status).toBe(200);
      expect((await answer.text()).split('\n')[0]).toContain(';');
      const [entry] = await t.deps.db.$client`select action, detail, count from audit_entries
        where action <> 'export.begun'`;
      expect(entry).toEqual({
        action: 'records.exported',
        detail: { what: name, campaign: null, complete: true },
        count: 0,
      });
    },
  );

  test('knows no other', async () => {
    expect((await t.get('/admin/exports/organizers.csv')).status).toBe(404);
  });
});

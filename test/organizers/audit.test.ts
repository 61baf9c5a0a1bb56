import { parse } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { recordAudit } from '../../src/organizers/record-audit.ts';
import { removeOrganizer } from '../../src/organizers/remove-organizer.ts';
import { auditEntries } from '../../src/organizers/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { auditLog, type Visitor, visitorAs } from './signed-in.ts';

let t: TestApp;
let owner: Visitor;
let other: Visitor;

beforeAll(async () => {
  t = await startTest({ env: { TIMEZONE: 'America/Toronto' } });
  owner = await visitorAs(t, 'owner');
  other = await visitorAs(t, 'organizer');
  const entries = [
    { organizerId: owner.id, action: 'contacts.exported', at: '2026-03-10T03:59:59Z', count: 11 },
    { organizerId: owner.id, action: 'contacts.exported', at: '2026-03-10T04:00:00Z', count: 22 },
    { organizerId: other.id, action: 'contacts.exported', at: '2026-03-11T03:59:59Z', count: 33 },
    { organizerId: null, action: 'kiosk.opened', at: '2026-03-11T04:00:00Z', count: 44 },
  ];
  for (const { at, ...entry } of entries) await recordAudit(t.deps.db, { ...entry, at: new Date(at) });
});

afterAll(async () => {
  await t.close();
});

describe('the audit log', () => {
  test.each([
    ['changed', "update audit_entries set action = 'nothing'"],
    ['emptied', 'truncate audit_entries'],
    ['emptied with others', 'truncate audit_entries, rate_limits cascade'],
    ['shortened', 'delete from audit_entries'],
  ])('cannot be %s by anyone', async (_, statement) => {
    const before = await t.deps.db.$client`select * from audit_entries order by id`;
    await expect(t.deps.db.$client.unsafe(statement)).rejects.toThrow('the audit log is only ever added to');
    expect(await t.deps.db.$client`select * from audit_entries order by id`).toEqual(before);
  });

  test('cannot be shortened as a replica would, whose triggers rest', async () => {
    const shorten = t.deps.db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = 'replica'`);
      await tx.delete(auditEntries);
    });
    await expect(shorten).rejects.toMatchObject({ cause: { message: 'the audit log is only ever added to' } });
  });

  const counts = async (query: string) => {
    const html = await (await owner.get(`/admin/audit?${query}`)).text();
    return [...html.matchAll(/class="numeric">(\d+)</g)].map(([, count]) => Number(count)).filter((count) => count > 1);
  };

  test('can be filtered by who, by what, and by whole days of the organizers’ zone', async () => {
    expect(await counts('')).toEqual([44, 33, 22, 11]);
    expect(await counts(`who=${other.id}`)).toEqual([33]);
    expect(await counts('who=system&what=kiosk.opened')).toEqual([44]);
    expect(await counts('what=contacts.exported')).toEqual([33, 22, 11]);
    expect(await counts('from=2026-03-10&to=2026-03-10')).toEqual([33, 22]);
    expect(await counts(`who=${owner.id}&to=2026-03-09`)).toEqual([11]);
  });

  test('says beside the field that there is no such day', async () => {
    const answer = await owner.get('/admin/audit?from=2026-02-30');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('id="from-error"');
  });

  test.each(['what=%00', 'who=%00'])('asked for %s, which nothing can hold, answers all the same', async (query) => {
    expect((await owner.get(`/admin/audit?${query}`)).status).toBe(200);
  });

  test.each(['from', 'to'])('asked for a day in the year 0000 says beside %s that there is none', async (name) => {
    const answer = await owner.get(`/admin/audit?${name}=0000-01-01`);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`id="${name}-error"`);
  });

  test('tells a viewer who did what and when, and nothing that leads to anybody', async () => {
    const viewer = await visitorAs(t, 'viewer');
    const contactId = '0198c0de-0000-7000-8000-00000000abcd';
    const detail = { contactId, file: 'zoe-tremblay.csv' };
    await recordAudit(t.deps.db, {
      organizerId: owner.id,
      action: 'contact.copied',
      detail,
      count: 987,
      at: new Date(),
    });
    const seen = await (await owner.get('/admin/audit')).text();
    for (const words of ['zoe-tremblay.csv', '987']) expect(seen).toContain(words);
    const answer = await viewer.get('/admin/audit');
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('Name of owner@example.org');
    expect(html).toContain('Les détails, qui peuvent mener à une personne');
    for (const words of ['zoe-tremblay', contactId, '987', 'audit.csv']) expect(html).not.toContain(words);
    expect((await viewer.get('/admin/audit.csv')).status).toBe(403);
    expect(await (await viewer.get('/admin')).text()).toContain('href="/admin/audit"');
  });

  test('taken out as CSV has the same entries, and is an entry itself', async () => {
    const answer = await owner.get('/admin/audit.csv?what=contacts.exported');
    const rows = parse(await answer.text(), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ people }) => people)).toEqual(['33', '22', '11']);
    expect(rows[1]).toMatchObject({
      at: '2026-03-10T04:00:00.000Z',
      organizer: 'Name of owner@example.org',
      action: 'contacts.exported',
    });
    const [entry] = await auditLog(t, 'audit.exported');
    expect(entry).toMatchObject({ organizerId: owner.id, detail: { entries: 3, what: 'contacts.exported' } });
  });

  test('goes on naming who was taken off the team, to choose too, and to a viewer names nobody', async () => {
    const leaving = await visitorAs(t, 'organizer', 'leaving@example.org');
    await recordAudit(t.deps.db, { organizerId: leaving.id, action: 'contacts.merged', count: 55, at: new Date() });
    await removeOrganizer(t.deps, { organizerId: leaving.id, by: owner.id });
    const page = await (await owner.get(`/admin/audit?who=${leaving.id}`)).text();
    expect(await counts(`who=${leaving.id}`)).toEqual([55]);
    const words = messages('fr').admin.audit.wasOne('leaving@example.org');
    expect(page).toContain(`<option value="${leaving.id}" selected="">${words}</option>`);
    expect(page.split(words)).toHaveLength(3);
    const file = await (await owner.get(`/admin/audit.csv?who=${leaving.id}`)).text();
    expect(parse(file, { columns: true })).toMatchObject([{ organizer: 'leaving@example.org', people: '55' }]);
    const viewer = await visitorAs(t, 'viewer', 'looking@example.org');
    const seen = await (await viewer.get('/admin/audit')).text();
    expect(seen).toContain(messages('fr').admin.audit.gone);
    expect(seen).not.toContain('leaving@example.org');
  });

  test('comes out whole, whatever its details hold, in as many pieces as it takes', { timeout: 60_000 }, async () => {
    const details = fc.array(
      fc.record({ text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('=1+1', "'@x", 'a"b,\r\nc')) }),
      { maxLength: 6 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(details, async (made) => {
        const clean = made.map(({ text }) => ({ text: text.replaceAll('\0', '') }));
        round += 1;
        const action = `test.round-${round}`;
        for (const detail of clean) await recordAudit(t.deps.db, { organizerId: null, action, detail, at: new Date() });
        const file = await (await owner.get(`/admin/audit.csv?what=${action}`)).text();
        const rows = parse(file, { columns: true }) as Record<string, string>[];
        expect(rows.map(({ detail }) => JSON.parse(detail ?? '')).reverse()).toEqual(clean);
      }),
      { numRuns: 25 },
    );
    await t.deps.db.$client`
      insert into audit_entries (id, action, at) select uuidv7(), 'test.many', now() from generate_series(1, 2001)`;
    const file = await (await owner.get('/admin/audit.csv?what=test.many')).text();
    const ids = (parse(file, { columns: true }) as Record<string, string>[]).map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([2_001, 2_001]);
  });
});

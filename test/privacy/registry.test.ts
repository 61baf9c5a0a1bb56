import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherTables } from '../../src/privacy/other-tables.ts';
import { personalTables } from '../../src/privacy/personal-data.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

const advice =
  'Give it a line: in `personalTables` (src/privacy/personal-data.ts) when it holds something of a contact (say how rows are found, and what merge, erase and copy do with them; then give the person of test/privacy/everything.ts a row there), in `otherTables` (src/privacy/other-tables.ts), with the reason, when it does not.';

/** Every table with its columns. */
async function catalogue(): Promise<{ table: string; column: string; type: string; contact: boolean }[]> {
  const rows = await t.deps.db.execute<{ table: string; column: string; type: string; contact: boolean }>(sql`
    select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
      exists (select from pg_constraint f where f.contype = 'f' and f.conrelid = c.oid and a.attnum = any (f.conkey)
        and f.confrelid = 'public.contacts'::regclass) as contact
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1, 2`);
  return [...rows];
}

/** Columns of tables that are said to be no contact's, whose names say otherwise. */
const suspicious = /(^|_)(email|phone|contact|contact_id|recipient|survivor|loser)(_|$)/;
const harmless = ['organizers.email', 'organizers.email_verified'];

describe('the registry of personal data', () => {
  test('has a line for every table of the database', async () => {
    const tables = new Set((await catalogue()).map(({ table }) => table));
    const known = [...personalTables.map(({ table }) => table), ...Object.keys(otherTables)];
    const missing = [...tables].filter((table) => !known.includes(table) && !table.startsWith('__drizzle'));
    expect(missing, advice).toEqual([]);
    expect(
      known.filter((table) => !tables.has(table)),
      'lines for tables that are no more',
    ).toEqual([]);
    expect(known.length, 'a table stands in one of the two lists').toBe(new Set(known).size);
  });

  test('names every column that points at a contact', async () => {
    const missing = (await catalogue())
      .filter(({ contact }) => contact)
      .filter(({ table, column }) => {
        const by = personalTables.find((line) => line.table === table)?.by;
        return !by || !('contact' in by) || !by.contact.includes(column);
      })
      .map(({ table, column }) => `${table}.${column}`);
    expect(missing, advice).toEqual([]);
  });

  test('holds nothing for harmless that is called like an address or a contact', async () => {
    const missing = (await catalogue())
      .filter(({ table, column }) => table in otherTables && suspicious.test(column))
      .map(({ table, column }) => `${table}.${column}`)
      .filter((one) => !harmless.includes(one));
    expect(missing, advice).toEqual([]);
  });

  test('says of every text of a table whose rows go on counting what becomes of it', async () => {
    // Words from a list of ours, ids and keys tell nothing of a person.
    const ours =
      /^(id|.*_id|kind|state|name|locale|via|source|round|currency|frequency|action|clock|stage|ended_by|variant|cohort)$/;
    const columns = await catalogue();
    const kept = personalTables.flatMap(({ table, erase }) => {
      if (erase.does !== 'blank') return [];
      const texts = columns.filter(
        (one) => one.table === table && /^(text|jsonb)/.test(one.type) && !ours.test(one.column),
      );
      return texts.filter(({ column }) => !(column in erase.set)).map(({ column }) => `${table}.${column}`);
    });
    expect(kept, 'blank these columns in src/privacy/personal-data.ts').toEqual([]);
  });

  test('knows the real key of every table', async () => {
    for (const { table, key } of personalTables) {
      const rows = await t.deps.db.execute<{ column: string }>(sql`
        select a.attname as column from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        where i.indrelid = ${table}::regclass and i.indisprimary`);
      expect([...rows].map(({ column }) => column).sort(), table).toEqual([...key].sort());
    }
  });
});

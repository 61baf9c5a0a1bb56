import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { JsonRow } from './form.ts';
import { asRows, name } from './rows.ts';

type Pointer = { column: string; target: string; key: string; emptied: boolean };

/**
 * Rows that were kept as JSON, as they would stand today had they been in their table all along: what they point at may
 * have been deleted since. A column that its deletion empties is empty; a row that cannot be without it is left out.
 */
export async function forgetGone(tx: Tx, table: string, rows: JsonRow[]): Promise<JsonRow[]> {
  let left = rows;
  for (const { column, target, key, emptied } of await pointersOf(tx, table)) {
    if (!left.some((row) => typeof row[column] === 'string')) continue;
    // Held until the rows are written.
    const found = await tx.execute<{ id: string }>(sql`
      select t.${name(key)}::text as id from ${name(target)} t
      where t.${name(key)} in (select k.${name(column)} from ${asRows(table, left)}) for key share`);
    const there = new Set<unknown>([...found].map(({ id }) => id));
    const stands = (row: JsonRow) => typeof row[column] !== 'string' || there.has(row[column]);
    left = emptied
      ? left.map((row) => (stands(row) ? row : { ...row, [column]: null }))
      : left.filter((row) => stands(row));
  }
  return left;
}

/** The foreign keys of a table, and whether they are `on delete set null`. */
async function pointersOf(tx: Tx, table: string): Promise<Pointer[]> {
  const found = await tx.execute<Pointer>(sql`
    select own.attname as column, fk.confrelid::regclass::text as target, theirs.attname as key,
      fk.confdeltype = 'n' as emptied
    from pg_constraint fk
      join pg_attribute own on own.attrelid = fk.conrelid and own.attnum = fk.conkey[1]
      join pg_attribute theirs on theirs.attrelid = fk.confrelid and theirs.attnum = fk.confkey[1]
    where fk.contype = 'f' and fk.conrelid = ${table}::regclass and cardinality(fk.conkey) = 1`);
  return [...found];
}

import { and, eq, isNull, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { personalTables } from './personal-data.ts';
import type { PersonalTable } from './personal-table.ts';
import { name, rowsOf, type Whose } from './rows.ts';

export type Contact = typeof contacts.$inferSelect;

/** How many rows of one table are somebody's, and what erasing does with them. */
export type TableCount = { table: string; count: number; fate: 'deleted' | 'blanked' | 'own' };

/** A contact who is somebody; undefined for one that is not there, was merged away or erased. */
export async function findPerson(db: Db | Tx, id: string): Promise<Contact | undefined> {
  const [contact] = await db
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isNull(contacts.erasedAt)));
  return contact;
}

/** The contact who has an address, as the main one or since a merge. */
export async function findByAddress(db: Db | Tx, email: string): Promise<Contact | undefined> {
  const [row] = await db.execute<{ id: string }>(sql`
    select id from contacts where email = ${email}
    union all select contact_id from contact_addresses where email = ${email} limit 1`);
  return row && (await findPerson(db, row.id));
}

/** What there is of somebody, table by table; tables without any are left out. */
export async function countRows(db: Db | Tx, whose: Whose): Promise<TableCount[]> {
  const counted = personalTables.map(
    (line) =>
      sql`select ${line.table}::text as table, count(*)::int as count from ${name(line.table)} t where ${rowsOf(line, whose)}`,
  );
  const rows = await db.execute<{ table: string; count: number }>(sql.join(counted, sql` union all `));
  const counts = new Map([...rows].map(({ table, count }) => [table, count]));
  return personalTables.flatMap((line) => {
    const count = counts.get(line.table) ?? 0;
    return count === 0 ? [] : [{ table: line.table, count, fate: fateOf(line) }];
  });
}

function fateOf({ erase }: PersonalTable): TableCount['fate'] {
  if (erase.does === 'blank') return 'blanked';
  return erase.does === 'delete' ? 'deleted' : 'own';
}

/** One part of the copy that a person gets: the rows of one table. */
export type CopyPart = { table: string; rows: Record<string, unknown>[] };

/**
 * Everything that is kept of somebody, in the registry's order (GDPR art. 15 and 20; Act respecting the protection of
 * personal information in the private sector, s. 27). Every table is there, empty ones too, so that "nothing" is said.
 */
export async function copyOf(db: Db | Tx, whose: Whose): Promise<CopyPart[]> {
  const parts: CopyPart[] = [];
  for (const line of personalTables) {
    if (!('show' in line.copy)) continue;
    const shown = Object.entries(line.copy.show).map(([column, value]) => sql`${name(`'${column}'`)}, ${name(value)}`);
    const rows = await db.execute<{ row: Record<string, unknown> }>(sql`
      select jsonb_build_object(${sql.join(shown, sql`, `)}) as row from ${name(line.table)} t
      where ${rowsOf(line, whose)} and ${sql.raw(line.copy.only ?? 'true')} order by ${sql.join(
        line.key.map((column) => sql`t.${name(column)}`),
        sql`, `,
      )}`);
    parts.push({ table: line.table, rows: [...rows].map(({ row }) => row) });
  }
  return parts;
}

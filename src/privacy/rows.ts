import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import type { JsonRow } from './form.ts';
import type { PersonalTable } from './personal-table.ts';

/** A contact as rows are looked for: its id, and every address that is the contact's. */
export type Whose = { contactId: string; addresses: string[] };

/** A name of ours, out of the registry, as SQL. */
export function name(text: string): SQL {
  return sql.raw(text);
}

/** The condition that finds a contact's rows of a table, which is called `t`. */
export function rowsOf({ by }: Pick<PersonalTable, 'by'>, { contactId, addresses }: Whose): SQL {
  if ('contact' in by) {
    const columns = by.contact.map((column) => sql`t.${name(column)} = ${contactId}::uuid`);
    return sql`(${sql.join(columns, sql` or `)})`;
  }
  if ('address' in by)
    return sql`t.${name(by.address)} in (select jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb))`;
  const ids = sql`select ${contactId}::uuid union all
    select former_id from contact_addresses where contact_id = ${contactId}::uuid`;
  if ('id' in by) return sql`t.${name(by.id)} in (${ids})`;
  if ('text' in by) {
    const addressed = sql`select jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb)`;
    return sql`exists (select from (select id::text from (${ids}) as ids(id) union all ${addressed}) as traces(trace)
      where strpos(lower(t.${name(by.text)}::text), trace) > 0)`;
  }
  return sql`t.${name(by.column)} in (select id from ${name(by.through)} where contact_id = ${contactId}::uuid)`;
}

/** The key of the row `t`, as JSON. */
export function keyOf({ key }: Pick<PersonalTable, 'key'>): SQL {
  return sql`jsonb_build_object(${sql.join(
    key.map((column) => sql`${name(`'${column}'`)}, t.${name(column)}`),
    sql`, `,
  )})`;
}

/** `t` is one of the rows `k`. */
export function sameKey({ key }: Pick<PersonalTable, 'key'>): SQL {
  return sql.join(
    key.map((column) => sql`t.${name(column)} = k.${name(column)}`),
    sql` and `,
  );
}

/** Rows that were kept as JSON, as rows of the table again, called `k`. */
export function asRows(table: string, rows: JsonRow[]): SQL {
  return sql`jsonb_populate_recordset(null::${name(table)}, ${JSON.stringify(rows)}::jsonb) as k`;
}

/** Runs a statement of which each row is one JSON object called `row`. */
export async function jsonRows(db: Db | Tx, query: SQL): Promise<JsonRow[]> {
  const rows = await db.execute<{ row: JsonRow }>(query);
  return [...rows].map(({ row }) => row);
}

/** Every address of a contact: the one that is written to, and those that merges left. */
export async function addressesOf(db: Db | Tx, contactId: string): Promise<string[]> {
  const rows = await db.execute<{ email: string }>(sql`
    select email from contacts where id = ${contactId}::uuid
    union all select email from contact_addresses where contact_id = ${contactId}::uuid`);
  return [...rows].map(({ email }) => email);
}

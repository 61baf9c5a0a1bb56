import { type SQL, sql } from 'drizzle-orm';

/**
 * A list of ids for `in`, as one parameter: a statement that names each id by itself is another statement for every
 * length of the list, and each is prepared and kept by the connection.
 */
export function idList(ids: Iterable<string>): SQL {
  const text = JSON.stringify([...new Set(ids)]);
  return sql`(select value::uuid from jsonb_array_elements_text(${text}::jsonb))`;
}

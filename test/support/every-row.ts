import type { Deps } from '../../src/deps.ts';

/** What every table holds, ours and the queue's, as a count and a hash each: equal as long as nothing was written. */
export async function everyRow({ db, refusals, views }: Deps): Promise<Record<string, unknown>> {
  await Promise.all([refusals.flush(), views.flush()]);
  const sql = db.$client;
  const tables = await sql`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in ('public', 'graphile_worker') order by 1`;
  const contents: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select count(*)::int as count, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${name} t`,
    );
    contents[String(name)] = { ...row };
  }
  return contents;
}

import { eq, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { freeSuppressed } from './note-suppressions.ts';
import { fieldNames } from './plan-rows.ts';
import { imports } from './table.ts';

const batch = 1_000;

type Change = { id: string; contact_id: string; kind: string; record_id: string | null };

/**
 * Undoes what an import did, the last of it first, batch by batch; killed and begun again, it goes on where it was.
 *
 * A field goes back to what it was where it still is what the import made of it; a later edit stays. What others have
 * been tied to since (a contact who has signed up, a sign-up with a report) stays too, and is counted as kept. A no
 * that the import brought for someone who was here before stays: undoing makes nobody's no a yes. An address that it
 * blocked takes mail again, unless something else has said since that it takes none.
 */
export async function takeBack(deps: Deps, importId: string): Promise<void> {
  while (await deps.db.transaction((tx) => oneBatch(tx, deps, importId)));
}

async function oneBatch(tx: Tx, deps: Deps, importId: string): Promise<boolean> {
  const [found] = await tx.select().from(imports).where(eq(imports.id, importId)).for('update');
  if (found?.state !== 'undoing') return false;
  const changes = await tx.execute<Change>(sql`
    select id::text as id, contact_id, kind, record_id from import_changes
    where import_id = ${importId} and not undone order by id desc limit ${batch}`);
  if (changes.length === 0) {
    const now = deps.clock.now();
    await tx.update(imports).set({ state: 'undone', finishedAt: now }).where(eq(imports.id, importId));
    return false;
  }
  const of = (kind: string) => changes.filter((one) => one.kind === kind);
  let kept = 0;
  kept += await remove(tx, of('pledge'), (ids) => sql`delete from pledges where id in (${ids})`);
  kept += await remove(tx, of('signup'), (ids) => sql`delete from signups where id in (${ids})`);
  await tx.execute(sql`delete from contact_addresses where former_id in (${idsOf(of('address'))})`);
  await tx.execute(freeSuppressed(changeIds(of('suppression'))));
  await tx.execute(sql`delete from notes where id in (${idsOf(of('note'))})`);
  await tx.execute(sql`delete from contact_tags t using import_changes h
    where h.id in (${changeIds(of('tag'))}) and t.contact_id = h.contact_id and t.tag_id = h.record_id
      and t.organizer_id is null`);
  await tx.execute(sql`update contacts c set ${sql.raw(restored)}, updated_at = ${deps.clock.now().toISOString()}::timestamptz
    from import_changes h where h.id in (${changeIds(of('fields'))}) and c.id = h.contact_id`);
  kept += await remove(tx, of('contact'), (ids) => removeContacts(importId, ids));
  // What it held, the address of someone who is gone again too, is of no more use.
  await tx.execute(sql`update import_changes set undone = true, before = null, after = null
    where id in (${changeIds(changes)})`);
  await tx.execute(sql`update imports set kept = kept + ${kept}::int, cursor = cursor + ${changes.length}::int
    where id = ${importId}`);
  return true;
}

/** A contact goes with the ledger entries that came with it, unless something else holds on to it. */
function removeContacts(importId: string, ids: SQL): SQL {
  return sql`
    with entries as (
      delete from consents k using import_changes h
      where h.import_id = ${importId} and h.kind = 'consent' and h.record_id = k.id and k.contact_id in (${ids})
    )
    delete from contacts where id in (${ids})`;
}

/**
 * Deletes rows, all but those that others point to: of a batch that is refused each half is tried by itself. Says how
 * many stay. Whatever table comes to point here later is heeded, for it is the database that refuses.
 */
async function remove(tx: Tx, changes: Change[], statement: (ids: SQL) => SQL): Promise<number> {
  if (changes.length === 0) return 0;
  try {
    await tx.transaction((part) => part.execute(statement(idsOf(changes))));
    return 0;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (!(cause instanceof Error && 'code' in cause && cause.code === '23503')) throw error;
    if (changes.length === 1) return 1;
    const half = Math.ceil(changes.length / 2);
    return (await remove(tx, changes.slice(0, half), statement)) + (await remove(tx, changes.slice(half), statement));
  }
}

/** The ids of what was added, as a subquery's list: a JSON text is the one parameter, however many there are. */
function idsOf(changes: Change[]): SQL {
  const ids = changes.map(({ kind, contact_id, record_id }) => (kind === 'contact' ? contact_id : record_id));
  return sql`select id::uuid from json_array_elements_text(${JSON.stringify(ids)}::json) as given(id)`;
}

function changeIds(changes: Change[]): SQL {
  return sql`select id::bigint from json_array_elements_text(${JSON.stringify(changes.map(({ id }) => id))}::json) as given(id)`;
}

/** Each field as it was before, where it is still what the import made of it. */
const restored = fieldNames
  .flatMap((field) => {
    const untouched = `h.after ? '${field}' and ${asText(field)} = h.after ->> '${field}'`;
    const back = (column: string, value: string) =>
      `${column} = case when ${untouched} then ${value} else c.${column} end`;
    const before = `h.before ->> '${field}'`;
    if (field === 'owner_id') return [back(field, ownerBack(before))];
    if (field === 'team_id') return [back(field, `(select id from teams where id = nullif(${before}, '')::uuid)`)];
    if (field === 'availability' || field === 'skills') return [back(field, `string_to_array(${before}, '|')`)];
    const folded = field.replace('_name', '_folded');
    return folded === field ? [back(field, before)] : [back(field, before), back(folded, `h.before ->> '${folded}'`)];
  })
  .join(', ');

/** Whoever has left since, or sees no contacts any more, owns nobody. */
function ownerBack(before: string): string {
  return `(select id from organizers where id = ${before} and role <> 'viewer')`;
}

function asText(field: string): string {
  if (field === 'availability' || field === 'skills') return `array_to_string(c.${field}, '|')`;
  return field === 'team_id' || field === 'owner_id' ? `coalesce(c.${field}::text, '')` : `c.${field}`;
}

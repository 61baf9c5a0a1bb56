import { and, eq, type SQL, sql } from 'drizzle-orm';
import { erasedAmong } from '../consents/erased.ts';
import type { Tx } from '../db/client.ts';
import { isBadValue, sqlState } from '../db/sql-state.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { applyRecords } from './apply-records.ts';
import { dropStaging } from './check-import.ts';
import type { Refusal } from './import-form.ts';
import type { Import } from './import-queries.ts';
import { noteSuppressions } from './note-suppressions.ts';
import { fieldNames, planStatements } from './plan-rows.ts';
import { settleAgain } from './settle-rows.ts';
import { imports } from './table.ts';

/** So many rows are taken in at once: a moment's work, so that a stop is soon heard and nobody waits for a contact. */
const batch = 2_000;
/** What an import did can be undone for so long, in milliseconds. */
const undoFor = 30 * 86_400_000;

/** How far an import is: rows taken in, of so many. */
export type Progress = (done: number) => void;

/**
 * Takes a checked file in, batch by batch, each in a transaction that also notes how far it is: killed at any moment
 * and begun again, it goes on where it was. Ends early when someone stops it, or at a value that cannot be kept.
 */
export async function runImport(deps: Deps, importId: string, progress: Progress = () => {}): Promise<void> {
  for (;;) {
    const step = await retried(() => deps.db.transaction((tx) => oneBatch(tx, deps, importId))).catch((error) => {
      if (!isBadValue(error)) throw error;
      // Its words would hold the value.
      deps.log.warn({ code: sqlState(error) }, 'an import met a value that cannot be kept');
    });
    if (!step) return await endEarly(deps, importId, { fault: 'bad-value', subject: '' });
    progress(step.done);
    if (step.over) return;
  }
}

type Step = { over: boolean; done: number };

async function oneBatch(tx: Tx, deps: Deps, importId: string): Promise<Step> {
  const [found] = await tx.select().from(imports).where(eq(imports.id, importId)).for('update');
  if (found?.state !== 'running') return { over: true, done: found?.cursor ?? 0 };
  const after = found.cursor;
  const [next] = await tx.execute<{ to: number | null }>(sql`
    select max(number)::int as to from (
      select number from import_rows where import_id = ${importId} and number > ${after}::int order by number limit ${batch}
    ) as coming`);
  const to = next?.to;
  if (to === null || to === undefined) return await afterContacts(tx, deps, found);
  await settleAgain(tx, importId, after, to);
  await lockContacts(tx, importId, after, to);
  const plan = { importId, settings: found.settings, range: { after, to }, defaultLocale: deps.config.defaultLocale };
  for (const statement of planStatements(plan)) await tx.execute(statement);
  await unconfirmErased(tx, deps);
  const now = deps.clock.now().toISOString();
  for (const statement of writes(found, now)) await tx.execute(statement);
  await tx.execute(sql`
    update imports set cursor = ${to}::int,
      added = added + (select count(*) from import_plan where verdict = 'new'),
      changed = changed + (select count(*) from import_plan where verdict = 'changed')
    where id = ${importId}`);
  return { over: false, done: to };
}

/** Whoever was erased after a no confirms an address by their own word alone. */
async function unconfirmErased(tx: Tx, deps: Deps): Promise<void> {
  const rows = await tx.execute<{ email: string }>(sql`
    select email from import_plan where is_new and confirmed_at is not null`);
  const emails = [...rows].map(({ email }) => email);
  const erased = await erasedAmong(tx, deps.config.secret, emails);
  if (erased.size === 0) return;
  await tx.execute(sql`
    update import_plan set confirmed_at = null
    where email in (select json_array_elements_text(${JSON.stringify([...erased])}::json))`);
}

/** Nobody changes these contacts until the batch is through. */
async function lockContacts(tx: Tx, importId: string, after: number, to: number): Promise<void> {
  await tx.execute(sql`
    select from contacts where email in (
      select email from import_rows
      where import_id = ${importId} and number > ${after}::int and number <= ${to}::int and refusal is null
    ) order by email for no key update`);
}

/** What a batch's plan says, set by set, each change written down so that it can be undone. */
function writes({ id, filename, settings }: Import, now: string): SQL[] {
  const at = sql`${now}::timestamptz`;
  const trusted = settings.trustLedger;
  return [
    // Someone who signs up at this very moment makes this fail, and the batch is planned anew.
    sql`insert into contacts (id, email, first_name, last_name, first_folded, last_folded, phone, postal_code, locale,
        availability, skills, owner_id, team_id, confirmed_at, created_at, updated_at)
      select contact_id, email, new_first_name, new_last_name, first_folded, last_folded, new_phone, new_postal_code,
        new_locale, string_to_array(new_availability, '|'), string_to_array(new_skills, '|'), nullif(new_owner_id, ''),
        nullif(new_team_id, '')::uuid, case when ${trusted}::boolean then confirmed_at end,
        least(coalesce(created_at, ${at}), ${at}), least(coalesce(updated_at, created_at, ${at}), ${at})
      from import_plan where is_new`,
    sql`insert into import_changes (import_id, contact_id, kind) select ${id}::uuid, contact_id, 'contact'
      from import_plan where is_new`,
    sql`insert into import_changes (import_id, contact_id, kind, before, after)
      select ${id}::uuid, contact_id, 'fields', before, after from import_plan where before <> '{}'`,
    sql`update contacts c set ${sql.raw(assignments)}, updated_at = ${at}
      from import_plan p where c.id = p.contact_id and p.before <> '{}'`,
    ...tagging(id, at),
    sql`insert into notes (id, contact_id, body, at) select note_id, contact_id, note, ${at} from import_plan where new_note`,
    sql`insert into import_changes (import_id, contact_id, kind, record_id)
      select ${id}::uuid, contact_id, 'note', note_id from import_plan where new_note`,
    ...withdrawing(id, filename, at),
    noteSuppressions(
      id,
      sql`select email, left(suppressed, 500) as reason, ${at} as at, contact_id from import_plan where suppressed <> ''`,
    ),
  ];
}

const assignments = fieldNames
  .map((field) => {
    if (field === 'availability' || field === 'skills') return `${field} = string_to_array(new_${field}, '|')`;
    if (field === 'owner_id') return `owner_id = nullif(new_owner_id, '')`;
    return field === 'team_id' ? `team_id = nullif(new_team_id, '')::uuid` : `${field} = new_${field}`;
  })
  .concat(
    ['first', 'last'].map(
      (name) => `${name}_folded = case when p.after ? '${name}_name' then p.${name}_folded else c.${name}_folded end`,
    ),
  )
  .join(', ');

function tagging(id: string, at: SQL): SQL[] {
  const wanted = sql`select contact_id, tag ->> 'folded' as folded, tag ->> 'name' as name, tag ->> 'id' as id
    from import_plan, jsonb_array_elements(new_tags) tag`;
  return [
    sql`insert into tags (id, name, folded, created_at)
      select distinct on (folded) id::uuid, name, folded, ${at} from (${wanted}) wanted order by folded, id
      on conflict (folded) do nothing`,
    sql`with given as (
        insert into contact_tags (contact_id, tag_id, at)
        select contact_id, tags.id, ${at} from (${wanted}) wanted join tags using (folded)
        on conflict do nothing returning contact_id, tag_id
      )
      insert into import_changes (import_id, contact_id, kind, record_id)
      select ${id}::uuid, contact_id, 'tag', tag_id from given`,
  ];
}

/** A no is a new entry of the ledger; what stood there before stays written. */
function withdrawing(id: string, filename: string, at: SQL): SQL[] {
  return [
    { channel: 'email', flag: sql.raw('withdraws_mail'), entry: sql.raw('consent_id') },
    { channel: 'sms', flag: sql.raw('withdraws_texts'), entry: sql.raw('texts_id') },
  ].flatMap(({ channel, flag, entry }) => [
    sql`insert into consents (id, contact_id, purpose, channel, action, wording, locale, source, at)
      select ${entry}, contact_id, 'follow-up', ${channel}, 'withdrawn', ${filename}, new_locale, 'import', ${at}
      from import_plan where ${flag}`,
    sql`insert into import_changes (import_id, contact_id, kind, record_id)
      select ${id}::uuid, contact_id, 'consent', ${entry} from import_plan where ${flag}`,
  ]);
}

/** The lines beside the contacts, then the end: the file is forgotten, what was done is kept to be undone. */
async function afterContacts(tx: Tx, deps: Deps, found: Import): Promise<Step> {
  const more = await applyRecords(tx, deps, found);
  if (more) return { over: false, done: found.cursor };
  const now = deps.clock.now();
  const [ended] = await tx
    .update(imports)
    .set({ state: 'done', finishedAt: now })
    .where(eq(imports.id, found.id))
    .returning();
  await dropStaging(tx, found.id);
  await noteRun(tx, deps, ended ?? found);
  return { over: true, done: found.cursor };
}

/** Ends an import with what was taken in, which stays and can be undone; `refusal`: why, where nobody asked for it. */
export async function endEarly(deps: Deps, importId: string, refusal: Refusal | null): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [stopped] = await tx
      .update(imports)
      .set({ state: 'stopped', refusal, finishedAt: deps.clock.now() })
      .where(and(eq(imports.id, importId), eq(imports.state, 'running')))
      .returning();
    if (!stopped) return;
    await dropStaging(tx, importId);
    await noteRun(tx, deps, stopped);
  });
}

/** What an import did, in the audit log; and the end of its undoing is planned. */
async function noteRun(tx: Tx, deps: Deps, { id, organizerId, filename, added, changed, state }: Import) {
  const at = deps.clock.now();
  const detail = { file: filename, added, changed, complete: state === 'done' };
  await recordAudit(tx, { organizerId, action: 'contacts.imported', detail, count: added + changed, at });
  await enqueue(tx, 'imports.forget', { importId: id }, { runAt: new Date(at.getTime() + undoFor) });
}

/** A batch that met a sign-up on its way is begun again: serialisation, deadlock, or the same address just taken. */
async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--) {
    try {
      return await run();
    } catch (error) {
      if (left === 0 || !['40001', '40P01', '23505'].includes(sqlState(error))) throw error;
    }
  }
}

import { eq, type SQL, sql } from 'drizzle-orm';
import { tracking } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { scopeOf } from '../organizers/scope.ts';
import { organizers } from '../organizers/table.ts';
import { segmentCondition } from '../segments/condition.ts';
import { readSegment } from '../segments/form.ts';
import { closeBulkAct } from './close-bulk-act.ts';
import { type Act, changes, type Doable, type Doing, happened, undoing } from './step-statements.ts';
import { bulkActs } from './table.ts';

/** How many contacts are gone through in one transaction: short enough that a stop is heard at once. */
const atOnce = 2_000;

/**
 * Goes through whom an act is done to, or undone for, a few thousand at a time, each with its progress in one
 * transaction: killed at any moment it goes on where it was, and stopped it stays where it is. `undoneBy` is who has it
 * undone; the job that runs an act leaves the undoing to the one that knows.
 */
export async function runBulkAct(deps: Deps, job: JobPayloads['bulk-acts.run'], doers: Doers): Promise<void> {
  while (await deps.db.transaction((tx) => takeStep(tx, job, doers, deps.clock.now()))) {
    // Each step says whether there is another.
  }
}

/** What another feature knows how to do to one step's contacts, in the step's transaction. */
type Doer = (tx: Tx, step: DoerStep) => Promise<string[]>;
type DoerStep = { actId: string; targetId: string; contactIds: string[]; now: Date };
/** By the kind of act: doing it and undoing it, each returning the ids of those for whom it changed something. */
export type Doers = { enrol: { change: Doer; undo: Doer } };

async function takeStep(
  tx: Tx,
  { actId, undoneBy }: JobPayloads['bulk-acts.run'],
  doers: Doers,
  now: Date,
): Promise<boolean> {
  // What a step reads is a few thousand contacts of perhaps a million: planned for these very values.
  await tx.execute(
    sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)`,
  );
  const [act] = await tx.select().from(bulkActs).where(eq(bulkActs.id, actId)).for('update');
  if (!act || !isDoable(act) || act.state !== (undoneBy === undefined ? 'running' : 'undoing')) return false;
  if (act.state === 'running' && (await targetIsGone(tx, act))) {
    await tx.update(bulkActs).set({ state: 'stopped', finishedAt: now }).where(eq(bulkActs.id, act.id));
    await closeBulkAct(tx, act, { at: now });
    return false;
  }
  const { seen, changed, reached } =
    act.state === 'running' ? await change(tx, act, doers, now) : await undo(tx, act, doers, now);
  const over = seen < atOnce;
  await tx
    .update(bulkActs)
    .set({
      seen: act.seen + seen,
      changed: act.changed + changed,
      reached: reached ?? act.reached,
      ...(over ? { state: act.state === 'running' ? ('done' as const) : ('undone' as const), finishedAt: now } : {}),
    })
    .where(eq(bulkActs.id, act.id));
  if (over) await closeBulkAct(tx, { ...act, changed: act.changed + changed }, { undoneBy, at: now });
  return !over;
}

function isDoable(act: Act): act is Doable {
  return act.kind !== 'erase';
}

/**
 * Whether the tag, organizer or team was deleted while the act was on its way, the organizer made a viewer, or the
 * campaign put away. It is held on to for this step.
 */
async function targetIsGone(tx: Tx, { kind, targetId }: Doable): Promise<boolean> {
  if (targetId === null) return false;
  const there = {
    tag: sql`tags where id = ${targetId}::uuid`,
    untag: sql`tags where id = ${targetId}::uuid`,
    owner: sql`organizers where id = ${targetId} and role <> 'viewer'`,
    team: sql`teams where id = ${targetId}::uuid`,
    enrol: sql`sequences join campaigns on campaigns.id = sequences.campaign_id
      where sequences.id = ${targetId}::uuid and sequences.state = 'live' and campaigns.status <> 'archived'`,
  };
  return (await tx.execute(sql`select from ${there[kind]} for key share`)).length === 0;
}

type Step = { seen: number; changed: number; reached: string | null };

async function change(tx: Tx, act: Doable, doers: Doers, now: Date): Promise<Step> {
  const definition = readSegment(act.definition);
  if (!definition) throw new Error('the segment of a bulk act can no longer be read');
  const behind = act.reached === null ? sql`true` : sql`contacts.id > ${act.reached}::uuid`;
  const step = sql`
      select contacts.id from contacts
      where ${behind} and ${segmentCondition(definition, act.createdAt)} order by contacts.id limit ${atOnce}`;
  const done = await handedIn(tx, act, doers.enrol.change, step, now);
  return await count(
    tx,
    { ...act, undoing: false, now },
    sql`
    with step as materialized (${done?.step ?? step}), ${done?.changed ?? changes(act, now, await sightOf(tx, act))}, kept as (
      insert into bulk_act_changes (act_id, contact_id, before)
      select ${act.id}::uuid, contact_id, before from changed
      on conflict do nothing
    )`,
  );
}

/**
 * Has a step of an act done by the feature that knows how, and gives whom it was about, and for whom it changed
 * something, as SQL that goes on from there; undefined for the kinds of act that are done here.
 */
async function handedIn(
  tx: Tx,
  { id: actId, kind, targetId }: Doable,
  doer: Doer,
  step: SQL,
  now: Date,
): Promise<{ step: SQL; changed: SQL } | undefined> {
  if (kind !== 'enrol') return undefined;
  if (targetId === null) throw new Error('an act puts people into no sequence');
  const contactIds = [...(await tx.execute<{ id: string }>(step))].map(({ id }) => id);
  const changed = contactIds.length === 0 ? [] : await doer(tx, { actId, targetId, contactIds, now });
  return {
    step: sql`select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb)`,
    changed: sql`changed as (
      select value::uuid as contact_id, null::text as before, ${targetId}::text as given
      from jsonb_array_elements_text(${JSON.stringify(changed)}::jsonb)
    )`,
  };
}

/** Whom the one who gets an act's contacts may see: a leader is given nobody else. */
async function sightOf(tx: Tx, { kind, targetId }: Doable): Promise<SQL> {
  if (kind !== 'owner' || targetId === null) return sql`true`;
  const [owner] = await tx
    .select({ id: organizers.id, role: organizers.role })
    .from(organizers)
    .where(eq(organizers.id, targetId));
  return (owner && scopeOf(owner)) ?? sql`true`;
}

/** Puts back what was there, where nobody has changed it again since. */
async function undo(tx: Tx, act: Doable, doers: Doers, now: Date): Promise<Step> {
  const behind = act.reached === null ? sql`true` : sql`contact_id > ${act.reached}::uuid`;
  const step = sql`
      select contact_id as id, before from bulk_act_changes
      where act_id = ${act.id}::uuid and ${behind} order by contact_id limit ${atOnce}`;
  const done = await handedIn(tx, act, doers.enrol.undo, step, now);
  return await count(
    tx,
    { ...act, undoing: true, now },
    sql`with step as materialized (${done?.step ?? step}), ${done?.changed ?? undoing(act)}`,
  );
}

/** Runs a step, tells it on the timeline of everyone it changed something for, and counts them. */
async function count(tx: Tx, doing: Doing, ctes: SQL): Promise<Step> {
  const [row] = await tx.execute<{ step: Step }>(sql`
    ${ctes}, ${tracking(
      happened(doing),
      sql`(select json_build_object('seen', (select count(*) from step), 'changed', (select count(*) from changed),
        'reached', (select id from step order by id desc limit 1))) as step`,
    )}`);
  return row?.step ?? { seen: 0, changed: 0, reached: null };
}

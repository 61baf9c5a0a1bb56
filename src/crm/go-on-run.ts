import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { backfillSome } from './backfill-some.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import { keptDetail } from './clean-text.ts';
import { dryRunSome } from './dry-run-some.ts';
import type { Session } from './open-call.ts';
import { type CrmConnector, findCrm } from './queries.ts';
import { reconcileSome } from './reconcile-some.ts';
import { scopeCondition } from './scope.ts';
import { crmCalls, crmRuns } from './table.ts';

export type Run = typeof crmRuns.$inferSelect;

/** What a run does with the next contacts, and what it found of them, by name. */
export type RunStep = (
  deps: Deps,
  given: { connector: CrmConnector; run: Run; contactIds: string[]; session: Session },
) => Promise<Record<string, number>>;

const steps = { 'dry-run': dryRunSome, reconcile: reconcileSome };
const together = 100;
/** For how long one job goes on, and how long a run waits for the CRM, in milliseconds. */
const slice = 4_000;
const later = { room: 1_000, away: 30_000 };

/** Goes on with a run from where it is, for a slice of time; then there is a job for the rest. */
export async function goOnRun(deps: Deps, runId: string): Promise<void> {
  const until = performance.now() + slice;
  for (;;) {
    const [run] = await deps.db.select().from(crmRuns).where(eq(crmRuns.id, runId));
    const connector = run && (await findCrm(deps.db, run.connectorId));
    if (run?.state !== 'running' || !connector) return;
    if (run.kind === 'backfill') {
      const more = await backfillSome(deps, connector, run);
      if (more === 'done') return;
      return await goOnLater(deps, runId, later.room);
    }
    const contactIds = await nextOf(deps.db, connector, run, deps.clock.now());
    if (contactIds.length === 0) return await endRun(deps, run);
    const session: Session = { batchId: uuidv7(), calls: [], secrets: [] };
    try {
      const found = await steps[run.kind](deps, { connector, run, contactIds, session });
      await noteProgress(deps.db, run, { contactIds, found });
    } catch (error) {
      if (!(error instanceof CallFailed) && !(error instanceof Refusal)) throw error;
      await deps.db
        .update(crmRuns)
        .set({ detail: keptDetail(error.message) })
        .where(eq(crmRuns.id, runId));
      if (error instanceof Refusal) return await endRun(deps, run, 'failed');
      return await goOnLater(deps, runId, error.after ?? later.away);
    } finally {
      if (session.calls.length > 0) await deps.db.insert(crmCalls).values(session.calls);
    }
    if (performance.now() > until) return await enqueue(deps.db, 'crm.run', { runId }, { key: `crm.run:${runId}` });
  }
}

/** The next contacts of the connector behind those that were dealt with, in the order of their ids. */
export async function nextOf(
  db: Db,
  connector: CrmConnector,
  { position }: Pick<Run, 'position'>,
  now: Date,
  limit = together,
): Promise<string[]> {
  const behind = position === null ? sql`true` : sql`contacts.id > ${position}::uuid`;
  const rows = await db.execute<{ id: string }>(sql`
    select contacts.id from contacts where ${behind} and ${await scopeCondition(db, connector, now)}
    order by contacts.id limit ${limit}`);
  return [...rows].map(({ id }) => id);
}

/** Only where the run still is where it was: another worker may have dealt with the same. */
async function noteProgress(
  db: Db,
  run: Run,
  { contactIds, found }: { contactIds: string[]; found: Record<string, number> },
): Promise<void> {
  const counts = { ...run.counts };
  for (const [name, count] of Object.entries(found)) counts[name] = (counts[name] ?? 0) + count;
  await db
    .update(crmRuns)
    .set({ counts, done: run.done + contactIds.length, position: contactIds.at(-1) ?? null, detail: '' })
    .where(sql`${crmRuns.id} = ${run.id}::uuid and ${crmRuns.position} is not distinct from ${run.position}::uuid`);
}

/** The end of a run: where it was is nobody's id any more. */
export async function endRun(deps: Pick<Deps, 'db' | 'clock'>, run: Run, state: 'done' | 'failed' = 'done') {
  await deps.db
    .update(crmRuns)
    .set({ state, endedAt: deps.clock.now(), position: null })
    .where(sql`${crmRuns.id} = ${run.id}::uuid and ${crmRuns.state} = 'running'`);
}

async function goOnLater({ db, clock }: Deps, runId: string, wait: number): Promise<void> {
  const runAt = new Date(clock.now().getTime() + wait);
  await enqueue(db, 'crm.run', { runId }, { key: `crm.run:${runId}`, runAt });
}

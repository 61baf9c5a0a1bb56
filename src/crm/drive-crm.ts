import { setTimeout as delay } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { foldChanges } from './fold-changes.ts';
import { goOnRun } from './go-on-run.ts';
import { type CrmFigures, crmFigures } from './health-queries.ts';
import { pushWaiting } from './push-waiting.ts';
import { crmRuns } from './table.ts';

type Driving = {
  connectorId: string;
  /** A run that is to come to its end; left out: what waits is to be pushed. */
  runId?: string;
  onProgress(done: number, total: number): void;
};

/** `down`: the CRM does not answer, or lets nobody in; what waits goes on waiting. */
export type Driven = { end: 'done' | 'down' | 'gone'; figures: CrmFigures | undefined };

/**
 * Works on a connector until nothing is left to do now, beside whatever workers run: what the command line does. It gives
 * up where the CRM is down, for the workers try again by themselves.
 */
export async function driveCrm(deps: Deps, { connectorId, runId, onProgress }: Driving): Promise<Driven> {
  let most = 0;
  let refused = 0;
  for (;;) {
    await foldChanges(deps);
    if (runId !== undefined) await goOnRun(deps, runId);
    await pushWaiting(deps, connectorId);
    const [run] = runId === undefined ? [] : await deps.db.select().from(crmRuns).where(eq(crmRuns.id, runId));
    const figures = (await crmFigures(deps.db, deps.clock.now())).find(({ id }) => id === connectorId);
    if (!figures) return { end: 'gone', figures };
    // Whoever fails is tried again later, by whoever runs then.
    const left = Math.max(0, figures.waiting - Object.values(figures.causes).reduce((sum, one) => sum + one, 0));
    most = Math.max(most, left);
    if (run) onProgress(Math.max(0, run.done - (run.kind === 'backfill' ? left : 0)), run.total);
    else onProgress(most - left, most);
    if (figures.circuit !== 'closed' && run?.kind !== 'dry-run') return { end: 'down', figures };
    // A run asks by itself, whatever is thought of the CRM: three times no answer is one.
    refused = run && run.kind !== 'backfill' && run.detail !== '' ? refused + 1 : 0;
    if (refused === 3) return { end: 'down', figures };
    if (run ? run.state !== 'running' : left === 0 || figures.state !== 'active') return { end: 'done', figures };
    await delay(run && run.kind !== 'backfill' && run.detail === '' ? 0 : 200);
  }
}

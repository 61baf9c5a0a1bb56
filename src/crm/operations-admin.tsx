import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { mustFindCrm } from './admin.tsx';
import { type Cause, causes } from './causes.ts';
import { FailingPage } from './failing-pages.tsx';
import { HealthPage } from './health-pages.tsx';
import { listFailing, readHealth } from './health-queries.ts';
import { pauseCrm } from './pause-crm.ts';
import { findCrm } from './queries.ts';
import { replay } from './replay.ts';
import { resumeCrm } from './resume-crm.ts';
import { RunPage, RunsPage } from './run-pages.tsx';
import { findRun, listFindings, listRuns } from './run-queries.ts';
import { settleFarewell } from './settle-farewell.ts';
import { startRun } from './start-run.ts';
import { steerRun } from './steer-run.ts';
import { vendors } from './vendors.ts';

const shown = { runs: 50, findings: 200, failing: 100 };
const kinds = ['dry-run', 'backfill', 'reconcile'] as const;
const acts = ['pause', 'resume', 'stop'] as const;

/** How connectors stand, what does not pass, passes over everybody; to be mounted at `/admin`. */
export function crmOperationsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, clock, db } = deps;
  const { timezone } = config;
  app.use(
    '/crm/*',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );
  const shared = (c: Context<AdminEnv>) => ({ locale: c.get('locale'), organizer: c.get('organizer'), timezone });

  app.get('/crm/:id', async (c) => {
    const connector = await findCrm(db, idParameter(c.req.param('id')));
    if (!connector) throw new AppError('not-found', 'there is no such connector');
    const [health, runs] = await Promise.all([
      readHealth(db, config, connector.id, clock.now()),
      listRuns(db, connector.id, 1),
    ]);
    const run = runs.find(({ state }) => state === 'running');
    const limits = connector.description?.limits ?? vendors[connector.vendor]?.limits;
    const replayed = Number(c.req.query('replayed') ?? Number.NaN);
    const page = (
      <HealthPage
        {...shared(c)}
        connector={connector}
        health={health}
        limit={limits ? Math.round(limits.calls / limits.perSeconds) : 0}
        run={run}
        replayed={Number.isInteger(replayed) ? replayed : undefined}
      />
    );
    const moves = connector.state === 'active' && (run !== undefined || health.counts.waiting > 0);
    return await personalPage(c, page, 200, moves ? { refresh: '5' } : {});
  });

  app.get('/crm/:id/failing/:cause', async (c) => {
    const connector = await findCrm(db, idParameter(c.req.param('id')));
    const cause = readCause(c.req.param('cause'));
    if (!connector || !cause) throw new AppError('not-found');
    const failing = await listFailing(db, connector.id, cause, { limit: shown.failing });
    const page = { connector, cause, failing, limit: shown.failing };
    return await personalPage(c, <FailingPage {...shared(c)} {...page} />);
  });

  app.post('/crm/:id/replay', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    const cause = readCause(first(await readForm(c), 'cause'));
    const given = { connectorId: id, organizerId: c.get('organizer').id };
    const count = await replay(deps, { ...given, ...(cause ? { cause } : {}) });
    return seeOther(c, `/admin/crm/${id}?replayed=${count}`);
  });

  app.post('/crm/:id/replay/:contact', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    const contactId = idParameter(c.req.param('contact'));
    const count = await replay(deps, { connectorId: id, organizerId: c.get('organizer').id, contactId });
    return seeOther(c, `/admin/crm/${id}?replayed=${count}`);
  });

  app.post('/crm/:id/farewells/:farewell', async (c) => {
    // One that is disconnected too: what it still holds is to be taken out.
    const connector = await findCrm(db, idParameter(c.req.param('id')));
    if (!connector) throw new AppError('not-found', 'there is no such connector');
    const farewellId = idParameter(c.req.param('farewell'));
    await settleFarewell(deps, { connectorId: connector.id, farewellId, organizerId: c.get('organizer').id });
    return seeOther(c, `/admin/crm/${connector.id}`);
  });

  app.post('/crm/:id/pause', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    await pauseCrm(deps, id, c.get('organizer').id);
    return seeOther(c, `/admin/crm/${id}`);
  });

  app.post('/crm/:id/resume', async (c) => {
    const { id } = await mustFindCrm(deps, c);
    await resumeCrm(deps, id, c.get('organizer').id);
    return seeOther(c, `/admin/crm/${id}`);
  });

  app.get('/crm/:id/runs', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const runs = await listRuns(db, connector.id, shown.runs);
    return await personalPage(c, <RunsPage {...shared(c)} connector={connector} runs={runs} busy={isBusy(c)} />);
  });

  app.post('/crm/:id/runs', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const form = await readForm(c);
    const kind = kinds.find((one) => one === first(form, 'kind'));
    if (!kind) throw new AppError('malformed', 'there is no such run');
    const organizerId = c.get('organizer').id;
    // What was tried out is what is meant: the button says that it sets the connector going.
    if (kind === 'backfill' && connector.state === 'paused') await resumeCrm(deps, connector.id, organizerId);
    const started = await startRun(deps, { id: formId(form), connectorId: connector.id, kind, organizerId });
    const base = `/admin/crm/${connector.id}/runs`;
    return seeOther(c, started.ok ? `${base}/${started.runId}` : `${base}?busy=1`);
  });

  app.get('/crm/:id/runs/:run', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const run = await findRun(db, connector.id, idParameter(c.req.param('run')));
    if (!run) throw new AppError('not-found');
    const findings = await listFindings(db, run.id, shown.findings);
    const page = <RunPage {...shared(c)} connector={connector} run={run} findings={findings} />;
    return await personalPage(c, page, 200, run.state === 'running' ? { refresh: '2' } : {});
  });

  app.post('/crm/:id/runs/:run/:act', async (c) => {
    const connector = await mustFindCrm(deps, c);
    const run = await findRun(db, connector.id, idParameter(c.req.param('run')));
    const act = acts.find((one) => one === c.req.param('act'));
    if (!run || !act) throw new AppError('not-found');
    await steerRun(deps, { runId: run.id, act, organizerId: c.get('organizer').id });
    return seeOther(c, `/admin/crm/${connector.id}/runs/${run.id}`);
  });

  return app;
}

function isBusy(c: Context<AdminEnv>): boolean {
  return c.req.query('busy') === '1';
}

function readCause(text: string): Cause | undefined {
  return causes.find((one) => one === text);
}

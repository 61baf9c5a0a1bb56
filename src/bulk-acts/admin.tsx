import { Hono } from 'hono';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { listSequences, namedSequences } from '../followups/queries.ts';
import { sequenceInFull } from '../followups/view.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { listAnswerers } from '../outreach/queries.ts';
import { segmentCondition } from '../segments/condition.ts';
import { readSegment, type SegmentDefinition } from '../segments/form.ts';
import { countContacts, findSegment, segmentChoices } from '../segments/queries.ts';
import { BulkActPage, BulkActsPage } from './act-pages.tsx';
import { type ActKind, actKinds, readTarget } from './form.ts';
import { NewActPage } from './pages.tsx';
import { findBulkAct, firstContacts, listBulkActs } from './queries.ts';
import { startBulkAct } from './start-bulk-act.ts';
import { stopBulkAct } from './stop-bulk-act.ts';
import { undoBulkAct } from './undo-bulk-act.ts';

const shownNames = 10;
const shownActs = 100;

/** Acts on everyone whom a segment means: preview, beginning, progress, stop, undo; to be mounted at `/admin`. */
export function bulkActsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db } = deps;
  const { timezone } = deps.config;
  app.use(
    '/bulk-acts/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  type Look = AdminEnv['Variables'] & {
    definition: SegmentDefinition;
    id: string;
    wrong?: ActKind | undefined;
    typed?: string;
  };
  const preview = async ({ locale, organizer, definition, id, wrong, typed = '' }: Look) => {
    const condition = segmentCondition(definition, deps.clock.now());
    const [choices, answerers, sequences, count, names] = await Promise.all([
      segmentChoices(db, locale),
      listAnswerers(db),
      listSequences(db),
      countContacts(db, condition),
      firstContacts(db, condition, shownNames),
    ]);
    const shared = { locale, organizer, timezone, choices, answerers, sequences };
    return (
      <NewActPage {...shared} id={id} definition={definition} count={count} names={names} wrong={wrong} typed={typed} />
    );
  };

  const sequenceNames = async (locale: Look['locale']) =>
    (await namedSequences(db)).map((one) => ({ id: one.id, name: sequenceInFull(locale, one) }));

  app.get('/bulk-acts', async (c) => {
    const locale = c.get('locale');
    const [acts, choices, sequences] = await Promise.all([
      listBulkActs(db, shownActs),
      segmentChoices(db, locale),
      sequenceNames(locale),
    ]);
    const shared = { locale, organizer: c.get('organizer'), timezone, choices, sequences };
    return await personalPage(c, <BulkActsPage {...shared} acts={acts} />);
  });

  app.get('/bulk-acts/new', async (c) => {
    const { segment, filter } = c.req.query();
    const saved = segment !== undefined && isUuid(segment) ? await findSegment(db, segment) : undefined;
    const definition = saved?.definition ?? readSegment(filter);
    if (!definition) throw new AppError('not-found');
    const look = { locale: c.get('locale'), organizer: c.get('organizer'), definition, id: uuidv7() };
    return await personalPage(c, await preview(look));
  });

  app.post('/bulk-acts', async (c) => {
    const form = await readForm(c);
    const definition = readSegment(first(form, 'filter'));
    if (!definition) throw new AppError('malformed', 'this filter cannot be read');
    const id = idParameter(first(form, 'id'));
    const target = readTarget(form);
    if (!target) {
      const wrong = actKinds.find((one) => one === first(form, 'act'));
      const look = { locale: c.get('locale'), organizer: c.get('organizer'), definition, id, wrong };
      return await personalPage(c, await preview({ ...look, typed: first(form, 'target') }), 422);
    }
    await startBulkAct(deps, { id, organizerId: c.get('organizer').id, target, definition });
    return seeOther(c, `/admin/bulk-acts/${id}`);
  });

  app.get('/bulk-acts/:id', async (c) => {
    const locale = c.get('locale');
    const [act, choices, sequences] = await Promise.all([
      findBulkAct(db, idParameter(c.req.param('id'))),
      segmentChoices(db, locale),
      sequenceNames(locale),
    ]);
    if (!act) throw new AppError('not-found');
    const shared = { locale, organizer: c.get('organizer'), timezone, choices, sequences };
    const page = <BulkActPage {...shared} act={act} />;
    const busy = act.state === 'running' || act.state === 'undoing';
    // A header rather than an element: it is the answer that grows old.
    return await personalPage(c, page, 200, busy ? { refresh: '2' } : {});
  });

  app.post('/bulk-acts/:id/stop', async (c) => {
    const id = idParameter(c.req.param('id'));
    await stopBulkAct(deps, id, c.get('organizer').id);
    return seeOther(c, `/admin/bulk-acts/${id}`);
  });

  app.post('/bulk-acts/:id/undo', async (c) => {
    const id = idParameter(c.req.param('id'));
    await undoBulkAct(deps, id, c.get('organizer').id);
    return seeOther(c, `/admin/bulk-acts/${id}`);
  });

  return app;
}

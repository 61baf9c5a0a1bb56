import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { findBulkAct, firstContacts } from '../bulk-acts/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { readSegment, type SegmentDefinition } from '../segments/form.ts';
import { segmentChoices } from '../segments/queries.ts';
import { EraseManyPage } from './erase-many-pages.tsx';
import { readCount } from './form.ts';
import { countErased, erasedBy, startErasing } from './start-erasing.ts';

const shownNames = 10;

/** Erasing everyone whom a segment means: what it would do, and its beginning; to be mounted at `/admin`. */
export function eraseManyAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;
  app.use(
    '/erase-many',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );

  type Look = { definition: SegmentDefinition; id: string; typed?: string; problem?: 'wrong' | 'moved' };

  app.get('/erase-many', async (c) => {
    return await preview(c, { definition: readDefinition(c.req.query('filter')), id: uuidv7() });
  });

  app.post('/erase-many', async (c) => {
    const form = await readForm(c);
    const definition = readDefinition(first(form, 'filter'));
    const id = idParameter(first(form, 'id'));
    const typed = first(form, 'people');
    const progress = `/admin/bulk-acts/${id}`;
    // Pressed twice, the second press finds fewer people than were confirmed.
    if (await findBulkAct(db, id)) return seeOther(c, progress);
    const confirmed = readCount(typed);
    if (confirmed === undefined || String(confirmed) !== first(form, 'shown')) {
      return await preview(c, { definition, id, typed, problem: 'wrong' });
    }
    const begun = await startErasing(deps, { id, organizerId: c.get('organizer').id, definition, confirmed });
    return begun.ok ? seeOther(c, progress) : await preview(c, { definition, id, problem: 'moved' });
  });

  async function preview(c: Context<AdminEnv>, { definition, id, typed = '', problem }: Look): Promise<Response> {
    const locale = c.get('locale');
    const now = clock.now();
    const [choices, count, names] = await Promise.all([
      segmentChoices(db, locale),
      countErased(db, definition, now),
      firstContacts(db, erasedBy(definition, now), shownNames),
    ]);
    const shared = { locale, organizer: c.get('organizer'), timezone: config.timezone, choices };
    const page = <EraseManyPage {...shared} {...{ definition, id, count, names, typed, problem }} />;
    return await personalPage(c, page, problem ? 422 : 200);
  }

  return app;
}

/** Never everyone where the filter cannot be read. */
function readDefinition(filter: string | undefined): SegmentDefinition {
  const definition = readSegment(filter);
  if (!definition) throw new AppError('malformed', 'this filter cannot be read');
  return definition;
}

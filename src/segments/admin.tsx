import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { readSegment } from './form.ts';
import { SegmentsPage } from './pages.tsx';
import { savedSegments, segmentChoices } from './queries.ts';
import { changeSegment, deleteSegment, saveSegment } from './save-segment.ts';

const longestName = 100;

/** The saved segments: keeping, renaming, changing and deleting them; to be mounted at `/admin`. */
export function segmentsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use(
    '/segments/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  const page = async (
    locale: AdminEnv['Variables']['locale'],
    organizer: AdminEnv['Variables']['organizer'],
    unnamed?: Unnamed,
  ) => {
    const [segments, choices] = await Promise.all([savedSegments(deps.db), segmentChoices(deps.db, locale)]);
    const shared = { locale, organizer, timezone: deps.config.timezone };
    return <SegmentsPage {...shared} segments={segments} choices={choices} unnamed={unnamed} />;
  };

  app.get('/segments', async (c) => await personalPage(c, await page(c.get('locale'), c.get('organizer'))));

  app.post('/segments', async (c) => {
    const form = await readForm(c);
    const definition = readSegment(first(form, 'filter'));
    if (!definition) throw new AppError('malformed', 'this filter cannot be read');
    const typed = first(form, 'name');
    const [id, name] = [formId(form), readName(typed)];
    if (name === undefined) {
      const unnamed = { newId: id, definition, typed };
      return await personalPage(c, await page(c.get('locale'), c.get('organizer'), unnamed), 422);
    }
    await saveSegment(deps, c.get('organizer').id, { id, name, definition });
    return seeOther(c, `/admin/contacts?segment=${id}`);
  });

  app.post('/segments/:id', async (c) => {
    const id = idParameter(c.req.param('id'));
    const form = await readForm(c);
    const definition = form.has('filter') ? readSegment(first(form, 'filter')) : undefined;
    const typed = first(form, 'name');
    const name = readName(typed);
    if (!definition && name === undefined) {
      return await personalPage(c, await page(c.get('locale'), c.get('organizer'), { id, typed }), 422);
    }
    const change = { ...(definition ? { definition } : {}), ...(name === undefined ? {} : { name }) };
    if (!(await changeSegment(deps, id, change))) throw new AppError('not-found');
    return seeOther(c, definition ? `/admin/contacts?segment=${id}` : '/admin/segments');
  });

  app.post('/segments/:id/delete', async (c) => {
    await deleteSegment(deps, idParameter(c.req.param('id')));
    return seeOther(c, '/admin/segments');
  });

  return app;
}

/** A form that came without a name that will do: of a new segment, or of one that is there. */
type Unnamed = Parameters<typeof SegmentsPage>[0]['unnamed'];

function readName(typed: string): string | undefined {
  const name = typed.replaceAll('\0', '').trim();
  return name === '' || name.length > longestName ? undefined : name;
}

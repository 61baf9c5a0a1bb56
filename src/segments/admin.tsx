import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, formId, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { readSegment, type SegmentDefinition } from './form.ts';
import { SegmentsPage } from './pages.tsx';
import { savedSegments, segmentChoices } from './queries.ts';
import { changeSegment, deleteSegment, type SegmentChange, saveSegment } from './save-segment.ts';

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
    again?: Again,
  ) => {
    const [segments, choices] = await Promise.all([savedSegments(deps.db), segmentChoices(deps.db, locale)]);
    const shared = { locale, organizer, timezone: deps.config.timezone };
    return <SegmentsPage {...shared} segments={segments} choices={choices} again={again} />;
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
    const again = async (what: Again, status: 409 | 422) =>
      await personalPage(c, await page(c.get('locale'), c.get('organizer'), what), status);
    const t = messages(c.get('locale')).segments;
    if (form.has('filter') && !definition) return await again({ id, typed, problem: t.sentUnreadable }, 422);
    if (!definition && name === undefined) return await again({ id, typed, problem: t.nameMissing }, 422);
    const result = await changeSegment(deps, id, changeOf(name, definition), {
      ...(form.has('was.name') && { name: first(form, 'was.name') }),
      ...changeOf(undefined, readSegment(first(form, 'was.filter'))),
    });
    if (result.ok) return seeOther(c, definition ? `/admin/contacts?segment=${id}` : '/admin/segments');
    if (!result.now) throw new AppError('not-found');
    if (definition) return await again({ id, definition }, 409);
    return await again({ id, typed, problem: t.renamedMeanwhile(result.now.name) }, 409);
  });

  app.post('/segments/:id/delete', async (c) => {
    await deleteSegment(deps, idParameter(c.req.param('id')));
    return seeOther(c, '/admin/segments');
  });

  return app;
}

/** A form that comes back, with why. */
type Again = NonNullable<Parameters<typeof SegmentsPage>[0]['again']>;

function changeOf(name: string | undefined, definition: SegmentDefinition | undefined): SegmentChange {
  return { ...(name === undefined ? {} : { name }), ...(definition ? { definition } : {}) };
}

function readName(typed: string): string | undefined {
  const name = typed.replaceAll('\0', '').trim();
  return name === '' || name.length > longestName ? undefined : name;
}

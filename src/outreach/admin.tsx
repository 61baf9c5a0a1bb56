import { Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { refusalsOf } from '../consents/queries.ts';
import type { Deps } from '../deps.ts';
import { readPlace, writePlace } from '../http/list-place.ts';
import { readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { type Locale, messages } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { scopeOf } from '../organizers/scope.ts';
import { readAnswering, readShow } from './form.ts';
import { WaitingPage } from './pages.tsx';
import { countWaiting, findAnswerer, listWaiting } from './queries.ts';
import { readNotice } from './read-notice.ts';
import { saveAnswering } from './save-answering.ts';

const perPage = 50;

/** Who waits for an answer, and how one takes part in answering; to be mounted at `/admin`. */
export function outreachAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;
  app.use(
    '/waiting/*',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );

  app.get('/waiting', async (c) => {
    const now = clock.now();
    const organizer = c.get('organizer');
    const locale = c.get('locale');
    const { saved, noted, undone, after: asked } = c.req.query();
    const show = readShow(c.req.query('show'));
    const after = readPlace(asked);
    const who = { organizerId: organizer.id, scope: scopeOf(organizer), now };
    const [found, counts, answering, notice] = await Promise.all([
      listWaiting(db, { show, ...who, after, limit: perPage + 1 }),
      countWaiting(db, who),
      findAnswerer(db, organizer.id),
      readNotice(db, locale, organizer.id, { noted, undone }, now),
    ]);
    const people = found.slice(0, perPage);
    const refusals = await refusalsOf(
      db,
      people.map(({ contact }) => contact.id),
    );
    const last = found.length > perPage ? people.at(-1) : undefined;
    const page = (
      <WaitingPage
        locale={locale}
        organizer={organizer}
        path={pathOf(c.req.url)}
        now={now}
        show={show}
        counts={counts}
        people={people.map((person) => ({
          ...person,
          refusals: refusals.get(person.contact.id) ?? [],
          attemptId: uuidv7(),
        }))}
        more={last && writePlace({ at: last.clock.dueAt, id: last.contact.id })}
        first={after === undefined}
        answering={answering}
        notice={saved === undefined ? notice : savedNotice(locale)}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/waiting/settings', async (c) => {
    await saveAnswering(db, c.get('organizer').id, readAnswering(await readForm(c)));
    return seeOther(c, '/admin/waiting?saved=1');
  });

  return app;
}

function savedNotice(locale: Locale) {
  return { text: messages(locale).outreach.settings.saved };
}

/** What was just done is said once, not in the other language as well. */
function pathOf(url: string): string {
  const { pathname, searchParams } = new URL(url);
  for (const said of ['saved', 'noted', 'undone']) searchParams.delete(said);
  return searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
}

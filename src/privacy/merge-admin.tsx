import { type Context, Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { readSearch } from '../dossiers/form.ts';
import { listContacts } from '../dossiers/list-queries.ts';
import { AppError } from '../errors.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { readSession } from '../organizers/read-session.ts';
import { dismissDuplicate } from './dismiss-duplicate.ts';
import { DuplicatesPage } from './duplicates-pages.tsx';
import { likelyOf, listPairs } from './duplicates-queries.ts';
import { readTaken } from './form.ts';
import { mergeContacts } from './merge-contacts.ts';
import { ChooseOtherPage, ComparePage } from './merge-pages.tsx';
import { findSide, survivorOf, undoableMerges } from './merge-queries.ts';
import { countRows } from './queries.ts';
import { addressesOf } from './rows.ts';
import { undoMerge } from './undo-merge.ts';

const shownPairs = 100;
const foundPeople = 20;
const refusals = ['same', 'gone', 'over', 'later-first', 'taken'] as const;

/** Two contacts of one person: finding them, making them one, parting them again; to be mounted at `/admin`. */
export function mergeAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;
  const guard = requireOrganizer(config, (headers) => readSession(deps, headers));
  for (const path of ['/contacts/:id/merge', '/merges/*', '/duplicates', '/duplicates/*']) app.use(path, guard);

  app.get('/contacts/:id/merge', async (c) => {
    const survivor = await findThis(c.req.param('id'));
    const withId = c.req.query('with');
    if (withId === undefined) return await choosePage(c, survivor);
    const loser = isUuid(withId) && withId !== survivor.id ? await findSide(db, withId) : undefined;
    if (!loser) return seeOther(c, `/admin/contacts/${survivor.id}/merge?refused=gone`);
    const whose = { contactId: loser.id, addresses: await addressesOf(db, loser.id) };
    const rows = (await countRows(db, whose)).reduce((sum, { count }) => sum + count, 0);
    return await personalPage(c, <ComparePage {...shared(c)} survivor={survivor} loser={loser} rows={rows} />);
  });

  app.post('/contacts/:id/merge', async (c) => {
    const survivor = await findThis(c.req.param('id'));
    const form = await readForm(c);
    const loserId = first(form, 'with');
    const path = `/admin/contacts/${survivor.id}/merge`;
    if (!isUuid(loserId)) return seeOther(c, `${path}?refused=gone`);
    const wish = { survivorId: survivor.id, loserId, taken: readTaken(form), organizerId: c.get('organizer').id };
    const merged = await mergeContacts(deps, wish);
    return seeOther(c, merged.ok ? `${path}?outcome=done` : `${path}?refused=${merged.reason}`);
  });

  app.post('/merges/:id/undo', async (c) => {
    const mergeId = c.req.param('id');
    const survivorId = isUuid(mergeId) ? await survivorOf(db, mergeId) : undefined;
    if (survivorId === undefined) throw new AppError('not-found', 'there is no such merge');
    const undone = await undoMerge(deps, { mergeId, organizerId: c.get('organizer').id });
    const path = `/admin/contacts/${survivorId}/merge`;
    return seeOther(c, undone.ok ? `${path}?outcome=undone` : `${path}?refused=${undone.reason}`);
  });

  app.get('/duplicates', async (c) => {
    const pairs = await listPairs(db, shownPairs);
    return await personalPage(c, <DuplicatesPage {...shared(c)} pairs={pairs} notice={c.req.query('outcome')} />);
  });

  app.post('/duplicates/look', async (c) => {
    await enqueue(db, 'privacy.find-duplicates', {}, { key: 'privacy.find-duplicates' });
    return seeOther(c, '/admin/duplicates?outcome=looked');
  });

  app.post('/duplicates/dismiss', async (c) => {
    const form = await readForm(c);
    const [one, other] = [first(form, 'first'), first(form, 'second')];
    if (isUuid(one) && isUuid(other)) {
      await dismissDuplicate(db, { ids: [one, other], organizerId: c.get('organizer').id, at: clock.now() });
    }
    return seeOther(c, '/admin/duplicates?outcome=dismissed');
  });

  async function choosePage(c: Context<AdminEnv>, survivor: { id: string; name: string }) {
    const q = c.req.query('q');
    const [proposed, past, found] = await Promise.all([
      likelyOf(db, survivor.id),
      undoableMerges(db, survivor.id, clock.now()),
      q === undefined
        ? undefined
        : listContacts(db, { words: readSearch(q), scope: undefined, sort: [], limit: foundPeople + 1 }),
    ]);
    const people = found?.contacts.filter(({ contact }) => contact.id !== survivor.id).slice(0, foundPeople);
    const outcome = (['done', 'undone'] as const).find((one) => one === c.req.query('outcome'));
    const refused = refusals.find((one) => one === c.req.query('refused'));
    return await personalPage(
      c,
      <ChooseOtherPage
        {...shared(c)}
        contact={survivor}
        proposed={proposed}
        search={
          people && {
            q: q ?? '',
            found: people.map(({ contact }) => ({
              ...contact,
              name: `${contact.firstName} ${contact.lastName}`.trim(),
            })),
          }
        }
        past={past}
        notice={outcome ? { done: outcome } : refused && { refused }}
      />,
    );
  }

  async function findThis(id: string) {
    const side = isUuid(id) ? await findSide(db, id) : undefined;
    if (!side) throw new AppError('not-found', 'there is no such contact');
    return side;
  }

  const shared = (c: Context<AdminEnv>) => ({
    locale: c.get('locale'),
    organizer: c.get('organizer'),
    path: c.req.path,
    timezone: config.timezone,
  });

  return app;
}

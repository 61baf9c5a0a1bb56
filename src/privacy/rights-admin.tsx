import { type Context, Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { copyAnswer } from './copy-routes.ts';
import { eraseContact } from './erase-contact.ts';
import { copyOf, countRows, findPerson } from './queries.ts';
import { CopyPage, ErasedPage, ErasePage } from './rights-pages.tsx';
import { addressesOf } from './rows.ts';

/** A person's rights as an organizer grants them: a copy of their data, and erasing; to be mounted at `/admin`. */
export function rightsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;
  const guard = requireOrganizer(config, (headers) => readSession(deps, headers));
  for (const path of ['/contacts/:id/erase', '/contacts/:id/copy', '/contacts/:id/copy.json', '/erased'])
    app.use(path, guard);

  app.get('/contacts/:id/erase', (c) => erasePage(c, c.req.param('id'), false));

  app.post('/contacts/:id/erase', async (c) => {
    const id = c.req.param('id');
    const form = await readForm(c);
    if (first(form, 'sure') !== 'yes') return await erasePage(c, id, true);
    const contact = await find(id);
    // Pressed twice, the second press finds nobody and is told the same.
    if (contact) await eraseContact(deps, contact.id, { organizerId: c.get('organizer').id, by: 'organizer' });
    return seeOther(c, '/admin/erased');
  });

  app.get('/erased', (c) => personalPage(c, <ErasedPage {...shared(c)} />));

  app.get('/contacts/:id/copy', async (c) => {
    const { contact, whose } = await mustFind(c.req.param('id'));
    const at = clock.now();
    await note(c, contact.id, 'html');
    const parts = await copyOf(db, whose);
    return await personalPage(
      c,
      <CopyPage {...shared(c)} contact={{ id: contact.id, name: nameOf(contact) }} parts={parts} madeAt={at} />,
    );
  });

  app.get('/contacts/:id/copy.json', async (c) => {
    const { contact, whose } = await mustFind(c.req.param('id'));
    await note(c, contact.id, 'json');
    return copyAnswer(c, await copyOf(db, whose), clock.now());
  });

  async function erasePage(c: Context<AdminEnv>, id: string, unticked: boolean) {
    const { contact, whose } = await mustFind(id);
    const rows = await countRows(db, whose);
    const about = { id: contact.id, name: nameOf(contact) };
    return await personalPage(
      c,
      <ErasePage {...shared(c)} contact={about} rows={rows} unticked={unticked} />,
      unticked ? 422 : 200,
    );
  }

  /** A copy that leaves the house leaves a trace, as an export does. */
  async function note(c: Context<AdminEnv>, contactId: string, format: string) {
    const organizerId = c.get('organizer').id;
    await recordAudit(db, {
      organizerId,
      action: 'contact.copied',
      detail: { contactId, format },
      count: 1,
      at: clock.now(),
    });
  }

  async function find(id: string) {
    return isUuid(id) ? await findPerson(db, id) : undefined;
  }

  async function mustFind(id: string) {
    const contact = await find(id);
    if (!contact) throw new AppError('not-found', 'there is no such contact');
    return { contact, whose: { contactId: contact.id, addresses: await addressesOf(db, contact.id) } };
  }

  const shared = (c: Context<AdminEnv>) => ({
    locale: c.get('locale'),
    organizer: c.get('organizer'),
    path: c.req.path,
    timezone: config.timezone,
  });

  return app;
}

function nameOf({ firstName, lastName, email }: { firstName: string; lastName: string; email: string }): string {
  return `${firstName} ${lastName}`.trim() || email;
}

import { Hono } from 'hono';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage } from '../http/respond.ts';
import { copyAnswer } from './copy-routes.ts';
import { eraseContact } from './erase-contact.ts';
import { OwnCopyPage, OwnErasedPage, OwnErasePage } from './own-pages.tsx';
import { copyOf } from './queries.ts';
import { addressesOf } from './rows.ts';

/** A person's rights in their own hands, behind their own link: a copy of their data, and erasing it. */
export function privacyRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { db, clock, config } = deps;

  app.get('/s/:token/data', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const parts = await copyOf(db, { contactId: contact.id, addresses: await addressesOf(db, contact.id) });
    const page = (
      <OwnCopyPage
        campaign={view}
        baseUrl={config.baseUrl}
        spacePath={path}
        timezone={config.timezone}
        parts={parts}
        madeAt={clock.now()}
      />
    );
    return await personalPage(c, page);
  });

  app.get('/s/:token/data.json', async (c) => {
    const { contact } = await openSpace(deps, 'space', c.req.param('token'));
    const whose = { contactId: contact.id, addresses: await addressesOf(db, contact.id) };
    return copyAnswer(c, await copyOf(db, whose), clock.now());
  });

  app.get('/s/:token/erase', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const about = { campaign: view, baseUrl: config.baseUrl, spacePath: path, email: contact.email };
    return await personalPage(c, <OwnErasePage {...about} sure={false} />);
  });

  app.post('/s/:token/erase', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const about = { campaign: view, baseUrl: config.baseUrl, spacePath: path };
    if (first(await readForm(c), 'step') !== 'erase') {
      return await personalPage(c, <OwnErasePage {...about} email={contact.email} sure />);
    }
    await eraseContact(deps, contact.id, { organizerId: null, by: 'person' });
    return await personalPage(c, <OwnErasedPage {...about} />);
  });

  return app;
}

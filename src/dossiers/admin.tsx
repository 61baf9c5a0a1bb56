import { Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { ContactPage, MissingContactPage } from './contact-pages.tsx';
import { findDossier } from './dossier-queries.ts';
import { readSearch } from './form.ts';
import { ContactsPage } from './pages.tsx';
import { campaignNames, findContact, searchContacts } from './queries.ts';

const perPage = 50;
const timelinePage = 100;

/** The contacts, and everything that is known of one; to be mounted at `/admin`. */
export function contactsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { timezone } = deps.config;
  app.use(
    '/contacts/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  app.get('/contacts', async (c) => {
    const { q = '', campaign: slug = '', before } = c.req.query();
    const campaign = slug === '' ? undefined : await findCampaign(deps.db, slug);
    const [found, campaigns] = await Promise.all([
      searchContacts(deps.db, {
        words: readSearch(q),
        campaignId: campaign?.id,
        before: isUuid(before) ? before : undefined,
        limit: perPage + 1,
      }),
      campaignNames(deps.db),
    ]);
    const page = (
      <ContactsPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        timezone={timezone}
        query={{ q, campaign: campaign?.slug ?? '' }}
        before={before}
        campaigns={campaigns}
        contacts={found.slice(0, perPage)}
        older={found.length > perPage ? found[perPage - 1]?.contact.id : undefined}
      />
    );
    return await personalPage(c, page);
  });

  app.get('/contacts/:id', async (c) => {
    const id = c.req.param('id');
    const before = c.req.query('before');
    const found = isUuid(id) ? await findContact(deps.db, id) : undefined;
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), path: c.req.path };
    if (!found) return await personalPage(c, <MissingContactPage {...shared} />, 404);
    const page = { before: isUuid(before) ? before : undefined, limit: timelinePage + 1 };
    const dossier = await findDossier(deps.db, found.contact, page);
    const { activities } = dossier;
    const older = activities.length > timelinePage ? activities[timelinePage - 1]?.activity.id : undefined;
    return await personalPage(
      c,
      <ContactPage
        {...shared}
        timezone={timezone}
        {...found}
        dossier={{ ...dossier, activities: activities.slice(0, timelinePage) }}
        older={older}
        first={before === undefined}
      />,
    );
  });

  return app;
}

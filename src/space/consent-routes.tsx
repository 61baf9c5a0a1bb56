import { Hono } from 'hono';
import { standingConsents } from '../consents/queries.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { ConsentsPage } from './consent-pages.tsx';
import { withdrawConsent } from './withdraw-consent.ts';

/** What a contact has agreed to, in the words that were shown, each with the button that takes it back. */
export function consentRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/s/:token/consents', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const page = (
      <ConsentsPage
        campaign={view}
        baseUrl={config.baseUrl}
        spacePath={path}
        timezone={config.timezone}
        consents={await standingConsents(db, contact.id)}
        withdrawn={c.req.query('outcome') === 'withdrawn'}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/s/:token/consents', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const consentId = idParameter(first(await readForm(c), 'consent'));
    const wording = messages(view.locale).consents.own.withdraw;
    const wish = { contactId: contact.id, consentId, locale: view.locale, wording, at: clock.now() };
    await db.transaction((tx) => withdrawConsent(tx, wish));
    return seeOther(c, `${path}/consents?outcome=withdrawn`);
  });

  return app;
}

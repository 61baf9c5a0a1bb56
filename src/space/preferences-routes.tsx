import { Hono } from 'hono';
import { standingConsents } from '../consents/queries.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { idParameter } from '../http/id-parameter.ts';
import { leaveUrl } from '../http/links.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { changeLanguage } from './change-language.ts';
import { PreferencesPage } from './preferences-pages.tsx';
import { withdrawConsent } from './withdraw-consent.ts';

/** A contact's preferences: their language, and what they agreed to, in the words that were shown. */
export function preferencesRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/s/:token/preferences', async (c) => {
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const about = { contactId: contact.id, campaignId: campaign.id, since: clock.now() };
    const page = (
      <PreferencesPage
        campaign={view}
        baseUrl={config.baseUrl}
        spacePath={path}
        leavePath={leaveUrl({ baseUrl: '', secret: config.secret }, about)}
        timezone={config.timezone}
        consents={await standingConsents(db, contact.id)}
        changed={(['language', 'withdrawn'] as const).find((one) => one === c.req.query('outcome'))}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/s/:token/preferences', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const consentId = idParameter(first(await readForm(c), 'consent'));
    const wording = messages(view.locale).consents.own.withdraw;
    const source = 'consents-page' as const;
    const wish = { contactId: contact.id, consentId, locale: view.locale, wording, source, at: clock.now() };
    await db.transaction((tx) => withdrawConsent(tx, wish));
    return seeOther(c, `${path}/preferences?outcome=withdrawn`);
  });

  app.post('/s/:token/language', async (c) => {
    const form = await readForm(c);
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const locale = view.locales.find((one) => one === first(form, 'locale'));
    if (!locale) return seeOther(c, `${path}/preferences`);
    await db.transaction((tx) => changeLanguage(tx, { contactId: contact.id, locale, at: clock.now() }));
    return seeOther(c, `${path}/preferences?outcome=language`);
  });

  // Where the consents alone once were.
  app.get('/s/:token/consents', async (c) => {
    const { path } = await openSpace(deps, 'space', c.req.param('token'));
    return seeOther(c, `${path}/preferences`);
  });

  return app;
}

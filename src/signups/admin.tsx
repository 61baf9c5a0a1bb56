import { Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import { previewOf } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { framedBy } from '../http/security-headers.ts';
import { findDraft } from '../imports/queries.ts';
import { isLocale } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { upcomingShifts } from '../shifts/queries.ts';
import { shiftView } from '../shifts/view.ts';
import { LandingPage } from './pages.tsx';
import { proseOf } from './prose.ts';
import { campaignProgress } from './queries.ts';

/** A landing page before the public sees it; to be mounted at `/admin`. Nothing can be sent from there. */
export function signupsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, config, clock } = deps;
  app.get(
    '/campaigns/:slug/preview/:locale',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
    async (c) => {
      const { slug, locale } = c.req.param();
      const found = await findCampaign(db, slug);
      // What its reader has written and not saved yet.
      const draft =
        found && c.req.query('draft') !== undefined ? await findDraft(db, found.id, c.get('organizer').id) : undefined;
      const campaign = found && {
        ...found,
        ...(draft && { settings: draft.content.settings, texts: draft.content.texts }),
      };
      const view = campaign && isLocale(locale) ? previewOf(campaign, locale) : undefined;
      if (!campaign || !view) throw new AppError('not-found');
      const [progress, shifts, prose] = await Promise.all([
        campaignProgress(db, campaign),
        upcomingShifts(db, campaign.id, clock.now()),
        proseOf(view.text),
      ]);
      return await personalPage(
        c,
        <LandingPage
          campaign={view}
          baseUrl={config.baseUrl}
          progress={progress}
          prose={prose}
          // Without a signature, what is sent comes back.
          form={{ values: {}, errors: {}, token: '' }}
          shifts={shifts.filter(({ texts }) => texts[view.locale]).map((shift) => shiftView(shift, view.locale))}
        />,
        200,
        { 'x-robots-tag': 'noindex', ...framedBy(["'self'"]) },
      );
    },
  );
  return app;
}

import { Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readGate } from '../mail/gate.ts';
import { readSession } from '../organizers/read-session.ts';
import { DeliveryPage } from './pages.tsx';
import { pauseCampaign } from './pause-campaign.ts';
import { campaignsDelivering, deliveryDays, failureGroups, urgentWaiting } from './queries.ts';
import { resumeCampaign } from './resume-campaign.ts';
import { tryAgain } from './try-again.ts';

/** What mails are doing, and where they are stopped and go on; to be mounted at `/admin`. */
export function deliveryAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, db, clock } = deps;
  const signedIn = requireOrganizer(config, (headers) => readSession(deps, headers));

  app.get('/delivery', signedIn, async (c) => {
    const now = clock.now();
    const [gate, urgent, campaigns, days, failures] = await Promise.all([
      readGate(db, now),
      urgentWaiting(db, now),
      campaignsDelivering(db, now),
      deliveryDays(db),
      failureGroups(db),
    ]);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: config.timezone };
    const transport = config.mail.transport;
    const page = <DeliveryPage {...shared} {...{ gate, urgent, campaigns, days, failures, transport }} />;
    return await personalPage(c, page);
  });

  app.post('/delivery/try-again', signedIn, async (c) => {
    await tryAgain(deps, c.get('organizer').id);
    return c.redirect('/admin/delivery', 303);
  });

  app.post('/delivery/:slug/pause', signedIn, async (c) => {
    const campaign = await findCampaign(db, c.req.param('slug'));
    if (!campaign) throw new AppError('not-found');
    await pauseCampaign(db, campaign.id, { organizerId: c.get('organizer').id, at: clock.now() });
    return c.redirect('/admin/delivery', 303);
  });

  app.post('/delivery/:slug/resume', signedIn, async (c) => {
    const campaign = await findCampaign(db, c.req.param('slug'));
    if (!campaign) throw new AppError('not-found');
    await resumeCampaign(deps, campaign.id, c.get('organizer').id);
    return c.redirect('/admin/delivery', 303);
  });

  return app;
}

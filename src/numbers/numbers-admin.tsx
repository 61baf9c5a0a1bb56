import { Hono } from 'hono';
import { z } from 'zod';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { readSession } from '../organizers/read-session.ts';
import { csvTables, figuresCsv } from './figures-csv.ts';
import { funnelSteps } from './figures-form.ts';
import { figuresNow, figuresOf } from './figures-queries.ts';
import { NumbersPage } from './numbers-pages.tsx';
import { teamNames } from './queries.ts';

/** Which step is drawn by day; what is none of them is taken for the first that counts people. */
const drawnStep = z.enum(funnelSteps).catch('signedUp');

const csvTable = z.enum(csvTables);

/** One campaign's numbers, whatever its state: counts in which nobody can be recognized; to be mounted at `/admin`. */
export function campaignNumbersAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;
  const { timezone } = deps.config;
  const signedIn = requireOrganizer(deps.config, (headers) => readSession(deps, headers));

  async function open(slug: string) {
    const [campaign, counted, teams] = await Promise.all([findCampaign(db, slug), figuresNow(deps), teamNames(db)]);
    if (!campaign) throw new AppError('not-found', 'this campaign does not exist');
    return { campaign, counted, teams, figures: figuresOf(counted, campaign.id) };
  }

  app.get('/campaigns/:slug/numbers', signedIn, async (c) => {
    const opened = await open(c.req.param('slug'));
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone, now: clock.now() };
    const step = drawnStep.parse(c.req.query('step'));
    return await personalPage(c, <NumbersPage {...shared} {...opened} step={step} />);
  });

  app.get('/campaigns/:slug/numbers.csv', signedIn, async (c) => {
    const table = csvTable.safeParse(c.req.query('table'));
    if (!table.success) throw new AppError('not-found', 'there is no such table');
    const { campaign, counted, figures, teams } = await open(c.req.param('slug'));
    return c.body(figuresCsv(figures, table.data, teams), 200, {
      ...securityHeaders,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="terrain-${campaign.slug}-${table.data}-${counted.day}.csv"`,
      'cache-control': 'no-store',
    });
  });
  return app;
}

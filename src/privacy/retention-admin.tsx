import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { readRule, readSeenRule } from './form.ts';
import { RetentionPage, RulePage } from './retention-pages.tsx';
import { listRules, rehearse } from './retention-queries.ts';
import { rehearseRule, type SwitchedOn, saveRule, switchRuleOff, switchRuleOn } from './save-rule.ts';

/** How long each campaign keeps people; to be mounted at `/admin`. */
export function retentionAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;
  const guard = requireOrganizer(config, (headers) => readSession(deps, headers));
  for (const path of ['/retention', '/retention/*']) app.use(path, guard);

  app.get('/retention', async (c) => {
    return await personalPage(c, <RetentionPage {...shared(c)} lines={await listRules(db)} now={clock.now()} />);
  });

  app.get('/retention/:slug', (c) => rulePage(c, c.req.param('slug')));

  app.post('/retention/:slug', async (c) => {
    const about = await find(c, c.req.param('slug'));
    const form = await readForm(c);
    const wish = readRule(form);
    const typed = { after: first(form, 'after'), months: first(form, 'months') };
    if (!wish) return await rulePage(c, about.slug, { typed });
    await saveRule(db, about, wish);
    return seeOther(c, `/admin/retention/${about.slug}?outcome=saved`);
  });

  app.post('/retention/:slug/rehearse', async (c) => {
    const { slug, campaignId } = await find(c, c.req.param('slug'));
    await rehearseRule(db, campaignId, clock.now());
    return seeOther(c, `/admin/retention/${slug}`);
  });

  app.post('/retention/:slug/switch', async (c) => {
    const about = await find(c, c.req.param('slug'));
    const home = `/admin/retention/${about.slug}`;
    const form = await readForm(c);
    if (first(form, 'state') !== 'on') {
      return seeOther(c, (await switchRuleOff(db, about)) ? `${home}?outcome=switched` : home);
    }
    const outcome = await switchRuleOn(db, about, readSeenRule(form));
    if (outcome !== 'done') return await rulePage(c, about.slug, { problem: outcome });
    return seeOther(c, `${home}?outcome=switched`);
  });

  type Refused = { typed?: { after: string; months: string }; problem?: Exclude<SwitchedOn, 'done'> };

  async function rulePage(c: Context<AdminEnv>, slug: string, { typed, problem }: Refused = {}) {
    const [line] = await listRules(db, slug);
    if (!line) throw new AppError('not-found', 'there is no such campaign');
    const now = clock.now();
    const seen = line.rule?.rehearsedAt ? await rehearse(db, line.campaign.id, now) : undefined;
    const notice = (['saved', 'switched'] as const).find((one) => one === c.req.query('outcome'));
    const state = { line, due: seen?.first ?? [], typed, notice, problem, now };
    return await personalPage(c, <RulePage {...shared(c)} {...state} />, typed ? 422 : problem ? 409 : 200);
  }

  async function find(c: Context<AdminEnv>, slug: string) {
    const [line] = await listRules(db, slug);
    if (!line) throw new AppError('not-found', 'there is no such campaign');
    return { slug, campaignId: line.campaign.id, organizerId: c.get('organizer').id, at: clock.now() };
  }

  const shared = (c: Context<AdminEnv>) => ({
    locale: c.get('locale'),
    organizer: c.get('organizer'),
    path: c.req.path,
    timezone: config.timezone,
  });

  return app;
}

import { Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { ownShareLink } from '../attribution/queries.ts';
import { tasksIn } from '../campaigns/tasks-in.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { upcomingShifts } from '../shifts/queries.ts';
import { shiftView } from '../shifts/view.ts';
import { chooseTask } from './choose-task.ts';
import { NowPage } from './pages.tsx';
import { reportTask } from './report-task.ts';

/** "I have 30 minutes": something to do now, and the word back in two taps. */
export function quickTaskRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/s/:token/now', async (c) => {
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const shifts = await upcomingShifts(db, campaign.id, clock.now());
    const shift = shifts.find(({ id }) => id === c.req.query('shift'));
    const asked = c.req.query('task');
    const page = (
      <NowPage
        campaign={view}
        baseUrl={config.baseUrl}
        spacePath={path}
        shift={shift && shiftView(shift, view.locale)}
        task={tasksIn(campaign, view.locale).find(({ key }) => key === asked)}
        shares={asked !== undefined}
        reportId={uuidv7()}
        shareUrl={(await ownShareLink(deps, { slug: campaign.slug, contactId: contact.id })).url}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/s/:token/now', async (c) => {
    const form = await readForm(c);
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const now = clock.now();
    const { id: contactId, postalCode } = contact;
    const after = first(form, 'after');
    const choice = await chooseTask(db, { campaign, contactId, postalCode, locale: view.locale, now, after });
    const of = { contactId: contact.id, campaignId: campaign.id, data: choice, at: now };
    await track(db, [{ kind: 'time.offered', ...of }]);
    return seeOther(c, `${path}/now?${new URLSearchParams(choice)}`);
  });

  app.post('/s/:token/now/done', async (c) => {
    const form = await readForm(c);
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const task = tasksIn(campaign, view.locale).find(({ key }) => key === first(form, 'task'));
    const count = /^\d{1,4}$/.test(first(form, 'count')) ? Number(first(form, 'count')) : null;
    const report = { id: idParameter(first(form, 'report')), task: task?.key ?? 'share', count, at: clock.now() };
    const of = { contactId: contact.id, campaignId: campaign.id };
    await db.transaction((tx) => reportTask(tx, { ...of, ...report }));
    return seeOther(c, `${path}?outcome=task-done`);
  });

  return app;
}

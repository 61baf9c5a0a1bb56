import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { isLocale } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { countAudience } from './audience.ts';
import { createDraft } from './create-draft.ts';
import { discardDraft } from './discard-draft.ts';
import { DraftPage } from './draft-pages.tsx';
import { BroadcastsPage } from './list-pages.tsx';
import { pauseBroadcast } from './pause-broadcast.ts';
import { type BroadcastLine, findBroadcast, listBroadcasts, meantBy, sendingCampaigns } from './queries.ts';
import { broadcastResults } from './results-queries.ts';
import { resumeBroadcast } from './resume-broadcast.ts';
import { SentPage } from './sent-pages.tsx';
import { stopBroadcast } from './stop-broadcast.ts';
import { sendingFaults } from './view.ts';

const shown = 100;

/** Broadcasts: the list, one of them, a test, pause, resume, stop; to be mounted at `/admin`. */
export function broadcastsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;
  app.use(
    '/broadcasts/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  app.get('/broadcasts', async (c) => {
    const [lines, campaigns] = await Promise.all([listBroadcasts(db, shown), sendingCampaigns(db)]);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: deps.config.timezone };
    return await personalPage(c, <BroadcastsPage {...shared} lines={lines} campaigns={campaigns} id={uuidv7()} />);
  });

  app.post('/broadcasts', async (c) => {
    const form = await readForm(c);
    const id = idParameter(first(form, 'id'));
    await createDraft(deps, {
      id,
      campaignId: idParameter(first(form, 'campaign')),
      organizerId: c.get('organizer').id,
    });
    return seeOther(c, `/admin/broadcasts/${id}/edit`);
  });

  app.get('/broadcasts/:id', async (c) => {
    const found = await known(deps, c.req.param('id'));
    return found.broadcast.state === 'draft' ? await draftPage(c, found) : await sentPage(c, found);
  });

  async function draftPage(c: Context<AdminEnv>, { broadcast, campaign }: BroadcastLine): Promise<Response> {
    const { content } = broadcast;
    const definition = await meantBy(db, broadcast);
    const tally =
      definition &&
      (await countAudience(db, { campaign, content, definition, now: clock.now() }, deps.config.sending.weeklyMails));
    const faults = sendingFaults(content, { campaign, segmentIsThere: definition !== undefined });
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), broadcast, campaign };
    const test = { testId: uuidv7(), testIsSent: c.req.query('tested') !== undefined };
    return await personalPage(c, <DraftPage {...shared} {...test} faults={faults} tally={tally} />);
  }

  async function sentPage(c: Context<AdminEnv>, { broadcast, campaign }: BroadcastLine): Promise<Response> {
    const results = await broadcastResults(db, broadcast);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), broadcast, campaign };
    const page = <SentPage {...shared} results={results} now={clock.now()} />;
    // What many people did takes a while to count.
    const refresh = results.all.recipients > 20_000 ? '30' : '5';
    return await personalPage(c, page, 200, broadcast.state === 'running' ? { refresh } : {});
  }

  app.post('/broadcasts/:id/test', async (c) => {
    const { broadcast } = await known(deps, c.req.param('id'));
    const form = await readForm(c);
    const [locale = '', variant] = first(form, 'look').split('-');
    if (!isLocale(locale)) throw new AppError('malformed');
    const testId = idParameter(first(form, 'id'));
    const job = { broadcastId: broadcast.id, organizerId: c.get('organizer').id, testId, locale };
    const which = variant === 'b' ? ('b' as const) : ('a' as const);
    await enqueue(db, 'broadcasts.send-test', { ...job, variant: which }, { key: `broadcast-test:${testId}` });
    return seeOther(c, `/admin/broadcasts/${broadcast.id}?tested=1`);
  });

  for (const [name, act] of [
    ['pause', pauseBroadcast],
    ['resume', resumeBroadcast],
    ['stop', stopBroadcast],
  ] as const) {
    app.post(`/broadcasts/:id/${name}`, async (c) => {
      const id = idParameter(c.req.param('id'));
      await act(deps, id, c.get('organizer').id);
      return seeOther(c, `/admin/broadcasts/${id}`);
    });
  }

  app.post('/broadcasts/:id/discard', async (c) => {
    await discardDraft(deps, idParameter(c.req.param('id')));
    return seeOther(c, '/admin/broadcasts');
  });

  return app;
}

async function known(deps: Deps, id: string): Promise<BroadcastLine> {
  const found = await findBroadcast(deps.db, idParameter(id));
  if (!found) throw new AppError('not-found', 'there is no such broadcast');
  return found;
}

import { type Context, Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { clientAddress } from '../http/client-address.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { createReceiveSignup } from '../signups/receive-signup.ts';
import { codeSvg } from './code.ts';
import { KioskDetailPage } from './detail-pages.tsx';
import { discardLeftovers } from './discard-leftovers.ts';
import { readNewKiosk } from './form.ts';
import { kioskUrl } from './link.ts';
import { KiosksPage } from './list-pages.tsx';
import { lookAtLeftovers } from './look-at-leftovers.ts';
import { openKiosk } from './open-kiosk.ts';
import {
  countLeftovers,
  countNotes,
  currentKey,
  kioskState,
  listCampaigns,
  listDropped,
  listKiosks,
} from './queries.ts';
import { revokeKiosk } from './revoke-kiosk.ts';
import { rotateKey } from './rotate-key.ts';
import { takeInLeftovers } from './take-in-leftovers.ts';

const shownLeftovers = 50;

/** The kiosks: making a link, closing it, what came by it, what could not be taken in; to be mounted at `/admin`. */
export function kioskAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, clock, db } = deps;
  const receive = createReceiveSignup(deps);
  app.use(
    '/kiosks/*',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );

  app.get('/kiosks', (c) => listPage(c));

  app.post('/kiosks', async (c) => {
    const form = await readForm(c);
    const wanted = readNewKiosk(form);
    const typed = { name: first(form, 'name'), campaign: first(form, 'campaign'), lifetime: first(form, 'lifetime') };
    const campaigns = await listCampaigns(db);
    if (!wanted || !campaigns.some(({ id }) => id === wanted.campaignId)) return await listPage(c, typed, 422);
    const id = await db.transaction((tx) => openKiosk(deps, tx, c.get('organizer').id, wanted));
    return seeOther(c, `/admin/kiosks/${id}`);
  });

  app.get('/kiosks/:id', async (c) => {
    const line = await findLine(c.req.param('id'));
    const { kiosk, campaign } = line;
    const state = kioskState(kiosk, clock.now());
    const url = state === 'open' ? kioskUrl(config, kiosk, campaign) : undefined;
    const [key, notes, dropped, leftovers, seen] = await Promise.all([
      currentKey(db, campaign.id),
      countNotes(db, kiosk.id),
      listDropped(db, kiosk.id),
      countLeftovers(db, kiosk.id),
      lookAtLeftovers(deps, kiosk, campaign, shownLeftovers),
    ]);
    const code = url === undefined ? undefined : await codeSvg(url, 240);
    const page = (
      <KioskDetailPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        timezone={config.timezone}
        line={line}
        state={state}
        link={url === undefined || code === undefined ? undefined : { url, code }}
        keySince={key?.createdAt}
        notes={notes}
        dropped={dropped}
        leftovers={leftovers}
        seen={seen}
        now={clock.now()}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/kiosks/:id/revoke', async (c) => {
    const { kiosk } = await findLine(c.req.param('id'));
    await db.transaction((tx) => revokeKiosk(tx, c.get('organizer').id, kiosk.id, clock.now()));
    return seeOther(c, `/admin/kiosks/${kiosk.id}`);
  });

  app.post('/kiosks/:id/take-in', async (c) => {
    const { kiosk, campaign } = await findLine(c.req.param('id'));
    const address = clientAddress(c, config.trustProxy);
    await takeInLeftovers(deps, receive, { kiosk, campaign, organizerId: c.get('organizer').id, address });
    return seeOther(c, `/admin/kiosks/${kiosk.id}`);
  });

  app.post('/kiosks/:id/discard', async (c) => {
    const { kiosk } = await findLine(c.req.param('id'));
    const form = await readForm(c);
    const seenAt = new Date(Number(first(form, 'seen')));
    if (first(form, 'seen') !== '' && !Number.isNaN(seenAt.getTime())) {
      const moments = { seenAt, at: clock.now() };
      await db.transaction((tx) => discardLeftovers(tx, c.get('organizer').id, kiosk, moments));
    }
    return seeOther(c, `/admin/kiosks/${kiosk.id}`);
  });

  app.post('/kiosks/:id/rotate-key', async (c) => {
    const { kiosk } = await findLine(c.req.param('id'));
    await db.transaction((tx) => rotateKey(deps, tx, c.get('organizer').id, kiosk.campaignId));
    return seeOther(c, `/admin/kiosks/${kiosk.id}`);
  });

  async function findLine(id: string) {
    const [line] = isUuid(id) ? await listKiosks(db, id) : [];
    if (!line) throw new AppError('not-found', 'there is no such kiosk');
    return line;
  }

  async function listPage(
    c: Context<AdminEnv>,
    typed?: { name: string; campaign: string; lifetime: string },
    status?: 422,
  ) {
    const [lines, campaigns] = await Promise.all([listKiosks(db), listCampaigns(db)]);
    const page = (
      <KiosksPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        timezone={config.timezone}
        now={clock.now()}
        lines={lines}
        campaigns={campaigns}
        typed={typed}
      />
    );
    return await personalPage(c, page, status ?? 200);
  }

  return app;
}

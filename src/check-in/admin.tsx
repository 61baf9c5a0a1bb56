import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Context, Hono } from 'hono';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { doorCode } from '../http/door-code.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { readSession } from '../organizers/read-session.ts';
import { findOwnShift, listSeated, type OwnShift, seenUntil } from '../shifts/door-queries.ts';
import { asset } from '../ui/assets.ts';
import { checkIn } from './check-in.ts';
import { type TapBatch, tapBatch } from './form.ts';
import { DoorPage } from './pages.tsx';

/** This page alone may use the camera, to read codes. */
const withCamera = { 'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=()' };

/** What a leader tapped while they might comes in so long after that, in milliseconds: phones stay without a network. */
const grace = 30 * 24 * 3_600_000;

/** The door of a shift, for whoever may see its people: by name, by code, with or without signal. */
export function checkInAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, db, clock } = deps;
  const signedIn = requireOrganizer(config, (headers) => readSession(deps, headers));
  app.use('/shifts/:id/check-in', signedIn);
  app.use('/shifts/:id/check-in/*', signedIn);

  app.get('/shifts/:id/check-in', async (c) => {
    const { shift } = await ownShift(c, clock.now());
    const people = await listSeated(db, shift.id);
    const page = (
      <DoorPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        shift={shift}
        people={people.map((one) => ({ ...one, code: doorCode(config.secret, one.id), tapId: uuidv7() }))}
      />
    );
    return await personalPage(c, page, 200, withCamera);
  });

  // Without JavaScript: one button, one person. The id comes with the page, so that pressing twice is once.
  app.post('/shifts/:id/check-in', async (c) => {
    const { shift } = await ownShift(c, clock.now());
    const form = await readForm(c);
    const item = {
      id: first(form, 'tap'),
      booking: first(form, 'booking'),
      act: first(form, 'act'),
      at: clock.now().toISOString(),
    };
    const batch = tapBatch.safeParse({ items: [item] });
    if (!batch.success) throw new AppError('malformed');
    await takeIn(c, shift, batch.data);
    return seeOther(c, `/admin/shifts/${shift.id}/check-in`);
  });

  app.post('/shifts/:id/check-in/taps', async (c) => {
    const now = clock.now();
    const { shift } = await ownShift(c, new Date(now.getTime() - grace));
    const batch = tapBatch.safeParse(await c.req.json().catch(() => undefined));
    if (!batch.success) throw new AppError('malformed');
    const answers = await takeIn(c, shift, batch.data);
    const until = seenUntil(shift, c.get('organizer').role);
    const here = until && until <= now ? undefined : await listHere(shift.id);
    return c.json({ answers, here }, 200, { 'cache-control': 'no-store' });
  });

  // Below the page, so that a browser lets it look after the page; which does not end with a slash, hence the header.
  app.get('/shifts/:id/check-in/service-worker.js', async (c) => {
    const { shift } = await ownShift(c, clock.now());
    const text = await readFile(path.join('public', 'door', 'service-worker.js'), 'utf8');
    return c.body(`importScripts('${asset('/door/queue.js')}');\n${text}`, 200, {
      ...securityHeaders,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'service-worker-allowed': `/admin/shifts/${shift.id}/check-in`,
    });
  });

  async function ownShift(c: Context<AdminEnv>, at: Date) {
    const own = await findOwnShift(db, idParameter(c.req.param('id') ?? ''), c.get('organizer'), at);
    if (!own) throw new AppError('not-found');
    return own;
  }

  async function listHere(shiftId: string) {
    const people = await listSeated(db, shiftId);
    return people.filter(({ state }) => state === 'attended').map(({ id }) => id);
  }

  async function takeIn(c: Context<AdminEnv>, shift: OwnShift['shift'], { items, sentAt }: TapBatch) {
    const { id: organizerId, role } = c.get('organizer');
    const { secret, oldSecret } = config;
    const until = seenUntil(shift, role);
    const door = { shiftId: shift.id, organizerId, secret, oldSecret, now: clock.now(), sentAt, until };
    const answers = [];
    for (const item of items) {
      answers.push({ id: item.id, outcome: await db.transaction((tx) => checkIn(tx, item, door)) });
    }
    return answers;
  }

  return app;
}

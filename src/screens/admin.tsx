import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { createBroadcast } from '../http/broadcast.ts';
import { eventHeaders, type Room } from '../http/event-streams.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { isLocale } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { qrSvg, qrUrl } from '../sharing/qr.ts';
import { WallPage, WallParts } from './wall-pages.tsx';
import { createWalls, type Wall } from './wall-state.ts';

/** Screens in headquarters, and tabs that organizers leave open. */
const room: Room = { name: 'walls', most: 200, mostPerAddress: 200 };
const fullFor = '60';

/** The walls of headquarters, live: of all open campaigns, and of one; to be mounted at `/admin`. */
export function wallsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const signedIn = requireOrganizer(deps.config, (headers) => readSession(deps, headers));
  const walls = createWalls(deps);
  const broadcast = createBroadcast({ streams: deps.streams, read: readParts, onError: deps.onMissed });

  app.get('/wall', signedIn, (c) => showWall(c, undefined));
  app.get('/wall/events', signedIn, (c) => hearWall(c, undefined));
  app.get('/campaigns/:slug/wall', signedIn, (c) => showWall(c, c.req.param('slug')));
  app.get('/campaigns/:slug/wall/events', signedIn, (c) => hearWall(c, c.req.param('slug')));

  async function showWall(c: Context<AdminEnv>, slug: string | undefined): Promise<Response> {
    const wall = await walls(slug);
    if (!wall) throw new AppError('not-found');
    const { baseUrl, timezone } = deps.config;
    const shared = { locale: c.get('locale'), wall, slug, baseUrl, timezone };
    return await personalPage(c, <WallPage {...shared} codes={await drawCodes(wall, baseUrl)} />);
  }

  async function hearWall(c: Context<AdminEnv>, slug: string | undefined): Promise<Response> {
    if (c.req.method === 'HEAD') return c.body(null, 200, eventHeaders);
    const headers = new Headers({ cookie: c.req.header('cookie') ?? '' });
    const page = slug === undefined ? '/admin/wall' : '/admin/campaigns/:slug/wall';
    const mayStay = async () => {
      // Nobody could be given the cookie of a session that is prolonged, and a screen would never be signed out.
      const session = await readSession(deps, headers, { prolong: false });
      return session !== undefined && session.organizer.owes === undefined && session.organizer.mayOpen(page);
    };
    const key = `${c.get('locale')}/${slug ?? ''}`;
    const answer = await broadcast.join(c, { key, room, address: c.get('organizer').id, mayStay });
    if (answer === 'nothing') throw new AppError('not-found');
    return answer === 'full' ? c.body(null, 503, { 'retry-after': fullFor }) : answer;
  }

  async function readParts(key: string): Promise<string | undefined> {
    const [locale, slug = ''] = key.split('/');
    const wall = await walls(slug === '' ? undefined : slug);
    if (!wall || !isLocale(locale)) return undefined;
    return await (<WallParts locale={locale} wall={wall} timezone={deps.config.timezone} />).toString();
  }

  return app;
}

/** The codes to hold a phone before; of open campaigns alone, for the others have nothing to open. */
async function drawCodes({ campaigns }: Wall, baseUrl: string): Promise<Map<string, string>> {
  const open = campaigns.filter(({ campaign }) => campaign.status === 'live').map(({ campaign }) => campaign.slug);
  return new Map(
    await Promise.all(
      open.map(async (slug): Promise<[string, string]> => [slug, await qrSvg(qrUrl({ baseUrl, slug, way: 'wall' }))]),
    ),
  );
}

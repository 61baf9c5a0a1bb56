import { Hono } from 'hono';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { createBroadcast } from '../http/broadcast.ts';
import { type CachedBody, cacheBody, respondCached } from '../http/cached-body.ts';
import { clientAddress } from '../http/client-address.ts';
import { eventHeaders, type Room } from '../http/event-streams.ts';
import { framedBy, securityHeaders } from '../http/security-headers.ts';
import { CounterPage, CounterParts } from './counter-pages.tsx';
import { createCounters } from './counter-state.ts';

/** On debate night; whoever finds no place asks every minute. Many phones of one network share an address. */
const room: Room = { name: 'counters', most: 5_000, mostPerAddress: 100 };
const fullFor = '60';

/** A campaign's counter, for frames on the sites that it names, and what it says as it goes on. */
export function counterRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { baseUrl, trustProxy } = deps.config;
  const counters = createCounters(deps);
  const broadcast = createBroadcast({ streams: deps.streams, read: readParts, onError: deps.onMissed });
  const pages = createStaleCache(drawPage, { freshFor: 1_000, staleFor: 30_000, onError: deps.onMissed });
  deps.announcements.on('campaign', (changed) =>
    pages.expire((key) => changed === undefined || key.split('/')[1] === changed),
  );

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/counter', async (c) => {
    const page = await pages.find(`${c.req.param('locale')}/${c.req.param('slug')}`);
    if (!page) throw new AppError('not-found');
    return respondCached(c, page);
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/counter/events', async (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, eventHeaders);
    const key = `${c.req.param('locale')}/${c.req.param('slug')}`;
    const answer = await broadcast.join(c, { key, room, address: clientAddress(c, trustProxy) });
    if (answer === 'nothing') throw new AppError('not-found');
    return answer === 'full' ? c.body(null, 503, { 'retry-after': fullFor }) : answer;
  });

  async function drawPage(key: string): Promise<CachedBody | undefined> {
    const counter = await readCounter(key);
    if (!counter) return undefined;
    const html = await (<CounterPage {...counter} baseUrl={baseUrl} />).toString();
    const headers = {
      ...securityHeaders,
      ...framedBy(counter.campaign.settings.embedHosts),
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-language': counter.campaign.locale,
    };
    return await cacheBody(html, headers, { quality: 5, compress: true });
  }

  async function readParts(key: string): Promise<string | undefined> {
    const counter = await readCounter(key);
    return counter && (await (<CounterParts {...counter} baseUrl={baseUrl} />).toString());
  }

  async function readCounter(key: string) {
    const [locale = '', slug = ''] = key.split('/');
    return await counters(locale, slug);
  }

  return app;
}

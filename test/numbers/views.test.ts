import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mostSourcesADay } from '../../src/numbers/record-views.ts';
import { pageViews } from '../../src/numbers/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';

const phone =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
let t: TestApp;
let campaignId: string;

beforeAll(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
  const { settings } = aCampaign();
  await addCampaign(t.deps, { slug: 'finie', status: 'closed', settings: { ...settings, embedHosts: ['a.example'] } });
});
beforeEach(async () => {
  await t.deps.views.flush();
  await t.deps.db.delete(pageViews);
});
afterAll(() => t.close());

async function open(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return await t.app.request(path, { method, headers: { 'user-agent': phone, ...headers } });
}

/** What is counted, as `via source: count`. */
async function seen(): Promise<string[]> {
  await t.deps.views.flush();
  const rows = await t.deps.db.select().from(pageViews).orderBy(asc(pageViews.via), asc(pageViews.source));
  return rows.map(({ via, source, count }) => `${via} ${source}: ${count}`);
}

describe('a page that is opened', () => {
  test('counts once for each time, in both languages and in a frame, by where its reader comes from', async () => {
    await open('/fr/essai');
    await open('/en/essai');
    await open('/fr/essai/embed?from=hote.example');
    await open('/fr/essai?utm_source=Facebook');
    await open('/fr/essai?utm_source=facebook&utm_medium=social');
    await open('/fr/essai', { referer: 'https://www.journal.example/article' });
    await open('/fr/essai?by=0123456789&utm_source=whatsapp');
    await open('/fr/essai?by=0123456789');
    expect(await seen()).toEqual([
      'direct : 2',
      'link facebook: 2',
      'person : 1',
      'person whatsapp: 1',
      'site hote.example: 1',
      'site journal.example: 1',
    ]);
    await open('/fr/essai?utm_source=facebook');
    expect(await seen()).toContain('link facebook: 3');
  });

  test('counts where it comes from memory before the router, as often as it is opened', async () => {
    const server = createServer(t.deps.readyPages.before(getRequestListener(t.app.fetch))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const get = async (headers: Record<string, string> = {}) => {
      const asked = request({ port: address.port, host: '127.0.0.1', path: '/fr/essai', headers }).end();
      const [answer] = await once(asked, 'response');
      answer.resume();
      await once(answer, 'end');
      return answer;
    };
    const first = await get({ 'user-agent': phone });
    for (let n = 1; n < 100; n++) await get({ 'user-agent': phone });
    for (let n = 0; n < 20; n++) await get({ 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' });
    for (let n = 0; n < 20; n++) await get();
    expect(first.statusCode).toBe(200);
    server.close();
    expect(await seen()).toEqual(['direct : 100']);
  });

  test.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'WhatsApp/2.23.20.0',
    'Twitterbot/1.0',
    'TelegramBot (like TwitterBot)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0)',
    'Bluesky Cardyb/1.1',
    'GPTBot/1.2',
    'curl/8.9.1',
    'python-requests/2.32',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
    '',
  ])('does not count for "%s"', async (agent) => {
    expect((await open('/fr/essai', { 'user-agent': agent })).status).toBe(200);
    await open('/fr/essai?utm_source=facebook', { 'user-agent': agent });
    expect(await seen()).toEqual([]);
  });

  test.each([
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 380.0',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Version/4.0 Chrome/140.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/466.0]',
    'Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0',
  ])('counts for %s', async (agent) => {
    await open('/fr/essai', { 'user-agent': agent, 'sec-fetch-dest': 'document' });
    expect(await seen()).toEqual(['direct : 1']);
  });

  test.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
    ['sec-fetch-dest', 'empty'],
  ])('does not count where a browser fetches it with %s: %s', async (name, value) => {
    await open('/fr/essai', { [name]: value });
    await open('/fr/essai?utm_source=facebook', { [name]: value });
    expect(await seen()).toEqual([]);
  });

  test('does not count where nothing is shown: HEAD, a page one has already, one that is not there or is over', async () => {
    await open('/fr/essai', {}, 'HEAD');
    const etag = (await open('/fr/essai', { 'user-agent': 'curl/8' })).headers.get('etag') ?? '';
    expect((await open('/fr/essai', { 'if-none-match': etag })).status).toBe(304);
    await open('/fr/nulle-part');
    expect((await open('/fr/finie/embed')).status).toBe(200);
    expect((await open('/fr/finie')).status).toBe(410);
    await open('/admin/campaigns/essai/preview/fr');
    expect(await seen()).toEqual([]);
  });
});

describe('the table of openings', () => {
  test('keeps a bounded number of sources a day, and still counts every opening', async () => {
    for (let n = 0; n < 5_000; n++) t.deps.views.count(campaignId, { source: `made-up-${n}` });
    await t.deps.views.flush();
    // Another process, or this one a while later, adds to the same day.
    for (let n = 0; n < 500; n++) t.deps.views.count(campaignId, { host: `made-up-${n}.example` });
    t.deps.views.count(campaignId, { source: 'made-up-0' });
    const rows = await seen();
    expect(rows.length).toBe(mostSourcesADay + 2);
    expect(rows).toContain('site : 500');
    expect(rows).toContain('link made-up-0: 2');
    const [sum] = await t.deps.db.select({ count: sql<number>`sum(count)::int` }).from(pageViews);
    expect(sum?.count).toBe(5_501);
  });

  test('turns to a new day at the midnight of the host’s zone', async () => {
    const days = new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: t.deps.config.timezone });
    const before = days.format(t.clock.now());
    t.deps.views.count(campaignId);
    t.clock.advance(24 * 60 * 60 * 1_000);
    t.deps.views.count(campaignId);
    t.deps.views.count(campaignId);
    await t.deps.views.flush();
    const rows = await t.deps.db.select().from(pageViews).orderBy(asc(pageViews.day));
    expect(rows.map(({ day, count }) => [day, count])).toEqual([
      [before, 1],
      [days.format(t.clock.now()), 2],
    ]);
  });

  test('loses nothing while it cannot be written, and leaves out a campaign that is gone', async () => {
    t.deps.views.count(campaignId, { source: 'facebook' });
    t.deps.views.count('0198c0de-0000-7000-8000-000000000000');
    await t.deps.db.execute(sql`alter table page_views rename to page_views_away`);
    await expect(t.deps.views.flush()).rejects.toThrow();
    t.deps.views.count(campaignId, { source: 'facebook' });
    await t.deps.db.execute(sql`alter table page_views_away rename to page_views`);
    expect(await seen()).toEqual(['link facebook: 2']);
  });
});

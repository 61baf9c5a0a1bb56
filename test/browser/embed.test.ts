import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { eq } from 'drizzle-orm';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { type Browser, checkAxe, openBrowser, screenshot } from '../support/browser.ts';
import { type Site, startSite } from './site.ts';

const t = messages('fr').sections.embed;
let site: Site;
let browser: Browser;
/** The site that shows the form in a frame, and one that the campaign does not name. */
let host: Host;
let stranger: Host;

beforeAll(async () => {
  site = await startSite({ demo: false });
  [host, stranger] = [await startHost(), await startHost()];
  const settings = { ...riding.settings, embedHosts: [new URL(host.origin).host] };
  const file = campaignFile.parse({ ...riding, settings });
  await site.deps.db.transaction((tx) => importCampaign(tx, file, site.clock.now()));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
  host.close();
  stranger.close();
});

describe.each([
  { javaScript: true, name: 'on' },
  { javaScript: false, name: 'off' },
])('with JavaScript $name in the frame and third-party cookies blocked,', ({ javaScript, name }) => {
  test('a form on another site takes a sign-up and leads on to a tab of ours', async () => {
    const page = await openHost(host, { javaScript });
    const frame = await frameOf(page);
    if (javaScript) expect(await keepsCookie(frame)).toBe(false);
    await frame.locator('[name=email]').fill(`framed.${name}@example.org`);
    await frame.locator('[name=firstName]').fill('Ada');
    await frame.locator('#signup [type=submit]').click();
    // The postal code is missing: the form comes back inside the frame.
    await frame.locator('.problem').first().waitFor();
    expect(await frame.locator('[name=firstName]').inputValue()).toBe('Ada');
    await frame.locator('[name=postalCode]').fill('H2X 1Y4');
    await frame.locator('#signup [type=submit]').click();
    await frame.getByRole('heading', { name: t.thanks }).waitFor();
    expect(new URL(page.url()).origin).toBe(host.origin);

    const opening = page.context().waitForEvent('page');
    await frame.getByRole('link', { name: t.next }).click();
    const next = await opening;
    await next.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(next.url()).origin).toBe(site.origin);
    expect(new URL(next.url()).pathname).toMatch(/^\/fr\/porte-a-porte\/next\//);

    const all = await site.deps.db.select().from(signups).where(eq(signups.locale, 'fr'));
    expect(all.filter(({ answers }) => answers.email === `framed.${name}@example.org`)).toHaveLength(1);
    expect(await page.context().cookies()).toEqual([]);
  });
});

test('the frame is as high as what it holds, whatever becomes of it', async () => {
  const page = await openHost(host);
  const frame = await frameOf(page);
  const fits = async () => {
    const inner: unknown = await frame
      .locator('body')
      .evaluate('Math.ceil(document.body.getBoundingClientRect().height)');
    const outer = (await page.locator('iframe').boundingBox())?.height ?? 0;
    return typeof inner === 'number' && Math.abs(outer - inner) <= 1;
  };
  await expect.poll(fits).toBe(true);
  const before = (await page.locator('iframe').boundingBox())?.height ?? 0;
  await frame.locator('#signup [type=submit]').click();
  await frame.locator('.problem').first().waitFor();
  await expect.poll(async () => (await page.locator('iframe').boundingBox())?.height ?? 0).toBeGreaterThan(before + 50);
  await expect.poll(fits).toBe(true);
  await screenshot(page, 'embed-errors-on-host-360-light');
});

test('the same site keeps a cookie where it is nobody’s frame: the browser does block those of a third party', async () => {
  const page = await browser.newPage(site.origin);
  await page.goto('/fr/porte-a-porte/embed');
  expect(await keepsCookie(page)).toBe(true);
});

test('the frame says where its reader came from', async () => {
  const page = await openHost(host);
  const source = new URL((await page.locator('iframe').getAttribute('src')) ?? '');
  expect(Object.fromEntries(source.searchParams)).toEqual({
    from: new URL(host.origin).host,
    utm_source: 'infolettre',
  });
});

test('a site that the campaign does not name gets no frame, and nobody frames a page of ours that is for one person', async () => {
  const answer = await fetch(`${site.origin}/fr/porte-a-porte/embed`);
  expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${new URL(host.origin).host}`);
  const page = await openHost(stranger, { expected: /frame-ancestors/ });
  await page.locator('iframe').waitFor();
  await expect
    .poll(() => page.frames().map((frame) => frame.url()))
    .toContainEqual(expect.stringMatching(/^chrome-error:/));
});

test('axe finds nothing on a page with the form in it, down to 280 px', async () => {
  const page = await openHost(host);
  const frame = await frameOf(page);
  for (const width of [280, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await frame.locator('html').evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await checkAxe(page)).toEqual([]);
    await screenshot(page, `embed-on-host-${width}-light`);
  }
});

test('the same line shows the counter, which moves in its frame and takes its height', async () => {
  const page = await browser.newPage(host.origin, { alsoFrom: site.origin });
  await page.goto('/counter');
  const frame = page.frameLocator('iframe');
  await frame.locator('body[data-heard="yes"] .counter-live').waitFor();
  const height = async () => (await page.locator('iframe').boundingBox())?.height ?? 0;
  const inner = async () => (await frame.locator('body').boundingBox())?.height ?? -1;
  await expect.poll(async () => Math.abs((await height()) - (await inner()))).toBeLessThanOrEqual(1);
  expect(await checkAxe(page)).toEqual([]);
  await screenshot(page, 'counter-on-host-360-light');
  await page.goto('about:blank');
});

type Host = { origin: string; close(): void };

/** Another site, whose one page holds nothing but the line that the organizer's page gives. */
async function startHost(): Promise<Host> {
  const server: Server = createServer((request, response) => {
    const show = request.url === '/counter' ? ' data-show="counter"' : '';
    // For whom no script runs, the same frame written by hand.
    const line = request.url?.startsWith('/plain')
      ? `<iframe title="Formulaire" src="${site.origin}/fr/porte-a-porte/embed" width="340" height="1400"></iframe>`
      : `<script async src="${site.origin}/js/embed.js" data-campaign="porte-a-porte" data-locale="fr"${show} data-title="Formulaire"></script>`;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Hôte</title>
<style>body { margin: 0 }</style><main><h1>Chez nous</h1>${line}</main>`);
  });
  // Another address: to a browser, the same one with another port is the same site.
  server.listen(0, '127.0.0.2');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    origin: `http://127.0.0.2:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What takes the focus by itself on a page of our own may not in a frame; there our script asks for it. */
const unfocused = /Blocked autofocusing/;

/** Opens that site's page as a browser that keeps no cookie of a site in a frame. */
async function openHost({ origin }: Host, { javaScript = true, expected = unfocused } = {}): Promise<Page> {
  const page = await browser.newPage(origin, { alsoFrom: site.origin, javaScript, expected });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCookieControls', { enableThirdPartyCookieRestriction: true });
  await page.goto(javaScript ? '/?utm_source=infolettre' : '/plain');
  return page;
}

async function frameOf(page: Page): Promise<FrameLocator> {
  const frame = page.frameLocator('iframe');
  await frame.locator('#signup').waitFor();
  return frame;
}

/** Whether the browser lets the site in the frame keep a cookie. */
async function keepsCookie(frame: Pick<Page | FrameLocator, 'locator'>): Promise<boolean> {
  const probe = "document.cookie = 'probe=1; SameSite=None; Secure', document.cookie !== ''";
  return (await frame.locator('body').evaluate(probe)) === true;
}

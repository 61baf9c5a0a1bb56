import { mkdir, writeFile } from 'node:fs/promises';
import { imageSize } from 'image-size';
import ogs from 'open-graph-scraper';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { seedDemo } from '../../src/imports/seed-demo.ts';
import { locales } from '../../src/locales/index.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { signUp } from '../support/forms.ts';

const slugs = ['porte-a-porte', 'loyers-justes', 'paniers-solidaires'];
let t: TestApp;
let next: string;

beforeAll(async () => {
  t = await startTest();
  await seedDemo(t.deps);
  const closed = campaignFile.parse({ ...riding, slug: 'terminee', status: 'closed' });
  await t.deps.db.transaction((tx) => importCampaign(tx, closed, t.clock.now()));
  const answer = await signUp(t.app, { postalCode: 'H2X 1Y4' }, '/fr/porte-a-porte');
  next = answer.headers.get('location') ?? '';
});
afterAll(() => t.close());

const pages: Record<string, () => string> = {
  ...Object.fromEntries(
    locales.flatMap((locale) => slugs.map((slug) => [`/${locale}/${slug}`, () => `/${locale}/${slug}`])),
  ),
  ...Object.fromEntries(locales.map((locale) => [`/?lang=${locale}`, () => `/?lang=${locale}`])),
  'a landing page under a supporter’s link': () => '/fr/loyers-justes?by=AbC123',
  'a landing page that comes from elsewhere': () => '/en/loyers-justes?utm_source=poster',
  'a closed campaign': () => '/fr/terminee',
  'a poster': () => '/en/paniers-solidaires/poster',
  'an address that leads nowhere': () => '/fr/nulle-part',
  'the page after the form': () => next,
};

describe('someone else’s reader of link previews finds title, text, picture and its size on', () => {
  test.each(Object.keys(pages))('%s', async (name) => {
    const html = await (await t.app.request(pages[name]?.() ?? '')).text();
    const { error, result } = await ogs({ html });
    expect(error).toBe(false);
    expect(result.ogTitle).toBeTruthy();
    if (name !== 'a poster' && name !== 'the page after the form') expect(result.ogDescription).toBeTruthy();
    expect(result.ogSiteName).toBeTruthy();
    expect(result.twitterCard).toBe('summary_large_image');
    const [image, ...others] = result.ogImage ?? [];
    expect(others).toEqual([]);
    expect(image).toMatchObject({ type: 'image/png', width: '1200', height: '630', alt: expect.stringMatching(/\S/) });

    const answer = await t.app.request(image?.url.replace('http://localhost:3000', '') ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(imageSize(bytes)).toMatchObject({ type: 'png', width: 1200, height: 630 });
    // Readers that stand in for slow phones take no more than a few hundred kilobytes.
    expect(bytes.byteLength).toBeLessThan(300_000);
    await mkdir('test-results', { recursive: true });
    await writeFile(`test-results/card-${name.replaceAll(/\W+/g, '-')}.png`, bytes);
  });
});

test('a landing page says in its preview what the campaign says, and who speaks', async () => {
  const html = await (await t.app.request('/fr/porte-a-porte')).text();
  const { result } = await ogs({ html });
  const { title, ask, headline } = riding.texts.fr;
  expect(result).toMatchObject({
    ogTitle: title,
    ogDescription: ask,
    ogSiteName: riding.settings.sender.name,
    ogLocale: 'fr_CA',
    ogLocaleAlternate: 'en_CA',
  });
  expect(result.ogImage?.[0]?.alt).toBe(headline);
  // https://developers.facebook.com/docs/sharing/webmasters/getting-started/versioned-link: the link would lead there.
  expect(html).not.toContain('og:url');
});

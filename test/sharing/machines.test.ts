import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { locales } from '../../src/locales/index.ts';
import { placeTime } from '../../src/ui/place-time.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';

const base = 'http://localhost:3000';
let t: TestApp;

beforeAll(async () => {
  t = await startTest();
  const { settings, shifts, texts } = aCampaign();
  const website = 'https://example.org/qui';
  const [shift] = shifts.map((one) => ({
    ...one,
    texts: { fr: { title: '</script><b>Portes</b>', place: 'Parc & Cie', details: '' } },
  }));
  if (!shift) throw new Error('the campaign has no shift');
  await addCampaign(t.deps, {
    settings: { ...settings, sender: { ...settings.sender, website } },
    shifts: [shift, ...Array.from({ length: 12 }, (_, index) => ({ ...shift, key: `plus-${index}` }))],
  });
  await addCampaign(t.deps, { slug: 'seul', texts: texts.fr ? { fr: texts.fr } : {}, shifts: [] });
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft' });
  await addCampaign(t.deps, { slug: 'terminee', status: 'closed' });
});
afterAll(() => t.close());

const text = async (path: string) => await (await t.app.request(path)).text();

/** What Google requires and recommends of an event, as far as a shift has it. */
const event = z.strictObject({
  '@type': z.literal('Event'),
  name: z.string().min(1),
  description: z.string().min(1).optional(),
  startDate: z.iso.datetime({ offset: true }),
  endDate: z.iso.datetime({ offset: true }),
  eventStatus: z.literal('https://schema.org/EventScheduled'),
  eventAttendanceMode: z.literal('https://schema.org/OfflineEventAttendanceMode'),
  location: z.strictObject({ '@type': z.literal('Place'), name: z.string().min(1), address: z.string().min(1) }),
  image: z.url(),
  url: z.url(),
  inLanguage: z.enum(locales),
  isAccessibleForFree: z.literal(true),
  maximumAttendeeCapacity: z.number().int().positive(),
  remainingAttendeeCapacity: z.number().int().min(0),
  organizer: z.strictObject({ '@id': z.url() }),
});
const organization = z.strictObject({
  '@type': z.literal('Organization'),
  '@id': z.url(),
  name: z.string().min(1),
  address: z.string().min(1),
  email: z.email(),
  url: z.url(),
});
const graph = z.strictObject({
  '@context': z.literal('https://schema.org'),
  '@graph': z.tuple([organization], event),
});

async function structuredData(path: string): Promise<unknown> {
  const blocks = [...(await text(path)).matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(blocks).toHaveLength(1);
  return JSON.parse(blocks[0]?.[1] ?? '');
}

describe('the structured data', () => {
  test('of a landing page names who speaks and the next shifts, as schema.org and Google ask', async () => {
    const [sender, ...events] = graph.parse(await structuredData('/fr/essai'))['@graph'];
    expect(sender).toMatchObject({ name: 'Démo', url: 'https://example.org/qui' });
    expect(events).toHaveLength(10);
    expect(events[0]).toMatchObject({ location: { address: 'Parc & Cie' }, organizer: { '@id': sender['@id'] } });
    expect(events[0]?.startDate).toMatch(/T10:00:00-0[45]:00$/);
  });

  test('ends where it ends, whatever an organizer writes', async () => {
    const [, first] = graph.parse(await structuredData('/fr/essai'))['@graph'];
    expect(first?.name).toBe('</script><b>Portes</b>');
  });

  test('does without shifts, and without a website', async () => {
    const [sender, ...events] = graph.parse(await structuredData('/fr/seul'))['@graph'];
    expect(events).toEqual([]);
    expect(sender.url).toBe(`${base}/fr/seul`);
  });

  test('of the home page names the site', async () => {
    expect(await structuredData('/?lang=fr')).toMatchObject({ '@type': 'WebSite', name: 'Terrain', url: `${base}/` });
  });
});

test.each([
  ['2026-07-01T14:00:00Z', 'America/Toronto', '2026-07-01T10:00:00-04:00'],
  ['2026-12-01T05:00:00Z', 'America/Toronto', '2026-12-01T00:00:00-05:00'],
  ['2026-12-01T05:00:00Z', 'America/St_Johns', '2026-12-01T01:30:00-03:30'],
  ['2026-12-01T05:00:00Z', 'UTC', '2026-12-01T05:00:00+00:00'],
])('%s in %s is %s', (moment, timezone, written) => {
  expect(placeTime(new Date(moment), timezone)).toBe(written);
  expect(Date.parse(written)).toBe(Date.parse(moment));
});

/** Where a page says that it stands in other languages: `{ 'fr-CA': url, … }`. */
async function languagesOf(
  path: string,
): Promise<{ canonical: string | undefined; alternates: Record<string, string> }> {
  const html = (await text(path)).split('</head>')[0] ?? '';
  const links = [...html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)];
  return {
    canonical: /<link rel="canonical" href="([^"]+)"/.exec(html)?.[1],
    alternates: Object.fromEntries(links.map(([, language, href]) => [language ?? '', href ?? ''])),
  };
}

describe('the addresses of a page', () => {
  test.each([
    ['/fr/essai', '/en/essai'],
    ['/?lang=fr', '/?lang=en'],
  ])('%s and %s name each other, themselves, and one for everybody else', async (fr, en) => {
    const [french, english] = await Promise.all([languagesOf(fr), languagesOf(en)]);
    expect(french.canonical).toBe(base + fr);
    expect(english.canonical).toBe(base + en);
    expect(french.alternates).toEqual(english.alternates);
    expect(french.alternates).toEqual({ 'fr-CA': base + fr, 'en-CA': base + en, 'x-default': expect.any(String) });
    const neutral = await t.app.request((french.alternates['x-default'] ?? '').slice(base.length), {
      headers: { 'accept-language': 'en' },
    });
    expect([200, 302]).toContain(neutral.status);
  });

  test('stay the same however a link was shared', async () => {
    const { canonical } = await languagesOf('/fr/essai?by=AbC123&utm_source=x');
    expect(canonical).toBe(`${base}/fr/essai`);
  });

  test('name no language that the campaign does not speak', async () => {
    expect((await languagesOf('/fr/seul')).alternates).toEqual({
      'fr-CA': `${base}/fr/seul`,
      'x-default': `${base}/seul`,
    });
  });
});

describe('the sitemap', () => {
  test('has every open page in each of its languages, and no other', async () => {
    const answer = await t.app.request('/sitemap.xml');
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    const places = [...(await answer.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
    const wanted = ['/?lang=fr', '/?lang=en', '/fr/essai', '/en/essai', '/fr/seul'].map((path) => base + path);
    expect(places.sort()).toEqual(wanted.sort());
    for (const place of wanted) expect((await t.app.request(place.slice(base.length))).status).toBe(200);
  });

  test('says the same of languages as the pages do', async () => {
    const xml = await text('/sitemap.xml');
    const entry = xml.split('\n').find((line) => line.includes(`<loc>${base}/fr/essai</loc>`)) ?? '';
    const links = [...entry.matchAll(/hreflang="([^"]+)" href="([^"]+)"/g)].map(([, language, href]) => [
      language,
      href,
    ]);
    expect(Object.fromEntries(links)).toEqual((await languagesOf('/fr/essai')).alternates);
    expect(entry).toMatch(/<lastmod>\d{4}-\d\d-\d\dT/);
  });
});

test('robots are led to the sitemap and away from what is one person’s or the organizers’', async () => {
  const lines = (await text('/robots.txt')).split('\n');
  expect(lines).toContain('User-agent: *');
  expect(lines).toContain(`Sitemap: ${base}/sitemap.xml`);
  const closed = lines.flatMap((line) => (line.startsWith('Disallow: ') ? [line.slice(10)] : []));
  // RFC 9309 section 2.2.3: a path begins with the rule, in which `*` stands for anything.
  const isClosed = (path: string) =>
    closed.some((rule) =>
      new RegExp(`^${rule.replaceAll(/[.?+^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '.*')}`).test(path),
    );
  for (const path of ['/s/TOKEN', '/c/TOKEN', '/u/TOKEN', '/fr/essai/next/TOKEN', '/admin', '/admin/contacts']) {
    expect(isClosed(path), path).toBe(true);
  }
  for (const path of ['/', '/?lang=fr', '/fr/essai', '/fr/essai/card.png', '/fr/solidaires', '/css/terrain.css']) {
    expect(isClosed(path), path).toBe(false);
  }
});

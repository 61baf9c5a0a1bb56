import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { signUp } from '../support/forms.ts';

let t: TestApp;
const card = '/fr/essai/card.png';

beforeAll(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  const goal = { kind: 'signups', target: 200 } as const;
  await addCampaign(t.deps, { settings: { ...settings, goal, picture: 'escaliers.svg' } });
  await addCampaign(t.deps, { slug: 'brouillon', status: 'draft' });
});
afterAll(() => t.close());

async function cardOf(page: string): Promise<string> {
  const html = await (await t.app.request(page)).text();
  return /property="og:image" content="http:\/\/localhost:3000([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

test('a card is sent once and then known by its ETag', async () => {
  const first = await t.app.request(card);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  const again = await t.app.request(card, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
});

test('under an address with its version a card may be kept for a month, under another for minutes', async () => {
  const age = async (path: string) => (await t.app.request(path)).headers.get('cache-control');
  expect(await age(await cardOf('/fr/essai'))).toBe('public, max-age=2592000');
  expect(await age(card)).toBe('public, max-age=300');
  expect(await age(`${card}?v=anythingel`)).toBe('public, max-age=300');
});

test('whom a supporter invites sees that on the card, whoever the supporter is', async () => {
  const bytes = async (path: string) => Buffer.from(await (await t.app.request(path)).arrayBuffer()).toString('base64');
  const [plain, one, other] = await Promise.all([bytes(card), bytes(`${card}?by=AbC123`), bytes(`${card}?by=nobody`)]);
  expect(one).not.toBe(plain);
  expect(other).toBe(one);
  expect(await bytes(`${card}?by=`)).toBe(plain);
  expect(await bytes(await cardOf('/fr/essai?by=abcdefghjk'))).toBe(one);
  expect(await bytes(await cardOf('/fr/essai?by=0123456789'))).toBe(one);
});

test('neither a draft nor a language without words has a card', async () => {
  for (const path of ['/fr/brouillon/card.png', '/fr/nulle-part/card.png', '/de/essai/card.png', '/de/card.png']) {
    expect((await t.app.request(path)).status, path).toBe(404);
  }
});

test('the picture’s address changes with the goal’s progress', async () => {
  const before = await cardOf('/fr/essai');
  await signUp(t.app);
  // The figures of a page are a few seconds old.
  await delay(2_100);
  await t.app.request('/fr/essai');
  await delay(1_100);
  await t.app.request('/fr/essai');
  await delay(200);
  expect(await cardOf('/fr/essai')).not.toBe(before);
});

test('while cards are drawn, pages are answered', async () => {
  const { settings } = aCampaign();
  await addCampaign(t.deps, { slug: 'autre', settings: { ...settings, picture: 'panier.svg' } });
  await t.app.request('/fr/autre');
  let drawn = false;
  const storm = Promise.all(Array.from({ length: 200 }, () => t.app.request('/fr/autre/card.png'))).then((answers) => {
    drawn = true;
    return answers;
  });
  let pages = 0;
  while (!drawn) {
    expect((await t.app.request('/fr/autre')).status).toBe(200);
    pages += 1;
    await delay(1);
  }
  const answers = await storm;
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.headers.get('etag')}`)).size).toBe(1);
  expect(pages).toBeGreaterThan(5);
});

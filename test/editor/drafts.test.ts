import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCampaign } from '../../src/editor/create-campaign.ts';
import { mostCounted } from '../../src/editor/queries.ts';
import { exportCampaign } from '../../src/exports/export-campaign.ts';
import { campaignDrafts } from '../../src/imports/campaign-table.ts';
import { holdCampaign } from '../../src/imports/keep-version.ts';
import { messages } from '../../src/locales/index.ts';
import { formatNumber } from '../../src/ui/format.ts';
import { origin, visitorAs } from '../organizers/signed-in.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { type Desk, startDesk } from './desk.ts';

const t = messages('fr').editor;
const home = '/admin/campaigns/essai';
const blank = '[À REMPLIR : le titre]';
let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const saved = async () => await exportCampaign(desk.deps.db, 'essai');
const preview = async () => await (await desk.olive.get(`${home}/preview/fr?draft=1`)).text();

describe('what was written and not saved', () => {
  beforeEach(async () => {
    await addCampaign(desk.deps);
    await desk.olive.send(`${home}/edit/words`, { 'texts.fr.headline': 'Pas encore', next: 'preview' });
  });

  test('is what every part opens from, and is saved with it', async () => {
    const hub = await (await desk.olive.get(`${home}/edit`)).text();
    const links = [...hub.matchAll(/href="([^"]*\/edit\/[^"]*)"/g)].map(([, href = '']) => href);
    expect(links.length).toBeGreaterThan(5);
    expect(links.every((href) => href.endsWith('?draft=1'))).toBe(true);
    await desk.olive.send(`${home}/edit/ask?draft=1`, { 'settings.goal.target': '250' });
    const file = await saved();
    expect([file?.texts.fr?.headline, file?.settings.goal.target]).toEqual(['Pas encore', 250]);
    expect(await desk.deps.db.$count(campaignDrafts)).toBe(0);
  });

  test('outlives the saving of a part that was opened without it', async () => {
    await desk.olive.send(`${home}/edit/ask`, { 'settings.goal.target': '250' });
    expect((await saved())?.texts.fr?.headline).toBe('Deux heures. Une rue.');
    await desk.olive.post(`${home}/save-draft`);
    const file = await saved();
    expect([file?.texts.fr?.headline, file?.settings.goal.target]).toEqual(['Pas encore', 250]);
  });

  test('outlives looking at another part that was opened without it: both are kept', async () => {
    await desk.olive.send(`${home}/edit/look`, { 'settings.colour': '#aa1111', next: 'preview' });
    expect(await preview()).toContain('Pas encore');
    await desk.olive.post(`${home}/save-draft`);
    const file = await saved();
    expect([file?.texts.fr?.headline, file?.settings.colour]).toEqual(['Pas encore', '#aa1111']);
  });

  test('outlives an edit that meets someone else’s: both are kept for the choice', async () => {
    const mine = await desk.olive.open(`${home}/edit/ask`);
    const bea = await desk.second();
    await bea.send(`${home}/edit/ask`, { 'settings.goal.target': '300' });
    const refused = await desk.olive.post(`${home}/edit/ask`, { ...mine, 'settings.goal.target': '250' });
    expect(refused.headers.get('location')).toBe(`${home}/conflict`);
    await desk.olive.post(`${home}/conflict`, { version: '2', 'choice.settings.goal': 'mine' });
    const file = await saved();
    expect([file?.texts.fr?.headline, file?.settings.goal.target]).toEqual(['Pas encore', 250]);
  });

  test('is joined by a picture that is sent from it, and published by none', async () => {
    const form = await (await desk.olive.get(`${home}/edit/look?draft=1`)).text();
    expect(/<form[^>]*\/picture"[\s\S]*?<\/form>/.exec(form)?.[0]).toContain('name="draft"');
    const sent = await upload({ draft: '1', base: '1', 'alt.fr': 'Un mur blanc', 'alt.en': 'A white wall' });
    expect(sent.headers.get('location')).toBe(`${home}/edit/look?draft=1`);
    expect((await saved())?.settings.picture).toBe('porte-a-porte.svg');
    await desk.olive.post(`${home}/save-draft`);
    const file = await saved();
    expect([file?.texts.fr?.headline, file?.texts.fr?.pictureAlt]).toEqual(['Pas encore', 'Un mur blanc']);
  });

  test('outlives a picture that is sent from elsewhere', async () => {
    await upload({ base: '1', 'alt.fr': 'Un mur blanc', 'alt.en': 'A white wall' });
    await desk.olive.post(`${home}/save-draft`);
    const file = await saved();
    expect([file?.texts.fr?.headline, file?.texts.fr?.pictureAlt]).toEqual(['Pas encore', 'Un mur blanc']);
  });
});

describe('what is refused says why', () => {
  test('a picture whose words are still a blank, with the words kept', async () => {
    await addCampaign(desk.deps);
    const answer = await upload({ base: '1', 'alt.fr': '[À REMPLIR : le mur]', 'alt.en': 'A white wall' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(t.form.problems);
    expect(html).toContain('href="#edit-alt-fr"');
    expect(html).toContain('value="[À REMPLIR : le mur]"');
    expect(html).toContain('value="A white wall"');
  });

  test('a version with blanks, for a campaign that is open; and one that someone was quicker than', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    await desk.olive.send(`${home}/edit/words`, { 'texts.fr.headline': blank });
    await desk.olive.send(`${home}/edit/words`, { 'texts.fr.headline': 'Plein' });
    await desk.olive.post(`${home}/status`, { turn: 'open' });
    const refused = await desk.olive.post(`${home}/history/2/restore`, { base: '4' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    for (const words of [t.form.problems, t.problems.blank(blank)]) expect(html).toContain(words);
    const late = await desk.olive.post(`${home}/history/1/restore`, { base: '3' });
    expect(late.status).toBe(422);
    expect(await late.text()).toContain(t.history.moved);
  });

  test('a draft with a blank, once its campaign is open: each leads to its field, and the draft is kept', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    await desk.olive.send(`${home}/edit/words`, { 'texts.fr.headline': blank, next: 'preview' });
    await desk.olive.post(`${home}/status`, { turn: 'open' });
    const refused = await desk.olive.post(`${home}/save-draft`);
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain(t.problems.blank(blank));
    expect(html).toContain(`href="${home}/edit/words?draft=1#edit-texts-fr-headline"`);
    expect(await desk.deps.db.$count(campaignDrafts)).toBe(1);
  });
});

test('of two creations of one name at once the second gets another name', async () => {
  const { db } = desk.deps;
  const { settings, texts, sequences, shifts } = aCampaign();
  const content = { settings, texts, sequences, shifts };
  const make = () => createCampaign(desk.deps, { id: uuidv7(), slug: 'essai', content, organizerId: desk.organizerId });
  let both: Promise<string[]> | undefined;
  await db.transaction(async (tx) => {
    await holdCampaign(tx, 'essai');
    both = Promise.all([make(), make()]);
    // Both are as far as they get before one of them goes on.
    await expect
      .poll(async () => {
        const rows = await tx.execute<{ count: number }>(
          `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`,
        );
        return rows[0]?.count;
      })
      .toBe(2);
  });
  expect((await both)?.toSorted()).toEqual(['essai', 'essai-2']);
});

test('people are counted once each, and no further than a page can wait for', async () => {
  const id = await addCampaign(desk.deps);
  const sql = desk.deps.db.$client;
  await sql`insert into contacts (id, email, locale)
    select gen_random_uuid(), n || '@example.org', 'fr' from generate_series(1, ${mostCounted}::int) as n`;
  const signUpAll = () => sql`insert into signups (id, campaign_id, contact_id, locale, answers, consented, created_at)
    select gen_random_uuid(), ${id}, id, 'fr', '{}', false, now() from contacts`;
  await signUpAll();
  await signUpAll();
  const most = formatNumber('fr', mostCounted);
  const hub = async () => await (await desk.olive.get(`${home}/edit`)).text();
  expect(await hub()).toContain(t.hub.closeText(most));
  await sql`insert into contacts (id, email, locale) values (gen_random_uuid(), 'one-more@example.org', 'fr')`;
  await signUpAll();
  expect(await hub()).toContain(t.hub.closeText(t.hub.moreThan(most)));
});

test.each(['viewer', 'leader'] as const)(
  'a %s finds the page, its link and its numbers, and nothing to change',
  async (role) => {
    await addCampaign(desk.deps);
    const reader = await visitorAs(desk, role);
    expect(await (await reader.get('/admin/campaigns')).text()).toContain(`href="${home}/preview"`);
    const html = await (await reader.get(`${home}/preview`)).text();
    expect(html).toContain(`href="${origin}/essai"`);
    expect(html).toContain(t.hub.live);
    expect(html).not.toContain('/edit"');
    const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';
    const links = [...main.matchAll(/(?:href|src)="(\/admin[^"]*)"/g)].map(([, href = '']) => href);
    expect(links).toContain(`${home}/sources`);
    for (const link of links) expect((await reader.get(link)).status, link).toBe(200);
  },
);

async function upload(words: Record<string, string>): Promise<Response> {
  const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const body = new FormData();
  for (const [name, value] of Object.entries(words)) body.append(name, value);
  body.append('upload', new File([Uint8Array.from(bytes)], 'photo.png', { type: 'image/png' }));
  const sent = new Request(`${origin}${home}/picture`, { method: 'POST', body });
  const headers = { cookie: desk.cookie, origin, 'content-type': sent.headers.get('content-type') ?? '' };
  return await desk.app.request(sent.url, { method: 'POST', headers, body: await sent.arrayBuffer() });
}

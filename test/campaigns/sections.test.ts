import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sectionNames } from '../../src/campaigns/form.ts';
import { campaigns } from '../../src/campaigns/table.ts';
import { exportCampaign } from '../../src/exports/export-campaign.ts';
import tenants from '../../src/imports/demo/loyers-justes.json' with { type: 'json' };
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { compose } from '../../src/signups/sections.tsx';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

async function add(slug: string, { settings = {}, fr = {}, en = {} }: Record<string, object>): Promise<void> {
  const file = aCampaign();
  const texts = { fr: { ...file.texts.fr, ...fr }, en: { ...file.texts.en, ...en } };
  const parsed = campaignFile.parse({ ...file, slug, settings: { ...file.settings, ...settings }, texts });
  await addCampaign(t.deps, parsed);
}

async function html(path: string): Promise<string> {
  return await (await t.app.request(path)).text();
}

describe('the sections of a page', () => {
  test('stand as they always did where the campaign orders none', () => {
    expect(compose(sectionNames)).toEqual({
      poster: ['headline', 'picture'],
      blocks: [
        { kind: 'sheet', sections: ['goal', 'form'] },
        { kind: 'column', sections: ['video', 'story', 'shifts', 'faq', 'sender', 'legal'] },
      ],
    });
  });

  test('stand together where they stand side by side in the list, else on their own', () => {
    expect(compose(['video', 'headline', 'story', 'picture', 'form', 'legal', 'goal', 'sender'])).toEqual({
      poster: ['video', 'headline'],
      blocks: [
        { kind: 'column', sections: ['story', 'picture'] },
        { kind: 'sheet', sections: ['form'] },
        { kind: 'column', sections: ['legal', 'goal', 'sender'] },
      ],
    });
  });

  test('are each there once, in whatever order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...sectionNames]), (chosen) => {
        const order = [...new Set([...chosen, 'headline' as const, 'form' as const])];
        const { poster, blocks } = compose(order);
        const drawn = [...poster, ...blocks.flatMap(({ sections }) => sections)];
        expect(drawn.toSorted()).toEqual(order.toSorted());
        const below = order.filter((name) => !poster.includes(name));
        expect(blocks.flatMap(({ sections }) => sections)).toEqual(below);
      }),
    );
  });

  test('come in the campaign’s order on its page', async () => {
    await add('ordre', {
      settings: { sections: ['headline', 'picture', 'faq', 'form', 'goal', 'story', 'sender', 'legal'] },
      fr: { faq: [{ question: 'Où ?', answer: '*Ici.*' }], story: 'Voici **pourquoi**.' },
    });
    const page = await html('/fr/ordre');
    const marks = ['faq-title', 'id="signup"', 'class="progress"', 'story-title', 'sender-title'];
    const places = marks.map((mark) => page.indexOf(mark));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(page).toContain('<p><em>Ici.</em></p>');
    expect(page).toContain('Voici <strong>pourquoi</strong>.');
    // Shifts are not in the list.
    expect(page).not.toContain('soon-title');
  });

  test.each([
    [['headline', 'form', 'sender'], 'must have each of'],
    [['headline', 'form', 'sender', 'legal', 'form'], 'twice'],
  ])('%j is refused at the import', (sections, words) => {
    const parsed = campaignFile.safeParse({ ...tenants, settings: { ...tenants.settings, sections } });
    expect(parsed.error?.message).toContain(words);
  });

  test.each(['https://example.org', 'example.org/page', "'self'", 'example.org; script-src *', '*', 'a b'])(
    '%j is no host that may frame a form',
    (host) => {
      const settings = { ...tenants.settings, embedHosts: [host] };
      expect(campaignFile.safeParse({ ...tenants, settings }).success).toBe(false);
    },
  );
});

describe('a language', () => {
  test('is not offered while a word that it needs is missing, and the short link leads to one that is', async () => {
    await add('moitie', { en: { button: '' } });
    expect((await t.app.request('/en/moitie')).status).toBe(404);
    const short = await t.app.request('/moitie', { headers: { 'accept-language': 'en' } });
    expect(short.headers.get('location')).toBe('/fr/moitie');
    expect(await html('/fr/moitie')).not.toContain('hreflang="en-CA"');
  });

  test('shows no section and no shift that it has no words for', async () => {
    await add('inegal', { fr: { faq: [{ question: 'Où ?', answer: 'Ici.' }], privacy: 'Camille en répond.' } });
    const file = aCampaign();
    const french = { fr: { title: 'Sortie', place: 'Parc', details: '' } };
    const shifts = file.shifts.map((shift) => ({ ...shift, texts: french }));
    await addCampaign(t.deps, { slug: 'dates', shifts });
    const [fr, en] = [await html('/fr/inegal'), await html('/en/inegal')];
    expect(fr).toContain('faq-title');
    expect(en).not.toContain('faq-title');
    expect(en).not.toContain('Camille');
    expect(await html('/fr/dates')).toContain('soon-title');
    expect(await html('/en/dates')).not.toContain('soon-title');
  });

  test('shows no film that it has no captions for, and the picture is the poster again', async () => {
    const sections = ['headline', 'video', 'picture', 'form', 'sender', 'legal'];
    const settings = { sections, video: { file: 'marche.webm', captions: { fr: 'marche-fr.vtt' } } };
    await add('film', { settings, fr: { video: 'Une rue.' }, en: { video: 'A street.' } });
    const [fr, en] = [await html('/fr/film'), await html('/en/film')];
    expect(fr).toMatch(/<video [^>]*aria-label="Une rue\."[^>]*><source [^>]*><track [^>]*srclang="fr"[^>]*default/);
    expect(fr).toContain('<div class="figure"><img');
    expect(en).not.toContain('<video');
    expect(en).toMatch(/<div class="poster">.*?<img class="poster-picture"/s);
  });

  test('needs all its words in the file where it is the default one', () => {
    const texts = { ...tenants.texts, fr: { ...tenants.texts.fr, ask: ' ' } };
    expect(campaignFile.safeParse({ ...tenants, texts }).error?.issues[0]?.path).toEqual(['texts', 'fr', 'ask']);
  });
});

test('a campaign goes out as a file and comes in again with its sections, answers and film', async () => {
  const file = campaignFile.parse(riding);
  await addCampaign(t.deps, file);
  const exported = await exportCampaign(t.deps.db, file.slug);
  expect(exported?.settings).toEqual(file.settings);
  expect(exported?.texts).toEqual(file.texts);
});

test('a campaign that was stored before there were sections, questions or films has its page', async () => {
  await addCampaign(t.deps, { slug: 'ancienne' });
  // As the first release wrote it: no key of what came later.
  await t.deps.db.update(campaigns).set({ texts: aCampaign().texts, settings: aCampaign().settings });
  const answer = await t.app.request('/fr/ancienne');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('<p>Voici pourquoi.</p>');
});

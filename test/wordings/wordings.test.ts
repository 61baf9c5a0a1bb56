import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

const t = messages('fr').wordings;
let admin: SignedInTest;

beforeAll(async () => {
  admin = await startSignedIn();
  const { settings, texts, shifts } = aCampaign();
  const { fr, en } = texts;
  if (!fr || !en) throw new Error('the campaign of the tests speaks both languages');
  await addCampaign(admin.deps, {
    texts: {
      fr: { ...fr, faq: [{ question: 'Où ?', answer: 'Ici.' }], skills: { driving: 'Conduire', soup: 'Cuisiner' } },
      en: { ...en, ask: '' },
    },
    shifts: shifts.map((shift) => ({ ...shift, texts: { fr: { title: 'Sortie', place: 'Parc', details: '' } } })),
    settings: { ...settings, embedHosts: ['example.org'] },
  });
  await addCampaign(admin.deps, { slug: 'complete' });
  await addCampaign(admin.deps, { slug: 'brouillon', status: 'draft' });
});
afterAll(() => admin.close());

async function read(path: string): Promise<string> {
  return await (await admin.get(path)).text();
}

/** The languages that a row marks as missing, by what it is called. */
function missingIn(html: string, name: string): boolean[] {
  const row = new RegExp(`<th[^>]*>${name}</th>(.*?)</tr>`, 's').exec(html)?.[1] ?? '';
  return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell?.includes(t.missing) ?? false);
}

describe('an organizer reads what a campaign says in each language', () => {
  test('with what is missing in one of them, in the page, its mails and its dates', async () => {
    const html = await read('/admin/campaigns/essai');
    expect(missingIn(html, t.names.headline)).toEqual([false, false]);
    expect(missingIn(html, t.names.ask)).toEqual([false, true]);
    expect(missingIn(html, t.names.faq)).toEqual([false, true]);
    expect(missingIn(html, t.names.shift('samedi'))).toEqual([false, true]);
    expect(missingIn(html, t.names.step('welcome'))).toEqual([false, false]);
    // A question that no language asks is missing in none.
    expect(html).not.toContain(t.names.question);
    expect(html).toContain(t.withheldText(t.names.ask));
    expect(html).toContain(t.gaps('4'));
  });

  test('and that nothing is, where nothing is', async () => {
    const html = await read('/admin/campaigns/complete');
    expect(html).not.toContain(t.missing);
    expect(html.split(t.complete)).toHaveLength(3);
    expect(html).toContain(t.embedNone);
  });

  test('with the line that puts the form on the sites that it names, in the languages that are offered', async () => {
    const html = await read('/admin/campaigns/essai');
    const line =
      'src=&quot;http://localhost:3000/js/embed.js&quot; data-campaign=&quot;essai&quot; data-locale=&quot;fr&quot;';
    expect(html).toContain(line);
    expect(html).not.toContain('data-locale=&quot;en&quot;');
    expect(html).toContain('example.org');
  });

  test('and is told where there is no such campaign', async () => {
    expect((await admin.get('/admin/campaigns/nulle-part')).status).toBe(404);
  });
});

describe('a page before the public sees it', () => {
  test('is shown to organizers as it stands, in a language that is not offered too', async () => {
    const html = await read('/admin/campaigns/essai/preview/en');
    expect(html).toContain('Two hours. One street.');
    expect(await read('/admin/campaigns/brouillon/preview/fr')).toContain('Deux heures. Une rue.');
    expect((await admin.get('/admin/campaigns/essai/preview/de')).status).toBe(404);
  });

  test.each(['/admin/campaigns/essai', '/admin/campaigns/essai/preview/en'])('%s is not for others', async (path) => {
    const answer = await admin.app.request(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/admin\/sign-in/);
  });

  test('takes nothing that is sent from it', async () => {
    const form = /name="form" value="([^"]*)"/.exec(await read('/admin/campaigns/brouillon/preview/fr'))?.[1] ?? 'none';
    const fields = { form, email: 'ada@example.org', firstName: 'Ada' };
    expect((await post(admin.app, '/fr/brouillon/signups', fields)).status).toBe(404);
    expect((await post(admin.app, '/fr/complete/signups', fields)).status).toBe(422);
    expect(await admin.deps.db.$count(signups)).toBe(0);
  });
});

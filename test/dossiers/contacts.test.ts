import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { consents, suppressions } from '../../src/consents/table.ts';
import { fold } from '../../src/contacts/fold.ts';
import { contacts } from '../../src/contacts/table.ts';
import { messages } from '../../src/followups/table.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { signups } from '../../src/signups/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { everyField } from '../support/every-field.ts';
import { signUp } from '../support/forms.ts';

let t: SignedInTest;

beforeAll(async () => {
  t = await startSignedIn();
});

beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, campaigns, suppressions cascade`;
});

afterAll(async () => {
  await t.close();
});

let tick = 0;

async function addContact(row: Partial<typeof contacts.$inferInsert> = {}): Promise<string> {
  tick += 1;
  const id = uuidv7({ msecs: Date.UTC(2026, 0, 1) + tick });
  const { firstName = '', lastName = '' } = row;
  await t.deps.db.insert(contacts).values({
    id,
    email: `person${tick}@example.org`,
    locale: 'fr',
    firstFolded: fold(firstName),
    lastFolded: fold(lastName),
    ...row,
  });
  return id;
}

async function join(campaignId: string, contactId: string): Promise<void> {
  const createdAt = new Date();
  await t.deps.db.insert(signups).values({
    id: uuidv7(),
    campaignId,
    contactId,
    locale: 'fr',
    answers: { question: '<oui>' },
    consented: true,
    createdAt,
  });
}

/** Ids of the contacts on a page of the list, in order, and the address of the next page. */
async function list(path: string): Promise<{ ids: string[]; next: string | undefined; html: string }> {
  const answer = await t.get(path);
  expect(answer.status).toBe(200);
  const html = await answer.text();
  const ids = [...html.matchAll(/href="\/admin\/contacts\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '');
  const next = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  return { ids, next, html };
}

const search = async (words: string) => (await list(`/admin/contacts?${new URLSearchParams({ q: words })}`)).ids;

describe('searching for contacts', () => {
  test('finds by the beginning of a name, without its case or accents', async () => {
    const elodie = await addContact({ firstName: 'Élodie', lastName: 'Côté-Gagné' });
    await addContact({ firstName: 'Marc', lastName: 'Roy' });
    for (const words of ['elo', 'ÉLODIE', 'e\u0301lodie', 'cote', 'Côté-', 'élodie cote', 'cote élo', '  elodie  '])
      expect(await search(words), words).toEqual([elodie]);
    for (const words of ['lodie', 'elodie roy', 'gagne', 'elodiee']) expect(await search(words), words).toEqual([]);
  });

  test('finds by address and by postal code, with or without its space', async () => {
    const ada = await addContact({ email: 'ada.l@example.org', firstName: 'Ada', postalCode: 'H2X 1Y4' });
    await addContact({ email: 'bob@example.org', postalCode: 'H2X 1Y5' });
    for (const words of ['ada.l@', 'ADA.L@EXAMPLE.ORG', 'h2x 1y4', 'H2X1Y4', 'h2x-1y4', 'ada h2x', 'ada H2X 1Y4'])
      expect(await search(words), words).toEqual([ada]);
    expect(await search('H2X')).toHaveLength(2);
  });

  test('takes what was typed as it stands, wildcards and quotes too', async () => {
    const odd = await addContact({ firstName: '100%', lastName: "O’Neil_\\'" });
    await addContact({ firstName: '1000', lastName: 'ONeilX' });
    for (const words of ['100%', "o'neil_", 'O’Neil', '100% o’n', "o'neil_\\'"])
      expect(await search(words), words).toEqual([odd]);
    for (const words of ['%', '_', "'; drop table contacts; --", '\0', '\\'])
      expect(await search(words), words).toBeDefined();
  });

  test('finds names in any script', async () => {
    const ids = [];
    for (const firstName of ['محمد', '李明', 'Вера']) ids.push(await addContact({ firstName }));
    expect([await search('محم'), await search('李'), await search('ВЕР')]).toEqual(ids.map((id) => [id]));
  });

  test('keeps to one campaign, and shows a contact once however often they signed up', async () => {
    const [one, other] = [await addCampaign(t.deps, { slug: 'une' }), await addCampaign(t.deps, { slug: 'autre' })];
    const [inOne, inOther] = [await addContact({ firstName: 'Ada' }), await addContact({ firstName: 'Ada' })];
    for (const id of [inOne, inOne]) await join(one, id);
    await join(other, inOther);
    expect((await list('/admin/contacts?campaign=une')).ids).toEqual([inOne]);
    expect((await list('/admin/contacts?campaign=autre&q=ada')).ids).toEqual([inOther]);
    expect((await list('/admin/contacts?campaign=nulle')).ids).toHaveLength(2);
  });

  test('says what to do next where there is nobody', async () => {
    expect((await list('/admin/contacts')).html).toContain('Partagez le lien d’une campagne');
    expect((await list('/admin/contacts?q=x')).html).toContain('Personne ne correspond');
  });
});

describe('the pages of the list', () => {
  test('show each contact once, the newest first, even when more arrive meanwhile', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 120; count += 1) ids.unshift(await addContact({ firstName: 'Ada' }));
    const seen: string[] = [];
    for (let next: string | undefined = '/admin/contacts?q=ada'; next; ) {
      const page = await list(next);
      seen.push(...page.ids);
      next = page.next;
      await addContact({ firstName: 'Ada' });
    }
    expect(seen).toEqual(ids);
  });

  test('are not confused by what is no id', async () => {
    const id = await addContact();
    expect((await list('/admin/contacts?before=x')).ids).toEqual([id]);
  });
});

describe('a contact', () => {
  test('shows the answers to a campaign’s own questions in its words, and each consent with its edition', async () => {
    await t.deps.db.transaction((tx) => importCampaign(tx, everyField(), t.deps.clock.now()));
    const sent = {
      email: 'own@example.org',
      phone: '514 555-0123',
      'answers.shirt': 'large',
      'answers.diet': ['vegan', 'no-nuts'],
      'answers.seats': '3',
      'answers.rules': 'yes',
      'consents.sms': 'yes',
      'consents.ally': 'yes',
    };
    expect((await signUp(t.app, sent, '/fr/questions')).status).toBe(303);
    const [own] = await t.deps.db.select().from(contacts).where(eq(contacts.email, 'own@example.org'));
    const html = await (await t.get(`/admin/contacts/${own?.id}`)).text();
    for (const [question, answer] of [
      ['Taille du chandail', 'Grand'],
      ['À table', 'Végane, Sans noix'],
      ['Places dans votre voiture', '3'],
      ['J’ai lu le code de conduite des bénévoles.', 'Oui'],
    ]) {
      expect(html).toContain(`<dt>${question}</dt><dd class="any-break">${answer}</dd>`);
    }
    for (const words of ['Textos', 'Partage avec un partenaire', 'texte quebec/2026-11', 'Demandé, à confirmer']) {
      expect(html).toContain(words);
    }
  });

  test('is shown with everything that is known, and what was typed stays text', async () => {
    const campaignId = await addCampaign(t.deps);
    const id = await addContact({ firstName: '<script>alert(1)</script>', lastName: '"Roy"', confirmedAt: new Date() });
    await join(campaignId, id);
    const at = new Date(Date.now() - 60_000);
    await t.deps.db.insert(consents).values({
      id: uuidv7(),
      contactId: id,
      campaignId,
      purpose: 'follow-up',
      channel: 'email',
      action: 'granted',
      wording: 'J’accepte de recevoir des nouvelles de Démo.',
      locale: 'fr',
      source: 'form',
      at,
    });
    await t.deps.db.insert(messages).values({
      id: uuidv7(),
      contactId: id,
      campaignId,
      name: 'welcome',
      subjectId: uuidv7(),
      locale: 'fr',
      state: 'failed',
      reason: 'boîte pleine',
      dueAt: at,
      createdAt: at,
    });
    const html = await (await t.get(`/admin/contacts/${id}`)).text();
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('&lt;oui&gt;');
    expect(html).toContain('J’accepte de recevoir des nouvelles de Démo.');
    expect(html).toContain('boîte pleine');
    // Ticked in a form that nobody has confirmed: asked for, and not said to be given.
    expect(html).toContain('Demandé, à confirmer');
    expect(html).not.toContain('badge-granted');
  });

  test('has a timeline that is read in pages, the newest line first', async () => {
    const id = await addContact({ firstName: 'Ada' });
    const rows = Array.from({ length: 150 }, (_, count) => ({
      id: uuidv7({ msecs: Date.UTC(2026, 0, 1) + count }),
      contactId: id,
      kind: 'signup.recorded',
      at: new Date(Date.UTC(2026, 0, 1) + count),
    }));
    await t.deps.db.insert(activities).values(rows);
    const times = async (path: string) => {
      const html = await (await t.get(path)).text();
      return {
        times: [...html.matchAll(/<time datetime="([^"]+)"/g)].map(([, at]) => at),
        next: /rel="next" href="([^"]+)"/.exec(html)?.[1],
      };
    };
    const page = await times(`/admin/contacts/${id}`);
    const more = await times(page.next ?? '');
    expect([...page.times, ...more.times]).toEqual(rows.map(({ at }) => at.toISOString()).reverse());
    expect(more.next).toBeUndefined();
  });

  test('that does not exist is said to be missing', async () => {
    for (const id of [uuidv7(), 'x', '1']) {
      const answer = await t.get(`/admin/contacts/${id}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('n’existe pas ou a été effacé');
    }
  });

  test('whose address refuses mail is shown as blocked, whatever was granted', async () => {
    await addContact({ firstName: 'Ada', email: 'full@example.org' });
    await t.deps.db.insert(suppressions).values({ email: 'full@example.org', reason: 'bounced', at: new Date() });
    expect((await list('/admin/contacts')).html).toContain('badge-suppressed');
  });
});

test('organizers read in their language, and it is remembered', async () => {
  const asked = await t.get('/admin/contacts?lang=en');
  expect(await asked.text()).toContain('<html lang="en-CA">');
  expect(asked.headers.getSetCookie().join()).toMatch(/^lang=en;/);
  const kept = await t.app.request('/admin/contacts', { headers: { cookie: `${t.cookie}; lang=en` } });
  expect(await kept.text()).toContain('All campaigns');
  const browser = await t.get('/admin/contacts', { 'accept-language': 'en-CA,en;q=0.9' });
  expect(await browser.text()).toContain('All campaigns');
  expect(await (await t.get('/admin/contacts')).text()).toContain('<html lang="fr-CA">');
});

import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCampaign } from '../../src/campaigns/queries.ts';
import { contacts } from '../../src/contacts/table.ts';
import { partNames } from '../../src/editor/parts.ts';
import { exportCampaign } from '../../src/exports/export-campaign.ts';
import { campaignVersions } from '../../src/imports/campaign-table.ts';
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { messages } from '../../src/locales/index.ts';
import { bookings, shifts } from '../../src/shifts/table.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { everyField } from '../support/every-field.ts';
import { signUp } from '../support/forms.ts';
import { type Desk, startDesk } from './desk.ts';

const t = messages('fr').editor;
let desk: Desk;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const fresh = {
  template: 'volunteers',
  'title.fr': 'Marche du printemps',
  'title.en': 'Spring walk',
  sender: 'Équipe',
};
const home = '/admin/campaigns/marche-du-printemps';
/** The names in URLs of the campaigns that are like this. */
const made = async (pattern: string) =>
  (await desk.deps.db.$client`select slug from campaigns where slug like ${pattern} order by slug`).map(
    ({ slug }) => slug,
  );

describe('a new campaign', () => {
  test.each(['volunteers', 'pledge', 'event'])(
    'made from the template %s is a draft, complete but for its blanks',
    async (template) => {
      const made = await desk.olive.post('/admin/new-campaign', { ...fresh, template });
      expect(made.headers.get('location')).toBe(`${home}/edit`);
      expect((await desk.app.request('/fr/marche-du-printemps')).status).toBe(404);
      const refused = await desk.olive.post(`${home}/status`, { turn: 'open' });
      expect(refused.status).toBe(422);
      expect(await refused.text()).toContain('votre adresse postale');
      const blanks = await desk.olive.open(`${home}/edit/blanks`);
      const filled = Object.fromEntries(
        Object.keys(blanks).map((name) => [name, name.includes('https') ? 'https://dons.example.org/nous' : 'le parc']),
      );
      await desk.olive.post(`${home}/edit/blanks`, { ...filled, base: '1' });
      expect((await desk.olive.post(`${home}/status`, { turn: 'open' })).status).toBe(303);
      for (const locale of ['fr', 'en']) {
        const page = await (await desk.app.request(`/${locale}/marche-du-printemps`)).text();
        expect(page).toContain(locale === 'fr' ? 'Marche du printemps' : 'Spring walk');
        expect(page).not.toMatch(/REMPLIR|FILL IN/);
      }
    },
  );

  test('without a name or a sender comes back with what was typed and a sentence beside each', async () => {
    const answer = await desk.olive.post('/admin/new-campaign', { template: 'event', 'title.fr': ' ', slug: 'Été !' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    for (const sentence of [t.create.badName, t.create.badSender, t.create.badSlug]) expect(html).toContain(sentence);
    expect(html).toContain('value="Été !"');
  });

  test('is made once, however often its form is sent', async () => {
    const paths = { marche: '/admin/new-campaign', guide: '/admin/start?step=1' };
    for (const [slug, path] of Object.entries(paths)) {
      const form = { ...(await desk.olive.open(path)), ...fresh, 'title.fr': slug };
      const both = await Promise.all([desk.olive.post(path, form), desk.olive.post(path, form)]);
      expect(both.map(({ status }) => status)).toEqual([303, 303]);
      expect(both[0]?.headers.get('location')).toBe(both[1]?.headers.get('location'));
      expect(await made(`${slug}%`)).toEqual([slug]);
    }
  });

  test('gets another address where its name is taken', async () => {
    await desk.olive.post('/admin/new-campaign', fresh);
    const second = await desk.olive.post('/admin/new-campaign', fresh);
    expect(second.headers.get('location')).toBe(`${home}-2/edit`);
  });
});

describe('the parts', () => {
  test('sent as they stand change nothing, whatever the campaign has', async () => {
    const campaign = everyField();
    const shifts = campaign.shifts.map((one) => ({ ...one, minimum: 3 }));
    expect(shifts).not.toEqual([]);
    await desk.deps.db.transaction((tx) => importCampaign(tx, { ...campaign, shifts }, desk.clock.now()));
    const before = await exportCampaign(desk.deps.db, 'questions');
    for (const part of partNames.filter((name) => name !== 'blanks')) {
      const saved = await desk.olive.send(`/admin/campaigns/questions/edit/${part}`);
      expect(saved.status, part).toBe(303);
      const { sections, next, ...settings } = (await exportCampaign(desk.deps.db, 'questions'))?.settings ?? {};
      expect({ ...before?.settings, ...settings }, part).toEqual({ ...before?.settings, ...settings });
    }
    const after = await exportCampaign(desk.deps.db, 'questions');
    expect(after?.texts).toEqual(before?.texts);
    expect(after?.shifts).toEqual(before?.shifts);
    expect(after?.settings).toEqual(before?.settings);
  });

  test('a task for half an hour is written, changed and taken away, and keeps its key', async () => {
    await addCampaign(desk.deps);
    const path = '/admin/campaigns/essai/edit/tasks';
    const row = 'settings.quickTasks.0';
    const refused = await desk.olive.send(path, {
      [`${row}.texts.fr.title`]: 'Cinq appels',
      [`${row}.near`]: 'H2G; ?',
    });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    for (const sentence of [t.problems.required, t.problems.format]) expect(html).toContain(sentence);
    const words = { [`${row}.texts.fr.title`]: 'Cinq appels', [`${row}.texts.fr.text`]: 'Appelez.' };
    expect((await desk.olive.send(path, { ...words, [`${row}.near`]: 'h2g, H2S 1A1' })).status).toBe(303);
    const saved = async () => (await exportCampaign(desk.deps.db, 'essai'))?.settings.quickTasks;
    const task = { key: 'cinq-appels', kind: 'call', minutes: 30, near: ['H2G', 'H2S1A1'] };
    expect(await saved()).toEqual([{ ...task, texts: { fr: { title: 'Cinq appels', text: 'Appelez.', action: '' } } }]);
    await desk.olive.send(path, { [`${row}.texts.fr.title`]: 'Dix appels', [`${row}.minutes`]: '45' });
    expect((await saved())?.[0]).toMatchObject({
      key: 'cinq-appels',
      minutes: 45,
      texts: { fr: { title: 'Dix appels' } },
    });
    await desk.olive.send(path, { [`${row}.remove`]: 'yes' });
    expect(await saved()).toEqual([]);
  });

  test('a question of one’s own is added in both languages and asked on the page', async () => {
    await addCampaign(desk.deps);
    const saved = await desk.olive.send('/admin/campaigns/essai/edit/fields', {
      'own.0.kind': 'one-of',
      'own.0.fr.label': 'Taille du chandail',
      'own.0.en.label': 'Shirt size',
      'own.0.fr.options': 'Petit\nGrand',
      'own.0.en.options': 'Small\nLarge',
    });
    expect(saved.status).toBe(303);
    const [fr, en] = await Promise.all(
      ['fr', 'en'].map(async (one) => (await desk.app.request(`/${one}/essai`)).text()),
    );
    expect(fr).toContain('Grand');
    expect(en).toContain('Shirt size');
    expect((await exportCampaign(desk.deps.db, 'essai'))?.settings.fields).toEqual([
      { kind: 'one-of', name: 'taille-du-chandail', required: false, options: ['petit', 'grand'] },
    ]);
  });

  test('a question is asked for in the languages alone that the page is written in', async () => {
    await addCampaign(desk.deps);
    const path = '/admin/campaigns/essai/edit';
    const names = async () => Object.keys(await desk.olive.open(`${path}/fields`));
    expect(await names()).toContain('own.0.en.label');
    const words = await desk.olive.open(`${path}/words`);
    const without = Object.keys(words).filter((name) => name.startsWith('texts.en.'));
    await desk.olive.send(`${path}/words`, Object.fromEntries(without.map((name) => [name, ''])));
    expect((await exportCampaign(desk.deps.db, 'essai'))?.texts.en).toBeUndefined();
    expect((await names()).filter((name) => name.includes('.en.'))).toEqual([]);
    expect(await names()).toContain('own.0.fr.label');
  });

  test('an answer keeps its key with its words, wherever its line stands, and with a word that is corrected', async () => {
    await addCampaign(desk.deps);
    const part = '/admin/campaigns/essai/edit/fields';
    const save = async (fr: string, en: string) => {
      const words = { 'own.0.fr.label': 'Quand ?', 'own.0.en.label': 'When?' };
      const lines = { 'own.0.kind': 'many-of', 'own.0.fr.options': fr, 'own.0.en.options': en };
      expect((await desk.olive.send(part, { ...words, ...lines })).status).toBe(303);
      return Object.entries((await exportCampaign(desk.deps.db, 'essai'))?.texts.fr?.fields?.quand?.options ?? {});
    };
    await save('Samedi\nDimanche', 'Saturday\nSunday');
    const moved = await save('Vendredi\nSamedi', 'Friday\nSaturday');
    expect(new Map(moved)).toEqual(
      new Map([
        ['vendredi', 'Vendredi'],
        ['samedi', 'Samedi'],
      ]),
    );
    const corrected = await save('Vendredi soir\nSamedi', 'Friday night\nSaturday');
    expect(new Map(corrected)).toEqual(
      new Map([
        ['vendredi', 'Vendredi soir'],
        ['samedi', 'Samedi'],
      ]),
    );
    const others = await save('Lundi\nMardi', 'Monday\nTuesday');
    expect(others.map(([key]) => key)).toEqual(expect.arrayContaining(['lundi', 'mardi']));
  });

  test('a skill keeps its translation where another has none, and two that differ by a number stay two', async () => {
    await addCampaign(desk.deps);
    const part = '/admin/campaigns/essai/edit/fields';
    const skills = async () => {
      const texts = (await exportCampaign(desk.deps.db, 'essai'))?.texts;
      return { fr: texts?.fr?.skills, en: texts?.en?.skills };
    };
    const fr = { 'permis-classe-4': 'Permis classe 4', 'permis-classe-5': 'Permis classe 5', cuisiner: 'Cuisiner' };
    const lines = { 'texts.fr.skills': Object.values(fr).join('\n'), 'texts.en.skills': '\r\nClass 5 licence' };
    expect((await desk.olive.send(part, lines)).status).toBe(303);
    const typed = { fr, en: { 'permis-classe-5': 'Class 5 licence' } };
    expect(await skills()).toEqual(typed);
    await desk.olive.send(part, { 'texts.fr.question': 'Et puis ?' });
    expect(await skills()).toEqual(typed);
  });

  test('a sentence of one’s own stands beside its box as an edition of its own, and gives way to the default again', async () => {
    await addCampaign(desk.deps);
    const part = '/admin/campaigns/essai/edit/consents';
    const name = 'texts.fr.consents.email.wording';
    const own = async () => (await exportCampaign(desk.deps.db, 'essai'))?.texts.fr?.consents?.email;
    const page = async () => await (await desk.app.request('/fr/essai')).text();
    const before = await page();
    expect((await desk.olive.send(part, { [name]: '  Oui, {sender} peut m’écrire.  ' })).status).toBe(303);
    const first = await own();
    expect(first?.wording).toBe('Oui, {sender} peut m’écrire.');
    // The page in memory goes once the change was announced, a moment after the answer.
    await expect.poll(page).toMatch(/Oui, (?!\{sender\}).+ peut m’écrire\./);
    await signUp(desk.app, { email: 'ada@example.org', consent: 'yes' }, '/fr/essai');
    const [entry] = await desk.deps.db.$client`select wording_version from consents`;
    expect(entry?.wording_version).toBe(`own/${first?.version}`);

    await desk.olive.send(part, { [name]: 'Oui, écrivez-moi.' });
    expect((await own())?.version).not.toBe(first?.version);
    await desk.olive.send(part, { [name]: first?.wording ?? '' });
    expect(await own()).toEqual(first);
    await desk.olive.send(part, { [name]: ' ' });
    expect(await own()).toBeUndefined();
    const has = async () => (await page()).includes('peut m’écrire.');
    await expect.poll(has).toBe(before.includes('peut m’écrire.'));
  });

  test('a date without words, a goal that is no number: nothing is saved, and each is told beside its field', async () => {
    await addCampaign(desk.deps);
    const goal = await desk.olive.send('/admin/campaigns/essai/edit/ask', { 'settings.goal.target': 'beaucoup' });
    expect(goal.status).toBe(422);
    const html = await goal.text();
    expect(html).toContain('value="beaucoup"');
    expect(html).toMatch(new RegExp(`id="edit-settings-goal-target-error">${t.problems.number}`));
    const date = await desk.olive.send('/admin/campaigns/essai/edit/dates', {
      'shifts.1.day': '2027-05-01',
      'shifts.1.texts.fr.title': 'Fête',
    });
    expect(date.status).toBe(422);
    expect(await date.text()).toContain('id="edit-shifts-1-texts-fr-place-error"');
    expect((await findCampaign(desk.deps.db, 'essai'))?.version).toBe(1);
  });

  test('a date that nobody booked can be removed, one that somebody booked stays', async () => {
    const campaignId = await addCampaign(desk.deps);
    await signUp(desk.app);
    const [contact] = await desk.deps.db.select().from(contacts);
    const [shift] = await desk.deps.db.select().from(shifts);
    if (!contact || !shift) throw new Error('nobody signed up for anything');
    const now = desk.clock.now();
    const booking = { shiftId: shift.id, contactId: contact.id, campaignId, locale: 'fr', state: 'cancelled' } as const;
    await desk.deps.db.insert(bookings).values({ id: uuidv7(), ...booking, createdAt: now, changedAt: now });
    const remove = async () => await desk.olive.send('/admin/campaigns/essai/edit/dates', { 'shifts.0.remove': 'yes' });
    expect((await remove()).status).toBe(303);
    expect((await exportCampaign(desk.deps.db, 'essai'))?.shifts).toHaveLength(1);
    await desk.deps.db.delete(bookings);
    expect((await remove()).status).toBe(303);
    expect((await exportCampaign(desk.deps.db, 'essai'))?.shifts).toEqual([]);
  });

  test('a date that somebody booked is not moved once it is over, nor into the past; its words may change', async () => {
    const [aShift] = aCampaign().shifts;
    if (!aShift) throw new Error('the campaign has no date');
    const dates = [
      { ...aShift, key: 'over', day: { inDays: -3 } },
      { ...aShift, key: 'to-come', day: { inDays: 5 } },
      { ...aShift, key: 'unbooked', day: { inDays: -2 } },
    ];
    await addCampaign(desk.deps, { shifts: dates });
    await signUp(desk.app);
    await desk.deps.db.$client`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
      select gen_random_uuid(), shifts.id, contacts.id, campaign_id, 'fr',
        case key when 'over' then 'missed' else 'booked' end, starts_at - interval '9 days', starts_at - interval '9 days'
      from shifts, contacts where key <> 'unbooked'`;
    const path = '/admin/campaigns/essai/edit/dates';
    const order = (await exportCampaign(desk.deps.db, 'essai'))?.shifts.map(({ key }) => key);
    expect(order).toEqual(['over', 'unbooked', 'to-come']);
    const dayIn = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    // The date that is removed stands before: the places of those behind it are the form's all the same.
    const moved = { 'shifts.0.day': dayIn(7), 'shifts.1.remove': 'yes', 'shifts.2.day': dayIn(-7) };
    const refused = await desk.olive.send(path, moved);
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toMatch(new RegExp(`id="edit-shifts-0-day-error">${t.problems.dateOver}`));
    expect(html).toMatch(new RegExp(`id="edit-shifts-2-day-error">${t.problems.dateIntoPast}`));
    for (const day of [dayIn(7), dayIn(-7)]) expect(html).toContain(`value="${day}"`);
    expect((await exportCampaign(desk.deps.db, 'essai'))?.shifts).toHaveLength(3);
    expect((await desk.olive.send(path, { 'shifts.0.startsAt': '11:00' })).status).toBe(422);
    const harmless = { 'shifts.0.texts.fr.place': 'École', 'shifts.1.day': dayIn(7), 'shifts.2.day': dayIn(8) };
    expect((await desk.olive.send(path, harmless)).status).toBe(303);
  });

  test('looking before saving shows the real page to its writer alone', async () => {
    await addCampaign(desk.deps);
    const answer = await desk.olive.send('/admin/campaigns/essai/edit/words', {
      'texts.fr.headline': 'Neuf',
      next: 'preview',
    });
    expect(answer.headers.get('location')).toBe('/admin/campaigns/essai/preview?draft=1');
    const preview = await desk.olive.get('/admin/campaigns/essai/preview/fr?draft=1');
    expect(await preview.text()).toContain('Neuf');
    expect(preview.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(await (await desk.app.request('/fr/essai')).text()).not.toContain('Neuf');
    const bea = await desk.second();
    expect(await (await bea.get('/admin/campaigns/essai/preview/fr?draft=1')).text()).not.toContain('Neuf');
    expect((await desk.olive.post('/admin/campaigns/essai/save-draft')).headers.get('location')).toContain(
      'said=saved',
    );
    await expect.poll(async () => (await desk.app.request('/fr/essai')).text()).toContain('Neuf');
  });
});

describe('two organizers', () => {
  const words = '/admin/campaigns/essai/edit/words';

  test('who change different texts both keep theirs', async () => {
    await addCampaign(desk.deps);
    const bea = await desk.second();
    const [one, other] = [await desk.olive.open(words), await bea.open(words)];
    await bea.post(words, { ...other, 'texts.fr.headline': 'De Béa' });
    const saved = await desk.olive.post(words, { ...one, 'texts.fr.ask': 'D’Olive' });
    expect(saved.headers.get('location')).toContain('said=merged');
    const file = await exportCampaign(desk.deps.db, 'essai');
    expect(file?.texts.fr).toMatchObject({ headline: 'De Béa', ask: 'D’Olive' });
  });

  test('who change the same text are shown both, and the choice alone is saved', async () => {
    await addCampaign(desk.deps);
    const bea = await desk.second();
    const [one, other] = [await desk.olive.open(words), await bea.open(words)];
    await bea.post(words, { ...other, 'texts.fr.headline': 'De Béa', 'texts.fr.share': 'Partage de Béa' });
    const refused = await desk.olive.post(words, {
      ...one,
      'texts.fr.headline': 'D’Olive',
      'texts.fr.ask': 'Appel d’Olive',
    });
    expect(refused.headers.get('location')).toBe('/admin/campaigns/essai/conflict');
    expect((await exportCampaign(desk.deps.db, 'essai'))?.texts.fr?.headline).toBe('De Béa');
    const page = await (await desk.olive.get('/admin/campaigns/essai/conflict')).text();
    for (const text of ['De Béa', 'D’Olive', 'Béa']) expect(page).toContain(text);
    const unchosen = await desk.olive.post('/admin/campaigns/essai/conflict', { version: '2' });
    expect(unchosen.status).toBe(422);
    await desk.olive.post('/admin/campaigns/essai/conflict', { version: '2', 'choice.texts.fr.headline': 'mine' });
    const file = await exportCampaign(desk.deps.db, 'essai');
    expect(file?.texts.fr).toMatchObject({ headline: 'D’Olive', ask: 'Appel d’Olive', share: 'Partage de Béa' });
  });

  test('a date that one removed and another changed is chosen whole', async () => {
    await addCampaign(desk.deps);
    const dates = '/admin/campaigns/essai/edit/dates';
    const bea = await desk.second();
    const [one, other] = [await desk.olive.open(dates), await bea.open(dates)];
    await bea.post(dates, { ...other, 'shifts.0.texts.fr.place': 'Bibliothèque' });
    const refused = await desk.olive.post(dates, { ...one, 'shifts.0.remove': 'yes' });
    expect(refused.headers.get('location')).toBe('/admin/campaigns/essai/conflict');
    const page = await (await desk.olive.get('/admin/campaigns/essai/conflict')).text();
    for (const words of [t.paths.shiftWhole('Porte-à-porte'), 'Bibliothèque']) expect(page).toContain(words);
    const choice = { version: '2', 'choice.shifts.samedi': 'mine' };
    expect((await desk.olive.post('/admin/campaigns/essai/conflict', choice)).status).toBe(303);
    expect((await exportCampaign(desk.deps.db, 'essai'))?.shifts).toEqual([]);
  });

  test('every version is kept with who made it and what changed, and one click puts it back', async () => {
    await addCampaign(desk.deps);
    await desk.olive.send(words, { 'texts.fr.headline': 'Deuxième' });
    const history = await (await desk.olive.get('/admin/campaigns/essai/history')).text();
    expect(history).toContain('Olive');
    expect(history).toContain('Titre de l’affiche (français)');
    const compared = await (await desk.olive.get('/admin/campaigns/essai/history/1')).text();
    expect(compared).toContain('Deux heures. Une rue.');
    const restored = await desk.olive.post('/admin/campaigns/essai/history/1/restore', { base: '2' });
    expect(restored.headers.get('location')).toContain('said=restored');
    await expect.poll(async () => (await desk.app.request('/fr/essai')).text()).toContain('Deux heures. Une rue.');
    expect(await desk.deps.db.$count(campaignVersions)).toBe(3);
    await desk.olive.post('/admin/campaigns/essai/history/1/restore', { base: '2' });
    expect(await desk.deps.db.$count(campaignVersions)).toBe(3);
  });
});

describe('the state', () => {
  const status = '/admin/campaigns/essai/status';

  test('closing, archiving and reopening show at once, and twice is once', async () => {
    await addCampaign(desk.deps);
    await signUp(desk.app);
    for (let times = 0; times < 2; times += 1) await desk.olive.post(status, { turn: 'close' });
    await expect.poll(seen).toBe(410);
    await desk.olive.post(status, { turn: 'archive' });
    await expect.poll(seen).toBe(410);
    await desk.olive.post(status, { turn: 'reopen' });
    await expect.poll(seen).toBe(200);
    const acts = await desk.deps.db
      .select({ act: campaignVersions.act })
      .from(campaignVersions)
      .orderBy(campaignVersions.number);
    expect(acts.map(({ act }) => act)).toEqual(['imported', 'closed', 'archived', 'reopened']);
  });

  test('a scheduled campaign opens and closes by itself, at a time of its own zone', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    const day = new Date(desk.clock.now().getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
    const wrong = await desk.olive.post(status, {
      turn: 'schedule',
      opensAt: `${day}T09:00`,
      closesAt: `${day}T08:00`,
    });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain(t.hub.badOrder);
    await desk.olive.post(status, { turn: 'schedule', opensAt: `${day}T09:00`, closesAt: `${day}T21:00` });
    const zoned = await findCampaign(desk.deps.db, 'essai');
    expect(zoned?.opensAt?.toISOString()).toMatch(new RegExp(`^${day}T1[34]:00`));
    await desk.runDueJobs();
    await expect.poll(seen).toBe(404);
    // From 9 in the morning to 9 at night, whenever this runs.
    desk.clock.advance((zoned?.opensAt?.getTime() ?? 0) - desk.clock.now().getTime() + 60_000);
    await desk.runDueJobs();
    await expect.poll(seen).toBe(200);
    desk.clock.advance(12 * 3_600_000);
    await desk.runDueJobs();
    await expect.poll(seen).toBe(410);
  });

  test('what is opened by hand before its time still closes by itself, unless that time has passed', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    const on = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 16);
    const state = async () => (await findCampaign(desk.deps.db, 'essai'))?.status;
    await desk.olive.post(status, { turn: 'schedule', opensAt: on(2), closesAt: on(3) });
    await desk.olive.post(status, { turn: 'open' });
    expect(await state()).toBe('live');
    desk.clock.advance(4 * 86_400_000);
    await desk.runDueJobs();
    expect(await state()).toBe('closed');

    await desk.deps.db.$client`update campaigns set status = 'draft', closes_at = ${new Date(on(-1)).toISOString()}`;
    await desk.olive.post(status, { turn: 'open' });
    await desk.runDueJobs();
    expect(await findCampaign(desk.deps.db, 'essai')).toMatchObject({ status: 'live', closesAt: null });
  });

  test('setting or taking away a schedule is a version of its own; the same one again is none', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    const on = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 16);
    const [opensAt, closesAt] = [on(2), on(3)];
    for (let times = 0; times < 2; times += 1) await desk.olive.post(status, { turn: 'schedule', opensAt, closesAt });
    await desk.olive.post(status, { turn: 'schedule', opensAt: '', closesAt: '' });
    const versions = await desk.deps.db.select().from(campaignVersions).orderBy(campaignVersions.number);
    expect(versions.map(({ act, organizerId }) => [act, organizerId])).toEqual([
      ['imported', null],
      ['scheduled', desk.organizerId],
      ['scheduled', desk.organizerId],
    ]);
    expect(await (await desk.olive.get('/admin/campaigns/essai/history')).text()).toContain(t.history.acts.scheduled);
    expect((await findCampaign(desk.deps.db, 'essai'))?.version).toBe(3);
  });

  test('a file that says nothing of times leaves the schedule that was set; one that says none takes it away', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    const file = await exportCampaign(desk.deps.db, 'essai');
    if (!file) throw new Error('nothing was exported');
    const on = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 16);
    await desk.olive.post(status, { turn: 'schedule', opensAt: on(2), closesAt: on(3) });
    const times = async () => {
      const found = await findCampaign(desk.deps.db, 'essai');
      return [found?.opensAt, found?.closesAt].map((at) => at?.toISOString().slice(0, 10) ?? null);
    };
    const set = await times();
    expect(set).not.toContain(null);
    const bringIn = async (changes: object) =>
      await desk.deps.db.transaction((tx) =>
        importCampaign(tx, campaignFile.parse({ ...file, ...changes }), desk.clock.now()),
      );
    await bringIn({});
    expect(await times()).toEqual(set);
    // What is live has opened, and may still close by itself.
    await bringIn({ status: 'live' });
    expect(await times()).toEqual([null, set[1]]);
    await bringIn({ status: 'live', closesAt: null });
    expect(await times()).toEqual([null, null]);
  });

  test('a time that was set gives way to a file’s, where it would close before the opening or open after the closing', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    const file = await exportCampaign(desk.deps.db, 'essai');
    if (!file) throw new Error('nothing was exported');
    const on = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString();
    const bringIn = async (changes: object) => {
      await desk.olive.post(status, {
        turn: 'schedule',
        opensAt: on(2).slice(0, 16),
        closesAt: on(3).slice(0, 16),
      });
      await desk.deps.db.transaction((tx) =>
        importCampaign(tx, campaignFile.parse({ ...file, ...changes }), desk.clock.now()),
      );
      const found = await findCampaign(desk.deps.db, 'essai');
      return [found?.opensAt, found?.closesAt].map((at) => at?.toISOString().slice(0, 10) ?? null);
    };
    const day = (days: number) => on(days).slice(0, 10);
    expect(await bringIn({ opensAt: on(5) })).toEqual([day(5), null]);
    expect(await bringIn({ closesAt: on(1) })).toEqual([null, day(1)]);
    const [opensAt, closesAt] = await bringIn({ opensAt: on(1) });
    expect([opensAt, closesAt === null]).toEqual([day(1), false]);
  });

  test('a time that was moved decides, not the job that was planned for the old one', async () => {
    await addCampaign(desk.deps, { status: 'draft' });
    const on = (days: number) => new Date(desk.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 16);
    await desk.olive.post(status, { turn: 'schedule', opensAt: on(2) });
    await desk.olive.post(status, { turn: 'schedule', opensAt: '' });
    desk.clock.advance(4 * 86_400_000);
    await desk.runDueJobs();
    expect((await findCampaign(desk.deps.db, 'essai'))?.status).toBe('draft');
  });

  test('a copy is made once, however often its button is pressed', async () => {
    await addCampaign(desk.deps);
    const hub = await (await desk.olive.get('/admin/campaigns/essai/edit')).text();
    const id = /\/duplicate">\s*<input type="hidden" name="id" value="([^"]+)"/.exec(hub)?.[1] ?? '';
    const press = () => desk.olive.post('/admin/campaigns/essai/duplicate', { id });
    await Promise.all([press(), press()]);
    expect(await made('essai-copie%')).toEqual(['essai-copie']);
  });

  test('a copy is a draft of its own with the same mails', async () => {
    await addCampaign(desk.deps);
    const copied = await desk.olive.post('/admin/campaigns/essai/duplicate');
    expect(copied.headers.get('location')).toBe('/admin/campaigns/essai-copie/edit');
    const [one, other] = await Promise.all(['essai', 'essai-copie'].map((slug) => exportCampaign(desk.deps.db, slug)));
    expect(other).toEqual({ ...one, slug: 'essai-copie', status: 'draft' });
  });

  async function seen(): Promise<number> {
    return (await desk.app.request('/fr/essai')).status;
  }
});

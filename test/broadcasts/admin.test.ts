import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SignedInTest, startSignedIn, type Visitor, visitorAs } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { addPeople, mailed, stateOf } from './crowd.ts';

let t: SignedInTest;
let olga: Visitor;
let campaignId: string;
beforeAll(async () => {
  t = await startSignedIn();
  campaignId = await addCampaign(t.deps);
  olga = await visitorAs(t, 'organizer', 'olga@example.org');
  await addPeople(t, 3);
});
afterAll(() => t.close());

const fields = {
  version: '1',
  audience: 'campaign',
  leadsTo: 'shifts',
  'fr.subject': 'Samedi, on sort',
  'fr.body': 'Bonjour {firstName}, venez.',
  'fr.action': 'Voir les quarts',
  testShare: '100',
  testHours: '24',
  outcomeDays: '7',
};

/** A draft begun and saved by its pages; the path of its page. */
async function draft(changes: Record<string, string> = {}): Promise<string> {
  const id = uuidv7();
  for (let count = 0; count < 2; count += 1) {
    const answer = await olga.post('/admin/broadcasts', { id, campaign: campaignId });
    expect(answer.headers.get('location')).toBe(`/admin/broadcasts/${id}/edit`);
  }
  const saved = await olga.post(`/admin/broadcasts/${id}/edit`, { ...fields, ...changes });
  expect(saved.status).toBe(303);
  return `/admin/broadcasts/${id}`;
}

const idOf = (path: string) => path.split('/')[3] ?? '';
const text = async (path: string) => await (await olga.get(path)).text();

describe('the pages of broadcasts', () => {
  test('say what a draft lacks, and let nobody send it', async () => {
    const path = await draft({ 'fr.action': '', leadsTo: 'link' });
    expect(await text(path)).toContain(
      'En français, il manque : le bouton, l’adresse du bouton.'.replace(' :', '\u00a0:'),
    );
    expect((await olga.get(`${path}/send`)).headers.get('location')).toBe(path);
    expect((await olga.post(`${path}/send`, { version: '2', shown: '3', when: 'now' })).headers.get('location')).toBe(
      path,
    );
    expect((await stateOf(t, idOf(path))).state).toBe('draft');
  });

  test('show and send on trial what is known of somebody made up, and the fall-backs where nothing is', async () => {
    const body = 'Bonjour {firstName}, voyez {leader|votre équipe} {nextShift|bientôt}.';
    const path = await draft({ 'fr.body': body });
    const known = await text(`${path}/preview/fr`);
    expect(known).toContain('Bonjour Camille, voyez Dominique samedi 13 juin.');
    expect(await text(`${path}/preview/fr?known=no`)).toContain('Bonjour, voyez votre équipe bientôt.');
    expect(await text(`${path}/preview`)).toContain('known=no');
    await olga.post(`${path}/test`, { id: uuidv7(), look: 'fr-a' });
    await t.runDueJobs();
    const [mail] = await t.deps.db.$client`select html from mailbox_mails where "to" = ${olga.email} order by id desc`;
    expect(mail?.html).toContain('Bonjour Camille, voyez Dominique samedi 13 juin.');
  });

  test('refuse what cannot be kept and give back what was typed', async () => {
    const path = await draft();
    const wrong = {
      ...fields,
      version: '2',
      leadsTo: 'link',
      'fr.url': 'http://example.org',
      comparesSubjects: 'yes',
      testShare: '5',
    };
    const answer = await olga.post(`${path}/edit`, wrong);
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('value="http://example.org"');
    expect(html).toContain('Un nombre entier de 10 à 100.');
    expect(html).toContain('https://');
  });

  test('show what somebody else saved meanwhile, and overwrite it only when asked again', async () => {
    const path = await draft();
    const late = { ...fields, version: '1', 'fr.subject': 'Le mien' };
    const answer = await olga.post(`${path}/edit`, late);
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(html).toContain('Samedi, on sort');
    expect(html).toContain('value="Le mien"');
    const again = /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
    expect((await stateOf(t, idOf(path))).content.texts.fr.subject).toBe('Samedi, on sort');
    expect((await olga.post(`${path}/edit`, { ...late, version: again })).status).toBe(303);
    expect((await stateOf(t, idOf(path))).content.texts.fr.subject).toBe('Le mien');
  });

  test('send a test to who asks for it alone, once however often it is pressed', async () => {
    const path = await draft();
    const before = (await mailed(t)).length;
    const id = uuidv7();
    for (let count = 0; count < 2; count += 1) await olga.post(`${path}/test`, { id, look: 'fr-a' });
    await t.runDueJobs();
    expect((await mailed(t)).length).toBe(before + 1);
    expect(await mailed(t)).toContainEqual({ to: 'olga@example.org', subject: '[Test] Samedi, on sort' });
  });

  test('draw the mail as it will look, with nothing that runs', async () => {
    const path = await draft();
    const answer = await olga.get(`${path}/preview/fr`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('Bonjour Camille, venez.');
    expect(await text(`${path}/preview?locale=en`)).toContain('Rien n’est écrit dans cette langue.');
  });

  test('say who gets it and from whom, then send it once', async () => {
    const path = await draft();
    const page = await text(`${path}/send`);
    expect(page).toContain('3 personnes au nom de «\u00a0Porte-à-porte\u00a0».');
    const confirmed = { version: '2', shown: '3', when: 'now', people: '' };
    expect((await olga.post(`${path}/send`, { ...confirmed, when: 'at', moment: 'demain' })).status).toBe(422);
    const answers = await Promise.all([1, 2].map(() => olga.post(`${path}/send`, confirmed)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    await t.runDueJobs();
    expect((await mailed(t)).filter(({ to }) => to.startsWith('n'))).toHaveLength(3);
    expect(await text(path)).toContain('Envoyés');
    expect(await text('/admin/broadcasts')).toContain('Samedi, on sort');
    expect(await (await t.get('/admin/audit')).text()).toContain('Envoi lancé');
  });

  test('ask for the number of people where they are many', async () => {
    await addPeople(t, 247, { from: 4 });
    const path = await draft();
    const confirmed = { version: '2', shown: '250', when: 'at', moment: '2999-06-01T09:00' };
    const refused = await olga.post(`${path}/send`, { ...confirmed, people: '25' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Écrivez 250');
    expect((await olga.post(`${path}/send`, { ...confirmed, people: '250' })).status).toBe(303);
    expect((await stateOf(t, idOf(path))).startsAt?.toISOString()).toBe('2999-06-01T13:00:00.000Z');
    await olga.post(`${path}/stop`);
    expect((await stateOf(t, idOf(path))).state).toBe('draft');
    await olga.post(`${path}/discard`);
    expect((await olga.get(path)).status).toBe(404);
  });
});

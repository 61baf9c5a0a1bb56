import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { type Desk, startDesk } from '../editor/desk.ts';
import { joinAndConfirm, namesOf, wait } from '../followups/inbox.ts';
import { addCampaign } from '../support/campaign.ts';

const t = messages('fr').sequences;
let desk: Desk;
const home = '/admin/campaigns/essai/sequences';
beforeEach(async () => {
  desk = await startDesk();
  await addCampaign(desk.deps);
});
afterEach(() => desk.close());

/** The form of a sequence as a browser would send it. */
async function formOf(key: string): Promise<Record<string, string | string[]>> {
  const fields = await desk.olive.open(`${home}/${key}`);
  const html = await (await desk.olive.get(`${home}/${key}`)).text();
  const steps = [...html.matchAll(/name="step" value="([^"]+)"/g)].map(([, one = '']) => one);
  return { ...fields, step: steps };
}

const press = async (key: string, fields: Record<string, string | string[]>) =>
  await desk.olive.post(`${home}/${key}`, fields);

describe('the sequences of a campaign', () => {
  test('are listed with their start and how many are in them', async () => {
    await joinAndConfirm(desk);
    const html = await (await desk.olive.get(home)).text();
    expect(html).toContain(t.starts.confirmed);
    expect(html).toContain(t.starts.pledge);
  });

  test('of which nobody is in one yet are changed at once, and exported so', async () => {
    const fields = await formOf('confirmed');
    const answer = await press('confirmed', { ...fields, name: 'Accueil', 'welcome.fr.subject': 'Salut', do: 'save' });
    expect(answer.headers.get('location')).toBe(`${home}?said=saved`);
    const file = await (await desk.olive.get('/admin/campaigns/essai/file')).json();
    expect(file).toMatchObject({
      sequences: [{ key: 'confirmed', name: 'Accueil', steps: [{ texts: { fr: { subject: 'Salut' } } }, {}] }, {}],
    });
  });

  test('that is live says first for how many people what changes, and each goes on from where they are', async () => {
    await joinAndConfirm(desk);
    expect(await namesOf(desk)).toEqual(['confirm', 'welcome']);
    const fields = await formOf('confirmed');
    const change = {
      ...fields,
      step: ['welcome', 'new', 'act'],
      'new.delay': '1',
      'new.unit': 'hours',
      'new.hour': '',
    };
    const words = {
      'new.leadsTo': 'share',
      'new.fr.subject': 'Un mot',
      'new.fr.body': 'Bonjour',
      'new.fr.action': 'Oui',
    };
    const asked = await press('confirmed', { ...change, ...words, do: 'save' });
    expect(asked.status).toBe(200);
    const html = await asked.text();
    expect(html).toContain(t.impact.lead(1));
    expect(html).toContain('Un mot');
    const before = await (await desk.olive.get('/admin/campaigns/essai/file')).text();
    expect(before).not.toContain('Un mot');
    expect((await press('confirmed', { ...change, ...words, do: 'confirm' })).status).toBe(303);
    await desk.runDueJobs();
    await wait(desk, 1);
    await wait(desk, 48);
    expect(await namesOf(desk)).toEqual(['confirm', 'welcome', 'new', 'act']);
  });

  test('whose next step is removed lets its people go on with the one behind it, and nobody gets one twice', async () => {
    await joinAndConfirm(desk);
    const fields = await formOf('confirmed');
    expect((await press('confirmed', { ...fields, step: ['welcome'], do: 'confirm' })).status).toBe(303);
    await desk.runDueJobs();
    const rows = await desk.deps.db.$client`select ending from enrolments`;
    expect(rows.map(({ ending }) => ending)).toEqual(['finished']);
    await wait(desk, 100);
    expect(await namesOf(desk)).toEqual(['confirm', 'welcome']);
  });

  test('paused holds the mails back, and set going again sends them', async () => {
    await joinAndConfirm(desk);
    const fields = await formOf('confirmed');
    await press('confirmed', { ...fields, state: 'paused', do: 'confirm' });
    await wait(desk, 49);
    expect(await namesOf(desk)).toEqual(['confirm', 'welcome']);
    await press('confirmed', { ...(await formOf('confirmed')), state: 'live', do: 'confirm' });
    await desk.runDueJobs();
    expect(await namesOf(desk)).toEqual(['confirm', 'welcome', 'act']);
  });

  test('with what cannot be comes back with what was typed, and nothing is saved', async () => {
    const fields = await formOf('confirmed');
    const answer = await press('confirmed', {
      ...fields,
      'act.delay': 'bientôt',
      'act.fr.subject': 'Gardé',
      do: 'save',
    });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('bientôt');
    expect(html).toContain('Gardé');
    expect(html).toContain(t.fields.delay);
  });

  test('changed by two people at once in one step is a conflict to choose from', async () => {
    const fields = await formOf('confirmed');
    await press('confirmed', { ...fields, 'act.fr.subject': 'La première', do: 'save' });
    const second = await press('confirmed', { ...fields, 'act.fr.subject': 'La seconde', do: 'save' });
    expect(second.headers.get('location')).toBe('/admin/campaigns/essai/conflict');
    const html = await (await desk.olive.get('/admin/campaigns/essai/conflict')).text();
    expect(html).toContain('La première');
    expect(html).toContain('La seconde');
  });

  test('are built with the conditions of segments, and moved, without saving anything', async () => {
    const fields = await formOf('confirmed');
    const opened = await (await press('confirmed', { ...fields, 'act.kind': 'language', do: 'kind act' })).text();
    expect(opened).toContain('name="act.new.locale"');
    const kind = { 'act.kind': 'language', 'act.new.locale': 'en', 'act.new.not': 'no' };
    const added = await (await press('confirmed', { ...fields, ...kind, do: 'condition act' })).text();
    expect(added).toContain('&quot;kind&quot;:&quot;language&quot;');
    const moved = await (await press('confirmed', { ...fields, do: 'up act' })).text();
    expect(moved.indexOf('value="act"')).toBeLessThan(moved.indexOf('value="welcome"'));
    expect(await (await desk.olive.get('/admin/campaigns/essai/file')).text()).not.toContain('"language"');
  });
});

describe('a rehearsal', () => {
  test('shows every mail with its time and changes no table', async () => {
    const before = await counts();
    const html = await (await desk.olive.get(`${home}/confirmed/rehearse?days=30&firstName=Zo%C3%A9&locale=fr`)).text();
    expect(html).toContain('Bonjour Zoé');
    expect(html.match(new RegExp(t.rehearsal.test, 'g'))).toHaveLength(2);
    expect(html).toContain(t.rehearsal.endings.finished);
    expect(await counts()).toEqual(before);
  });

  test('says why a contact would not be written to', async () => {
    await desk.deps.db.$client`
      insert into contacts (id, email, locale) values (gen_random_uuid(), 'muet@example.org', 'fr')`;
    const html = await (await desk.olive.get(`${home}/confirmed/rehearse?days=30&contact=muet@example.org`)).text();
    expect(html).toContain(messages('fr').admin.contact.reasons['no-consent']);
    expect(await counts()).toMatchObject({ contacts: 1, messages: 0, enrolments: 0 });
  });

  test('shows each mail as it will look, in a frame that runs nothing and leads nowhere', async () => {
    const html = await (await desk.olive.get(`${home}/confirmed/rehearse?days=30&firstName=Zo%C3%A9&locale=en`)).text();
    const frames = [...html.matchAll(/<iframe class="mail"[^>]*src="([^"]+)"[^>]*sandbox=""/g)].map(
      ([, src = '']) => src,
    );
    expect(frames).toHaveLength(2);
    const before = await counts();
    const mail = await desk.olive.get((frames[1] ?? '').replaceAll('&amp;', '&'));
    expect(mail.headers.get('content-security-policy')).toContain('sandbox');
    expect(mail.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await mail.text()).toContain('Bonjour Zoé');
    expect(await counts()).toEqual(before);
    for (const wrong of ['from=nie&event=0', `from=${desk.clock.now().toISOString()}&event=9`])
      expect((await desk.olive.get(`${home}/confirmed/rehearse/mail?${wrong}`)).status, wrong).toBe(404);
  });

  test('sends any of its steps to oneself, also one that would not go, and once however often it is pressed', async () => {
    const who = JSON.stringify({ version: 1, match: 'all', conditions: [{ kind: 'language', locale: 'en' }] });
    const fields = await formOf('confirmed');
    await press('confirmed', { ...fields, 'act.condition': who, do: 'confirm' });
    const html = await (await desk.olive.get(`${home}/confirmed/rehearse?days=30&locale=fr`)).text();
    expect(html).toContain(t.rehearsal.showSkipped);
    const id = '0190a000-0000-7000-8000-000000000001';
    for (let times = 0; times < 2; times += 1) {
      const answer = await desk.olive.post(`${home}/confirmed/test`, {
        id,
        step: 'act',
        locale: 'fr',
        firstName: 'Zoé',
      });
      expect(answer.headers.get('location')).toContain('firstName=Zo');
      await desk.runDueJobs();
    }
    expect((await desk.deps.db.$client`select subject from mailbox_mails`).length).toBe(1);
  });

  test('sends one of its mails to the organizer who asks', async () => {
    const answer = await desk.olive.post(`${home}/confirmed/test`, { step: 'welcome', locale: 'fr' });
    expect(answer.status).toBe(303);
    await desk.runDueJobs();
    const mails = await desk.deps.db.$client`select "to", subject from mailbox_mails`;
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([['olive@example.org', '[Essai] Bonjour Olive']]);
  });
});

async function counts() {
  const [row] = await desk.deps.db.execute(sql`
    select (select count(*)::int from contacts) as contacts, (select count(*)::int from messages) as messages,
      (select count(*)::int from enrolments) as enrolments, (select count(*)::int from consents) as consents,
      (select count(*)::int from graphile_worker._private_jobs) as jobs`);
  return row;
}

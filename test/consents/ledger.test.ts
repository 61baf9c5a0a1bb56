import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { confirm, join, joinAndConfirm, lastMail, mailsOf, namesOf, pathIn, wait } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
});
afterEach(() => t.close());

const { settings } = aCampaign();
const everything = {
  fields: [{ name: 'phone' as const, required: false }],
  consents: [
    { channel: 'email' as const },
    { channel: 'sms' as const },
    { channel: 'partner' as const, key: 'ally', name: 'Les Amies du Parc' },
  ],
};
const allTicked = { phone: '514 555-0123', 'consents.sms': 'yes', 'consents.ally': 'yes' };

describe('where no confirmation is asked for', () => {
  beforeEach(() => addCampaign(t.deps, { settings: { ...settings, jurisdiction: 'canada' } }));

  test('the form’s own consent counts: the follow-up begins at once, with nothing that was typed in it', async () => {
    const next = await join(t, { firstName: 'INSULTE' });
    await wait(t, 0.001);
    expect(await namesOf(t)).toEqual(['welcome']);
    expect(JSON.stringify(await mailsOf(t))).not.toContain('INSULTE');
    const page = await (await t.app.request(next)).text();
    expect(page).toContain('Votre prochain geste vous y attend');
    expect(page).not.toContain('confirmez votre adresse');
    expect(await ledger()).toEqual(['email granted by form, canada/2026-11']);
  });

  test('who does not agree is asked to confirm, and gets nothing else', async () => {
    await join(t, { consent: '' });
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['confirm']);
  });

  test('a withdrawal wins: the same form again brings nobody back, but their own confirmation does', async () => {
    await join(t);
    await wait(t, 1);
    await post(t.app, pathIn(await lastMail(t, 'welcome'), '/u/'), {});
    await wait(t, 1);
    await join(t, { firstName: 'Ada again' });
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['welcome', 'confirm']);
    await confirm(t);
    await wait(t, 1);
    expect(await namesOf(t)).toEqual(['welcome', 'confirm', 'welcome']);
  });
});

describe('whether a confirmation is asked for', () => {
  test.each([
    [{}, 'confirm'],
    [{ jurisdiction: 'quebec' }, 'confirm'],
    [{ jurisdiction: 'europe' }, 'confirm'],
    [{ jurisdiction: 'canada' }, 'welcome'],
    [{ jurisdiction: 'united-states' }, 'welcome'],
    [{ jurisdiction: 'canada', doubleOptIn: true }, 'confirm'],
    [{ jurisdiction: 'europe', doubleOptIn: false }, 'welcome'],
  ] as const)('is the campaign’s to say, or its law’s: %o', async (law, first) => {
    await addCampaign(t.deps, { settings: { ...settings, ...law } });
    await join(t);
    await wait(t, 1);
    expect(await namesOf(t)).toEqual([first]);
  });
});

describe('several consents', () => {
  test('are kept one by one as they were shown, and each is confirmed', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    const page = await (await t.app.request('/fr/essai')).text();
    await joinAndConfirm(t, { ...allTicked });
    const rows = await t.deps.db.$client`select distinct wording from consents`;
    expect(rows).toHaveLength(3);
    for (const { wording } of rows) expect(page).toContain(`<span>${String(wording)}</span>`);
    expect(await ledger()).toEqual([
      'email granted by confirm-page, quebec/2026-11',
      'email granted by form, quebec/2026-11, waiting',
      'partner Les Amies du Parc granted by confirm-page, quebec/2026-11',
      'partner Les Amies du Parc granted by form, quebec/2026-11, waiting',
      'sms granted by confirm-page, quebec/2026-11',
      'sms granted by form, quebec/2026-11, waiting',
    ]);
  });

  test('are read again before they are confirmed, by whoever owns the address', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    await join(t, { ...allTicked });
    await wait(t, 0.001);
    const link = pathIn(await lastMail(t, 'confirm'), '/c/');
    const page = await (await t.app.request(link)).text();
    const rows = await t.deps.db.$client`select wording from consents`;
    for (const { wording } of rows) expect(page).toContain(`<li>${String(wording)}</li>`);
    await confirm(t);
    expect(await (await t.app.request(link)).text()).not.toContain('<li>J’accepte');
  });

  test('ticked later by whoever is known already are asked about once more, and those given before are not', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    await joinAndConfirm(t, { consent: 'yes' });
    t.clock.advance(60_000);
    await join(t, { consent: 'yes' });
    await wait(t, 0.001);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
    await join(t, { ...allTicked });
    await wait(t, 0.001);
    expect((await namesOf(t)).sort()).toEqual(['confirm', 'confirm', 'welcome']);
    await confirm(t);
    expect((await ledger()).filter((entry) => entry.includes('confirm-page')).sort()).toEqual([
      'email granted by confirm-page, quebec/2026-11',
      'email granted by confirm-page, quebec/2026-11',
      'partner Les Amies du Parc granted by confirm-page, quebec/2026-11',
      'sms granted by confirm-page, quebec/2026-11',
    ]);
  });

  test('that were not ticked are not there', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    await join(t, { consent: '', 'consents.ally': 'on', 'consents.stranger': 'yes' });
    expect(await ledger()).toEqual([]);
  });

  test('are taken back apart: leaving by a mail’s link ends the mails alone', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    const space = await joinAndConfirm(t, { ...allTicked });
    await post(t.app, pathIn(await lastMail(t, 'welcome'), '/u/'), {});
    const page = await (await t.app.request(`${space}/preferences`)).text();
    expect(page).not.toContain('Courriels de suivi');
    expect(page).toContain('Textos de suivi');
    expect(page).toContain('Partage avec Les Amies du Parc');
    const [sms] = await t.deps.db.$client`select id from consents where channel = 'sms' and source = 'confirm-page'`;
    const answer = await post(t.app, `${space}/preferences`, { consent: String(sms?.id) });
    expect(answer.headers.get('location')).toBe(`${space}/preferences?outcome=withdrawn`);
    expect(await (await t.app.request(`${space}/preferences`)).text()).not.toContain('Textos de suivi');
  });

  test('of someone else cannot be taken back', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    const space = await joinAndConfirm(t, { ...allTicked });
    await join(t, { ...allTicked, email: 'eve@example.org' });
    const [hers] = await t.deps.db.$client`
      select consents.id from consents join contacts on contacts.id = contact_id where email = 'eve@example.org'`;
    const before = await ledger();
    expect((await post(t.app, `${space}/preferences`, { consent: String(hers?.id) })).status).toBe(303);
    expect((await post(t.app, `${space}/preferences`, { consent: 'x' })).status).toBe(404);
    expect(await ledger()).toEqual(before);
  });

  test('are named on the page, with who gets the answers and how to leave', async () => {
    await addCampaign(t.deps, { settings: { ...settings, ...everything } });
    const page = await (await t.app.request('/fr/essai')).text();
    expect(page).toContain('Vos réponses vont à Démo');
    expect(page).toContain('un mot à demo@example.org');
    expect(page).toContain('Facultatif');
    expect(page).not.toMatch(/type="checkbox"[^>]* checked/);
  });
});

test('a campaign’s own sentence is shown, and kept with its version', async () => {
  const { texts } = aCampaign();
  const consents = { email: { wording: 'Écrivez-moi, {sender} !', version: '2' } };
  await addCampaign(t.deps, { texts: { fr: { ...textOf(texts.fr), consents }, en: textOf(texts.en) } });
  await join(t);
  expect(await ledger()).toEqual(['email granted by form, own/2, waiting']);
  const [kept] = await t.deps.db.$client`select wording from consents`;
  expect(kept?.wording).toBe('Écrivez-moi, Démo !');
  expect(await (await t.app.request('/fr/essai')).text()).toContain('<span>Écrivez-moi, Démo !</span>');
});

test('a box ticked beside a sentence that has changed since is asked about anew, and nothing else typed is lost', async () => {
  await addCampaign(t.deps);
  const page = await (await t.app.request('/fr/essai')).text();
  const fields = {
    email: 'ada@example.org',
    firstName: 'Ada',
    consent: 'yes',
    form: hidden(page, 'form'),
    edition: hidden(page, 'edition'),
  };
  await addCampaign(t.deps, { settings: { ...settings, jurisdiction: 'europe' } });
  // A campaign is at most a few seconds old in memory.
  await expect
    .poll(async () => (await t.deps.campaigns.find('essai'))?.settings.jurisdiction, { timeout: 6_000 })
    .toBe('europe');
  const again = await post(t.app, '/fr/essai/signups', fields);
  expect(again.status).toBe(422);
  const drawn = await again.text();
  expect(drawn).toContain('value="ada@example.org"');
  expect(drawn).toContain('Je consens expressément');
  expect(drawn).toContain('Une phrase à cocher a changé');
  expect(drawn).not.toMatch(/type="checkbox"[^>]* checked/);
  const anew = { ...fields, form: hidden(drawn, 'form'), edition: hidden(drawn, 'edition') };
  expect((await post(t.app, '/fr/essai/signups', anew)).status).toBe(303);
  expect(await ledger()).toEqual(['email granted by form, europe/2026-11, waiting']);
});

test('a campaign stored before there was a choice asks for follow-up mail, by Quebec’s law', async () => {
  await addCampaign(t.deps);
  await t.deps.db.$client`update campaigns set settings = settings - 'consents' - 'jurisdiction' - 'doubleOptIn'`;
  await join(t);
  expect(await ledger()).toEqual(['email granted by form, quebec/2026-11, waiting']);
});

test('an address that is known gets the same answer as one that is not', async () => {
  await addCampaign(t.deps, { settings: { ...settings, ...everything } });
  await joinAndConfirm(t, { ...allTicked });
  const answers = await Promise.all(
    ['ada@example.org', 'new@example.org'].map(async (email) => {
      const wrong = await post(t.app, '/fr/essai/signups', { email, firstName: '', form: 'x' });
      return (await wrong.text()).replaceAll(email, 'EMAIL').replace(/name="form" value="[^"]+"/, '');
    }),
  );
  expect(answers[0]).toBe(answers[1]);
  t.clock.advance(1_000);
  const next = await Promise.all(
    ['ada@example.org', 'new@example.org'].map(async (email) => {
      const path = await join(t, { ...allTicked, email });
      return (await (await t.app.request(path)).text()).replaceAll(path, 'PATH');
    }),
  );
  expect(next[0]).toBe(next[1]);
});

function hidden(page: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
}

/** Every entry of the ledger, in no order of time. */
async function ledger(): Promise<string[]> {
  const rows = await t.deps.db.$client`
    select trim(channel || ' ' || subject) || ' ' || action || ' by ' || source || ', ' || wording_version
      || case when needs_confirmation then ', waiting' else '' end as entry
    from consents`;
  return rows.map(({ entry }) => String(entry)).sort();
}

function textOf<T>(text: T | undefined): T {
  if (text === undefined) throw new Error('no words');
  return text;
}

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendBatch } from '../../src/followups/send-batch.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { confirm, join, joinAndConfirm, lastMail, mailsOf, namesOf, pathIn, wait } from './inbox.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  const fields = [
    { name: 'lastName' as const, required: false },
    { name: 'phone' as const, required: false },
  ];
  const pledge = { kind: 'hours' as const, required: false, suggestions: [2] };
  await addCampaign(t.deps, { settings: { ...settings, fields, pledge } });
});
afterEach(() => t.close());

const insult = { firstName: 'INSULTE', lastName: 'GROS MOT', phone: '514 555-0199' };

describe('a stranger who signs up under someone’s address', () => {
  test('has nothing of what they typed mailed there', async () => {
    const next = await join(t, { ...insult, count: '9999' });
    const [shift] = await t.deps.db.$client`select id from shifts`;
    await wait(t, 0.001);
    expect((await post(t.app, `${next}/bookings`, { shift: String(shift?.id) })).status).toBe(303);
    await wait(t, 0.001);
    for (let days = 0; days < 8; days++) await wait(t, 24);
    const mails = await mailsOf(t);
    expect(mails.map((mail) => mail.name)).toEqual(['confirm', 'booking', 'shift-reminder', 'report-ask']);
    const all = JSON.stringify(mails);
    for (const typed of ['INSULTE', 'GROS MOT', '555-0199', '9999', '9 999']) expect(all).not.toContain(typed);
  });

  test('replaces nothing that the person said, and grants nothing in their name', async () => {
    await joinAndConfirm(t, { consent: '' });
    t.clock.advance(1_000);
    await join(t, { ...insult, count: '2' });
    await wait(t, 100);
    const [contact] = await t.deps.db.$client`select first_name, phone, confirmed_at from contacts`;
    expect(contact?.first_name).toBe('Ada');
    expect(await namesOf(t), 'asked, and not answered').toEqual(['confirm', 'confirm']);
  });

  test('again and again, has a person who follows a campaign written to no more than that campaign does', async () => {
    await joinAndConfirm(t, { count: '2' });
    for (let form = 0; form < 20; form++) await join(t, { ...insult, count: '2', lastName: `n${form}` });
    await wait(t, 0.001);
    await wait(t, 49);
    await wait(t, 24);
    expect((await namesOf(t)).sort()).toEqual(['act', 'confirm', 'pledge', 'welcome']);
    expect(JSON.stringify(await mailsOf(t))).not.toContain('INSULTE');
  });

  test('for another campaign, has that one only ask', async () => {
    await addCampaign(t.deps, { slug: 'autre' });
    await joinAndConfirm(t);
    t.clock.advance(1_000);
    await join(t, insult, 'autre');
    await wait(t, 0.001);
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'confirm', 'act']);
    // Nor does a later yes to the first campaign, or to a form without the box, speak for the second.
    await join(t, { consent: '', firstName: 'Ada encore' });
    const [old] = (await mailsOf(t)).filter((mail) => mail.name === 'confirm');
    if (old) await post(t.app, pathIn(old, '/c/'), {});
    await wait(t, 100);
    const other = await t.deps.db.$client`
      select name from messages join campaigns on campaigns.id = campaign_id
      where slug = 'autre' and messages.state = 'sent'`;
    expect(other.map((row) => row.name)).toEqual(['confirm']);
  });

  test('is shown nothing of the person on the page after the form', async () => {
    const space = await joinAndConfirm(t, { lastName: 'Lovelace', phone: '514 555-0123', count: '7' });
    const [shift] = await t.deps.db.$client`select id from shifts`;
    await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
    const known = await (await t.app.request(await join(t, insult))).text();
    const unknown = await (await t.app.request(await join(t, { ...insult, email: 'nobody@example.org' }))).text();
    const same = (page: string) => page.replaceAll(/next\/[\w-]+/g, 'next').replaceAll(/value="[\w-]+"/g, '');
    expect(same(known)).toBe(same(unknown));
    expect(known).not.toMatch(/Lovelace|Ada|0123/);
  });
});

describe('confirmations', () => {
  test('are three a day to one address, however many forms', async () => {
    for (let form = 0; form < 10; form++) await join(t, { lastName: `n${form}` });
    await wait(t, 1);
    expect(await namesOf(t)).toEqual(['confirm', 'confirm', 'confirm']);
    for (let form = 0; form < 10; form++) await join(t, { lastName: `m${form}` });
    await wait(t, 1);
    expect(await namesOf(t)).toHaveLength(3);
    t.clock.advance(24 * 3_600_000);
    await join(t, { lastName: 'the day after' });
    await t.runDueJobs();
    expect(await namesOf(t)).toHaveLength(4);
  });

  test('are three also where ten are sent at the same moment', async () => {
    for (let form = 0; form < 10; form++) await join(t, { lastName: `n${form}` });
    // Plans the mails, and does not send them: that is for the ten at once.
    await t.deps.db.$client`
      create function hold() returns trigger language plpgsql as $$ begin new.run_at = '2999-01-01'; return new; end $$`;
    await t.deps.db.$client.unsafe(`
      create trigger hold before insert on graphile_worker._private_jobs for each row
      when (new.key like 'batch:%') execute function hold()`);
    await t.runDueJobs();
    const planned = await t.deps.db.$client`
      update messages set batch_id = id where name = 'confirm' returning id`;
    expect(planned).toHaveLength(10);
    await Promise.all(planned.map((row) => sendBatch(t.deps, String(row.id))));
    expect(await namesOf(t)).toEqual(['confirm', 'confirm', 'confirm']);
  });

  test('for many addresses from one place are a thousand a day', async () => {
    const contacts = 1_005;
    const now = t.clock.now().toISOString();
    await t.deps.db.$client`
      insert into contacts (id, email, locale) select gen_random_uuid(), 'n' || n || '@example.org', 'fr' from generate_series(1, ${contacts}) n`;
    await t.deps.db.$client`
      insert into messages (id, contact_id, campaign_id, name, subject_id, locale, client_hash, state, due_at, created_at)
      select gen_random_uuid(), contacts.id, campaigns.id, 'confirm', contacts.id, 'fr', 'h', 'sent', ${now}, ${now}
      from contacts, campaigns where contacts.email <> 'ada@example.org'`;
    await join(t);
    await t.deps.db.$client`update signups set client_hash = 'h'`;
    await t.runDueJobs();
    expect(await namesOf(t)).toEqual([]);
  });

  test('confirming works while the box was left empty, and grants nothing', async () => {
    await join(t, { consent: '' });
    await wait(t, 0.001);
    await confirm(t);
    const entries = await t.deps.db.$client`select action from consents`;
    expect([...entries]).toEqual([]);
    expect((await lastMail(t, 'confirm')).html).not.toContain('Ada');
  });
});

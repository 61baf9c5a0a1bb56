import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { confirm, join, joinAndConfirm, lastMail, mailsOf, namesOf, pathIn, skipped, wait } from './inbox.ts';

let t: TestApp;
let shiftId: string;
beforeEach(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  await addCampaign(t.deps, {
    settings: { ...settings, pledge: { kind: 'hours', required: false, suggestions: [2] } },
  });
  const [shift] = await t.deps.db.$client`select id from shifts`;
  shiftId = String(shift?.id);
});
afterEach(() => t.close());

describe('who did not agree to follow-up', () => {
  test('gets the confirmation and no other mail, confirmed or not', async () => {
    await join(t, { consent: '', count: '2' });
    await wait(t, 1);
    expect(await namesOf(t)).toEqual(['confirm']);
    await confirm(t);
    for (let week = 0; week < 5; week++) await wait(t, 168);
    expect(await namesOf(t)).toEqual(['confirm']);
  });
});

describe('who agreed and did not confirm', () => {
  test('gets the confirmation and no other mail', async () => {
    await join(t, { count: '2' });
    for (let week = 0; week < 5; week++) await wait(t, 168);
    expect(await namesOf(t)).toEqual(['confirm']);
    expect(await skipped(t)).toEqual(['pledge: no-consent']);
  });
});

describe('who agreed and confirmed', () => {
  test('is welcomed at once, asked to act after 48 hours and reminded of the pledge after 72', async () => {
    await joinAndConfirm(t, { count: '2' });
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
    await wait(t, 47.9);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
    await wait(t, 0.1);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'act']);
    await wait(t, 23.9);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'act']);
    await wait(t, 0.1);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'act', 'pledge']);
    expect(await skipped(t)).toEqual([]);
    for (let week = 0; week < 5; week++) await wait(t, 168);
    expect(await namesOf(t)).toHaveLength(4);
    expect((await lastMail(t, 'welcome')).subject).toBe('Bonjour Ada');
  });

  test('is not asked to act once there is a booking', async () => {
    const space = await joinAndConfirm(t);
    await post(t.app, `${space}/bookings`, { shift: shiftId });
    await wait(t, 49);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'booking']);
    expect(await skipped(t)).toEqual(['act: condition']);
  });

  test('is asked all the same when the seat was given back by then', async () => {
    const space = await joinAndConfirm(t);
    await post(t.app, `${space}/bookings`, { shift: shiftId });
    await wait(t, 1);
    const cancelPath = pathIn(await lastMail(t, 'booking'), '/s/');
    expect((await post(t.app, cancelPath, {})).status).toBe(303);
    await wait(t, 1);
    await wait(t, 47);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'booking', 'booking-cancelled', 'act']);
  });

  test('is not reminded of a pledge that was reported as kept', async () => {
    const space = await joinAndConfirm(t, { count: '2' });
    const [pledge] = await t.deps.db.$client`select id from pledges`;
    expect((await post(t.app, `${space}/pledges/${pledge?.id}/report`, {})).status).toBe(303);
    await wait(t, 73);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'act']);
    expect(await skipped(t)).toEqual(['pledge: condition']);
  });

  test('pressing the button of the confirmation again and again starts nothing twice', async () => {
    await joinAndConfirm(t);
    for (let again = 0; again < 3; again++) {
      await confirm(t);
      await wait(t, 1);
    }
    await Promise.all([confirm(t), confirm(t), confirm(t)]);
    await wait(t, 60);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'act']);
  });

  test('and signed up twice before that, confirming both, has each mail once', async () => {
    await join(t, { count: '2' });
    await join(t, { count: '2', firstName: 'Ada L.' });
    await t.runDueJobs();
    const confirmations = await mailsOf(t);
    expect(confirmations.map((mail) => mail.name)).toEqual(['confirm', 'confirm']);
    for (const mail of confirmations) expect((await post(t.app, pathIn(mail, '/c/'), {})).status).toBe(303);
    await wait(t, 1);
    await wait(t, 80);
    expect((await namesOf(t)).sort()).toEqual(['act', 'confirm', 'confirm', 'pledge', 'welcome']);
    expect(await skipped(t)).toEqual([]);
  });

  test('and signed up for two campaigns, confirming the mail of one, is followed up by that one alone', async () => {
    await addCampaign(t.deps, { slug: 'autre' });
    await join(t, { count: '2' });
    await t.runDueJobs();
    await join(t, {}, 'autre');
    await wait(t, 0.001);
    await confirm(t);
    await wait(t, 0);
    await wait(t, 100);
    const campaigns = await t.deps.db.$client`
      select slug, json_agg(name order by due_at) as names
      from messages join campaigns on campaigns.id = campaign_id where messages.state = 'sent' group by slug order by slug`;
    expect(campaigns.map((row) => ({ ...row }))).toEqual([
      { slug: 'autre', names: ['confirm', 'welcome', 'act'] },
      { slug: 'essai', names: ['confirm'] },
    ]);
  });
});

import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sequence } from '../../src/followups/form.ts';
import { rehearse } from '../../src/followups/rehearse.ts';
import { findHolds } from '../../src/followups/sending-rules.ts';
import { startSequences } from '../../src/followups/start-sequences.ts';
import { addPeople } from '../broadcasts/crowd.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { hour, mailsOf, wait } from './inbox.ts';

const words = { subject: 'La suite', body: ['Bonjour {firstName}.'], action: 'Voir' };
const step = (key: string, delayHours: number) => ({
  key,
  delayHours,
  leadsTo: 'shifts',
  texts: { fr: words, en: words },
});

let t: TestApp;
beforeEach(async () => {
  t = await startTest({ env: { WEEKLY_MAILS: '1' } });
  const campaignId = await addCampaign(t.deps, {
    sequences: [
      sequence.parse({ key: 'urgent', start: { on: 'signup' }, priority: 9, steps: [step('urgent', 3)] }),
      sequence.parse({ key: 'usual', start: { on: 'confirmed' }, steps: [step('usual', 0)] }),
    ],
  });
  await addPeople(t, 1);
  const [contact] = await t.deps.db.$client`select id from contacts`;
  const now = t.clock.now();
  const begun = { contactId: String(contact?.id), campaignId, subjectId: uuidv7(), at: now };
  await t.deps.db.transaction((tx) =>
    startSequences(
      tx,
      [
        { ...begun, on: 'signup' },
        { ...begun, on: 'confirmed' },
      ],
      now,
    ),
  );
});
afterEach(() => t.close());

describe('the one mail of a week of which none has gone', () => {
  test('is kept for what is more urgent and due within the day', async () => {
    await t.runDueJobs();
    expect(await waiting()).toEqual({ urgent: '', usual: 'weekly-limit' });
    await wait(t, 3);
    expect(await names()).toEqual(['urgent']);
    await wait(t, 24);
    expect(await names()).toEqual(['urgent']);
    await wait(t, 7 * 24);
    expect(await names()).toEqual(['urgent', 'usual']);
  });

  test('goes to the less urgent a little later where the more urgent was left out', async () => {
    await t.runDueJobs();
    await t.deps.db.$client`update sequences set steps = '[]' where key = 'urgent'`;
    await wait(t, 3);
    await wait(t, 0.3);
    expect(await names()).toEqual(['usual']);
  });

  test('is kept for what is late, too, for a day at most', async () => {
    const held = async (hours: number) => {
      const now = new Date(t.clock.now().getTime() + hours * hour);
      const [mail] = await t.deps.db.$client`select id, contact_id, campaign_id from messages where name = 'usual'`;
      const [id, contactId, campaignId] = [String(mail?.id), String(mail?.contact_id), String(mail?.campaign_id)];
      const candidate = { id, contactId, campaignId, priority: 5, prompt: true };
      const rules = { quiet: null, weeklyMails: 1 };
      const holds = await t.deps.db.transaction((tx) => findHolds(tx, [candidate], { now, rules }));
      const until = holds.get(id)?.until;
      return until && Math.round((until.getTime() - now.getTime()) / 60_000);
    };
    expect(await held(0)).toBe(3 * 60 + 15);
    expect(await held(26)).toBe(15);
    expect(await held(28)).toBeUndefined();
  });

  test('is waited for once in a rehearsal, where nothing else goes', async () => {
    const [usual] = await t.deps.db
      .$client`select s.id, c.id as contact from sequences s, contacts c where key = 'usual'`;
    const asked = { sequenceId: String(usual?.id), who: { contactId: String(usual?.contact) }, days: 7 };
    const { events } = await rehearse(t.deps, asked);
    expect(events.map(({ outcome }) => outcome)).toEqual(['waits', 'sent']);
  });

  test('is kept for nothing of a campaign that is paused', async () => {
    const other = await addCampaign(t.deps, { slug: 'autre' });
    await t.deps.db.$client`update sequences set campaign_id = ${other} where key = 'urgent'`;
    await t.deps.db.$client`update messages set campaign_id = ${other} where name = 'urgent'`;
    await t.deps.db.$client`
      insert into campaign_pauses (campaign_id, paused_at, reason) values (${other}, now(), 'organizer')`;
    await t.runDueJobs();
    expect(await names()).toEqual(['usual']);
  });
});

async function names(): Promise<string[]> {
  return (await mailsOf(t)).map(({ name }) => name);
}

/** Why each mail waits that does. */
async function waiting(): Promise<Record<string, string>> {
  const rows = await t.deps.db.$client`select name, reason from messages where state = 'queued'`;
  return Object.fromEntries(rows.map((row) => [String(row.name), String(row.reason)]));
}

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pauseBroadcast } from '../../src/broadcasts/pause-broadcast.ts';
import { resumeBroadcast } from '../../src/broadcasts/resume-broadcast.ts';
import { runBroadcast } from '../../src/broadcasts/run-broadcast.ts';
import { stopBroadcast } from '../../src/broadcasts/stop-broadcast.ts';
import { sendDue } from '../../src/followups/send-due.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { changeLanguage } from '../../src/space/change-language.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { aBroadcast, addPeople, english, mailed, resultsOf, send, stateOf, writeBroadcast } from './crowd.ts';

let t: TestApp;
let campaignId: string;
let organizerId: string;
beforeEach(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
  await addOrganizer(t.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  const [organizer] = await t.deps.db.$client<{ id: string }[]>`select id from organizers`;
  organizerId = organizer?.id ?? '';
});
afterEach(() => t.close());

const write = (changes: Parameters<typeof aBroadcast>[0] = {}) =>
  writeBroadcast(t, campaignId, organizerId, aBroadcast(changes));

describe('a broadcast', () => {
  test('goes once to everyone who agreed to the campaign’s mails, and says who was left out and why', async () => {
    await addPeople(t, 5);
    await addPeople(t, 2, { locale: 'en', from: 6 });
    const sql = t.deps.db.$client;
    await sql`delete from consents where contact_id = (select id from contacts where email = 'n1@example.org')`;
    await sql`insert into suppressions (email, reason, at) values ('n2@example.org', 'hard-bounce', now())`;
    const id = await write();
    await send(t, id, organizerId);
    await t.runDueJobs();
    expect((await mailed(t)).map(({ to, subject }) => [to, subject])).toEqual(
      ['n3', 'n4', 'n5'].map((name) => [`${name}@example.org`, 'Samedi, on sort']),
    );
    const { people, leftOut } = await stateOf(t, id);
    expect({ people, leftOut }).toEqual({ people: 7, leftOut: { suppressed: 1, noConsent: 1, noText: 2 } });
    expect((await resultsOf(t, id)).all).toMatchObject({ recipients: 3, sent: 3, waiting: 0 });
    t.clock.advance(61_000);
    await t.runDueJobs();
    expect((await stateOf(t, id)).state).toBe('done');
    expect(await mailed(t)).toHaveLength(3);
  });

  test('is written in each person’s language, or the campaign’s where that is allowed', async () => {
    await addPeople(t, 1);
    await addPeople(t, 1, { locale: 'en', from: 2 });
    const { texts } = aBroadcast();
    for (const changes of [{ texts: { ...texts, en: english } }, { fallsBack: true }]) {
      await send(t, await write(changes), organizerId);
      await t.runDueJobs();
    }
    expect((await mailed(t)).map(({ subject }) => subject)).toEqual([
      'Samedi, on sort',
      'Samedi, on sort',
      'Saturday, we go out',
      'Samedi, on sort',
    ]);
  });

  test('speaks the one language that it has to who chooses another one while their mail waits', async () => {
    await addPeople(t, 1);
    const id = await write();
    await send(t, id, organizerId);
    await runBroadcast(t.deps, id);
    const sql = t.deps.db.$client;
    const [contact] = await sql<{ id: string }[]>`select id from contacts`;
    const choice = { contactId: contact?.id ?? '', locale: 'en', at: t.clock.now() } as const;
    await t.deps.db.transaction((tx) => changeLanguage(tx, choice));
    await t.runDueJobs();
    const [mail] = await sql<{ subject: string; html: string }[]>`select subject, html from mailbox_mails`;
    expect(mail?.subject).toBe('Samedi, on sort');
    expect(mail?.html).toContain('lang="fr"');
    expect(mail?.html).toContain('On vous attend.');
  });

  test('that two people send at once is sent once, and stands in the audit log once', async () => {
    await addPeople(t, 40);
    const id = await write();
    expect(await Promise.all([1, 2, 3].map(() => send(t, id, organizerId)))).toEqual([true, true, true]);
    await Promise.all([t.runDueJobs(), t.runDueJobs()]);
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(40);
    const log = await t.deps.db.$client`select count from audit_entries where action = 'broadcast.begun'`;
    expect(log).toHaveLength(1);
  });

  test('is not sent as another version than was confirmed', async () => {
    await addPeople(t, 1);
    const id = await write();
    await t.deps.db.$client`update broadcasts set version = 3`;
    expect(await send(t, id, organizerId)).toBe(false);
    await t.runDueJobs();
    expect(await mailed(t)).toEqual([]);
  });

  test('goes to nobody who left between its planning and its hour', async () => {
    await addPeople(t, 3);
    const id = await write();
    const tomorrow = new Date(t.clock.now().getTime() + 86_400_000).toISOString().slice(0, 16);
    await send(t, id, organizerId, { when: 'at', moment: tomorrow });
    await t.runDueJobs();
    expect((await stateOf(t, id)).state).toBe('scheduled');
    t.clock.advance(2 * 86_400_000);
    await t.deps.db.$client`
      insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
      select gen_random_uuid(), id, ${campaignId}, 'follow-up', 'email', 'withdrawn', '', 'fr', 'one-click',
        ${t.clock.now().toISOString()} from contacts where email = 'n2@example.org'`;
    await t.runDueJobs();
    expect((await mailed(t)).map(({ to }) => to)).toEqual(['n1@example.org', 'n3@example.org']);
  });

  test('waits for a worker whose clock is behind, which is not asked again and again meanwhile', async () => {
    await addPeople(t, 2);
    const id = await write();
    t.clock.advance(5_000);
    await send(t, id, organizerId);
    t.clock.advance(-5_000);
    for (const startsAt of ['in the time to come', 'in the past']) {
      await t.deps.db.$client`
        update graphile_worker._private_jobs set run_at = now() where key = ${`broadcast:${id}`}`;
      await t.runDueJobs();
      expect((await stateOf(t, id)).state, startsAt).toBe('scheduled');
      const [job] = await t.deps.db.$client`
        select run_at > now() + interval '300 milliseconds' as waits from graphile_worker._private_jobs
        where key = ${`broadcast:${id}`}`;
      expect(job, startsAt).toMatchObject({ waits: true });
      await t.deps.db.$client`update broadcasts set starts_at = ${new Date(t.clock.now().getTime() + 1).toISOString()}`;
    }
    t.clock.advance(60_000);
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(2);
  });

  test('paused in the middle goes on with those who have not got it, and nobody gets it twice', async () => {
    await addPeople(t, 30);
    const id = await write();
    await send(t, id, organizerId);
    await runBroadcast(t.deps, id);
    await t.deps.db.$client`
      update messages set due_at = due_at + interval '1 hour' where id in (select id from messages order by id limit 18)`;
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(12);
    await pauseBroadcast(t.deps, id, organizerId);
    t.clock.advance(2 * 3_600_000);
    await t.runDueJobs();
    await sendDue(t.deps, undefined);
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(12);
    expect((await resultsOf(t, id)).all).toMatchObject({ sent: 12, waiting: 18 });
    await resumeBroadcast(t.deps, id, organizerId);
    await resumeBroadcast(t.deps, id, organizerId);
    await t.runDueJobs();
    expect(new Set((await mailed(t)).map(({ to }) => to)).size).toBe(30);
    expect(await mailed(t)).toHaveLength(30);
  });

  test('that is stopped sends nothing more, and one that only waited is a draft again', async () => {
    await addPeople(t, 10);
    const id = await write();
    await send(t, id, organizerId);
    await runBroadcast(t.deps, id);
    await stopBroadcast(t.deps, id, organizerId);
    await t.runDueJobs();
    expect(await mailed(t)).toEqual([]);
    expect((await resultsOf(t, id)).all).toMatchObject({ sent: 0, waiting: 0, skipped: { 'broadcast-stopped': 10 } });
    const other = await write();
    await send(t, other, organizerId, { when: 'at', moment: '2999-01-01T09:00' });
    await stopBroadcast(t.deps, other, organizerId);
    expect((await stateOf(t, other)).state).toBe('draft');
  });
});

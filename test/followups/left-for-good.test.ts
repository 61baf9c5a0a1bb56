import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runBroadcast } from '../../src/broadcasts/run-broadcast.ts';
import { contacts } from '../../src/contacts/table.ts';
import { enrolMany } from '../../src/followups/enrol-many.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { aBroadcast, send, writeBroadcast } from '../broadcasts/crowd.ts';
import { bringIn } from '../imports/importing.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { formBatch } from './following.ts';
import { joinAndConfirm, lastMail, namesOf, pathIn, wait } from './inbox.ts';

const ada = 'ada@example.org';
let t: SignedInTest;
let campaignId: string;
beforeEach(async () => {
  t = await startSignedIn();
  campaignId = await addCampaign(t.deps);
  await joinAndConfirm(t);
});
afterEach(() => t.close());

describe('who leaves, with a mail on its way', () => {
  test('does not get the one that is due already', async () => {
    t.clock.advance(49 * 3_600_000);
    await leave();
    await t.runDueJobs();
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
  });

  test('does not get the one that a batch has taken up and not handed over', async () => {
    t.clock.advance(49 * 3_600_000);
    await formBatch(t);
    const taken = await t.deps.db.$client`select from messages where batch_id is not null and handed_at is null`;
    expect(taken.length).toBeGreaterThan(0);
    await leave();
    await t.runDueJobs();
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
  });

  test('does not get that of a broadcast which was written for them before', async () => {
    const id = await writeBroadcast(t, campaignId, t.organizerId, aBroadcast());
    await send(t, id, t.organizerId);
    await runBroadcast(t.deps, id);
    expect(await t.deps.db.$client`select from messages where name = 'broadcast' and state = 'queued'`).toHaveLength(1);
    await leave();
    await t.runDueJobs();
    expect(await namesOf(t)).not.toContain('broadcast');
  });
});

test('who did not leave is written to by all of this', async () => {
  expect((await writtenTo())[ada]).toBeGreaterThan(1);
});

describe('who left stays out', () => {
  test('when an import says yes of them, however it is to win', async () => {
    await leave();
    await bringIn(t, `email,email_opt_in\n${ada},Y\n`, { mode: 'overwrite' });
    await bringIn(t, `email,email_opt_in\n${ada},Y\n`, { mode: 'overwrite', trustLedger: true });
    expect(await writtenTo()).toEqual({ [ada]: 0 });
  });

  test('when they are merged with somebody who agreed, and that one is out with them', async () => {
    await joinAndConfirm(t, { email: 'ada@work.example.org' });
    await leave();
    const [loserId, survivorId] = [await idOf(ada), await idOf('ada@work.example.org')];
    const done = await mergeContacts(t.deps, { survivorId, loserId, taken: [], organizerId: null });
    expect(done.ok).toBe(true);
    expect(await writtenTo()).toEqual({ 'ada@work.example.org': 0 });
  });

  test('when the one that agreed is merged into them', async () => {
    await joinAndConfirm(t, { email: 'ada@work.example.org' });
    await leave();
    const [survivorId, loserId] = [await idOf(ada), await idOf('ada@work.example.org')];
    const done = await mergeContacts(t.deps, { survivorId, loserId, taken: [], organizerId: null });
    expect(done.ok).toBe(true);
    expect(await writtenTo()).toEqual({ [ada]: 0 });
  });

  test('when they are erased and a file brings their address back with a yes', async () => {
    await leave();
    await eraseContact(t.deps, await idOf(ada), { organizerId: null, by: 'command-line' });
    await bringIn(t, `email,email_opt_in\n${ada},Y\n`);
    // Even were somebody to write a yes into the ledger by hand.
    await t.deps.db.$client`
      insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
      select gen_random_uuid(), id, ${campaignId}, 'follow-up', 'email', 'granted', '', 'fr', 'confirm-page', now()
      from contacts where email = ${ada}`;
    expect(await writtenTo()).toEqual({ [ada]: 0 });
  });

  test('in every file that goes to another tool: none says yes of them', async () => {
    await joinAndConfirm(t, { email: 'yes@example.org' });
    await leave();
    const said: Record<string, RegExp> = {
      nationbuilder: /ada@example\.org.*\bN\b/,
      'action-network': /ada@example\.org.*\bunsubscribed\b/i,
      'hubspot-opt-outs': /ada@example\.org/,
      'civicrm-opt-outs': /ada@example\.org.*\b1\b/,
    };
    for (const [preset, expected] of Object.entries(said)) {
      const file = await (await t.get(`/admin/contacts.csv?preset=${preset}`)).text();
      const line = file.split('\n').find((one) => one.includes(ada)) ?? '';
      expect(line, `${preset}: ${line}`).toMatch(expected);
    }
    // The file of those who may be written to does not have them.
    const mailchimp = await (await t.get('/admin/contacts.csv?preset=mailchimp')).text();
    expect(mailchimp).toContain('yes@example.org');
    expect(mailchimp).not.toMatch(/ada@example\.org.*\bsubscribed\b/i);
  });

  test('when our own file of them is taken in elsewhere, where they would be new', async () => {
    await leave();
    const everything = await (await t.get('/admin/contacts.csv?preset=terrain')).text();
    const other = await startSignedIn();
    campaignId = await addCampaign(other.deps);
    await bringIn(other, everything, { mode: 'overwrite', trustLedger: true });
    const here = t;
    t = other;
    try {
      await t.deps.db.$client`update contacts set confirmed_at = coalesce(confirmed_at, now())`;
      expect(await writtenTo()).toEqual({ [ada]: 0 });
    } finally {
      t = here;
      await other.close();
    }
  });
});

/** By the link at the foot of the last mail, as a mail program does with one click (RFC 8058). */
async function leave(): Promise<void> {
  const answer = await post(t.app, pathIn(await lastMail(t, 'welcome', ada), '/u/'), {
    'List-Unsubscribe': 'One-Click',
  });
  expect(answer.status).toBe(200);
}

async function idOf(email: string): Promise<string> {
  const [contact] = await t.deps.db.$client`select id from contacts where email = ${email}`;
  return String(contact?.id);
}

/** Puts everyone there is into a sequence, sends everyone a broadcast, and counts what went to each from then on. */
async function writtenTo(): Promise<Record<string, number>> {
  await t.runDueJobs();
  const { db } = t.deps;
  const people = await db.select().from(contacts);
  const living = people.filter(({ erasedAt }) => erasedAt === null);
  const before = new Map<string, number>();
  for (const { email } of living) before.set(email, (await mailsTo(email)).length);
  const [sequence] =
    await db.$client`select id from sequences where campaign_id = ${campaignId} order by position limit 1`;
  const enrolment = { actId: uuidv7(), targetId: String(sequence?.id), now: t.clock.now() };
  await db.$client`delete from messages where state in ('queued', 'suppressed')`;
  await db.$client`update enrolments set ended_at = now(), ending = 'left'`;
  const contactIds = living.map(({ id }) => id);
  const enrolled = await db.transaction((tx) => enrolMany(tx, { ...enrolment, contactIds }));
  expect(enrolled).toHaveLength(living.length);
  const id = await writeBroadcast(t, campaignId, t.organizerId, aBroadcast());
  await send(t, id, t.organizerId);
  for (let days = 0; days < 5; days += 1) await wait(t, 24);
  const counts: [string, number][] = [];
  for (const { email } of living) counts.push([email, (await mailsTo(email)).length - (before.get(email) ?? 0)]);
  return Object.fromEntries(counts);
}

async function mailsTo(email: string): Promise<object[]> {
  return [...(await t.deps.db.$client`select id from mailbox_mails where "to" = ${email}`)];
}

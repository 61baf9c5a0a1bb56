import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runBroadcast } from '../../src/broadcasts/run-broadcast.ts';
import { connect } from '../../src/db/client.ts';
import { sendDue } from '../../src/followups/send-due.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { undoMerge } from '../../src/privacy/undo-merge.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { aBroadcast, addPeople, mailed, resultsOf, send, stateOf, writeBroadcast } from './crowd.ts';

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

/** A broadcast that was sent off. */
async function begun(): Promise<string> {
  const id = await writeBroadcast(t, campaignId, organizerId, aBroadcast());
  await send(t, id, organizerId);
  return id;
}

async function contact(name: string): Promise<string> {
  const [row] = await t.deps.db.$client<
    { id: string }[]
  >`select id from contacts where email = ${`${name}@example.org`}`;
  if (!row) throw new Error(`there is no ${name}`);
  return row.id;
}

/** What came of it: one books, one leaves. */
async function act(name: string): Promise<void> {
  const id = await contact(name);
  const at = t.clock.now().toISOString();
  await t.deps.db.execute(sql`
    insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    select gen_random_uuid(), id, ${id}::uuid, campaign_id, 'fr', 'booked', ${at}, ${at} from shifts limit 1`);
  await t.deps.db.execute(sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
    values (gen_random_uuid(), ${id}, ${campaignId}, 'follow-up', 'email', 'withdrawn', '', 'fr', 'one-click', ${at})`);
}

describe('the counts of a broadcast', () => {
  test('stay true when somebody who got it, acted and left is erased', async () => {
    await addPeople(t, 3);
    const id = await begun();
    await t.runDueJobs();
    t.clock.advance(3_600_000);
    await act('n1');
    const before = (await resultsOf(t, id)).all;
    expect(before).toMatchObject({ recipients: 3, sent: 3, acted: 1, left: 1 });
    // A seat in a shift to come is given back.
    await t.deps.db.$client`
      update shifts set starts_at = starts_at - interval '30 days', ends_at = ends_at - interval '30 days'`;
    expect(await eraseContact(t.deps, await contact('n1'), { organizerId: null, by: 'command-line' })).toMatchObject({
      ok: true,
    });
    expect((await resultsOf(t, id)).all).toEqual(before);
  });

  test('count two who become one as one, who acted once, and come back when that is undone', async () => {
    await addPeople(t, 3);
    const id = await begun();
    await t.runDueJobs();
    await act('n2');
    const before = (await resultsOf(t, id)).all;
    const [survivorId, loserId] = [await contact('n1'), await contact('n2')];
    const merged = await mergeContacts(t.deps, { survivorId, loserId, taken: [], organizerId });
    if (!merged.ok) throw new Error(merged.reason);
    expect((await resultsOf(t, id)).all).toMatchObject({ recipients: 2, sent: 2, acted: 1, left: 1 });
    await undoMerge(t.deps, { mergeId: merged.mergeId, organizerId });
    expect((await resultsOf(t, id)).all).toEqual(before);
  });

  test('hold where one of two who become one had got it: the other does not get it again', async () => {
    await addPeople(t, 3);
    const id = await begun();
    await runBroadcast(t.deps, id);
    const [survivorId, loserId] = [await contact('n1'), await contact('n2')];
    await t.deps.db.$client`update messages set due_at = due_at + interval '1 hour' where contact_id = ${survivorId}`;
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(2);
    await mergeContacts(t.deps, { survivorId, loserId, taken: [], organizerId });
    t.clock.advance(2 * 3_600_000);
    await sendDue(t.deps, undefined);
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(2);
    expect((await resultsOf(t, id)).all).toMatchObject({ recipients: 2, sent: 2, waiting: 0, skipped: {} });
  });
});

test('a job that is cut off again and again writes each mail once', async () => {
  await addPeople(t, 5_000);
  const id = await begun();
  const other = connect(t.deps.config.databaseUrl, { max: 1 });
  await other.$client`select 1`;
  let cuts = 0;
  const cut = async () => {
    const gone = await other.$client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query like '%broadcast%'`;
    cuts += gone.length;
  };
  let failures = 0;
  for (;;) {
    let isOver = false;
    const running = runBroadcast(t.deps, id)
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        isOver = true;
      });
    // Each try gets a little further than the one before.
    await new Promise((resolve) => setTimeout(resolve, 40 * failures));
    while (!isOver && failures < 4) await cut();
    if (await running) break;
    failures += 1;
  }
  await other.$client.end();
  expect(failures).toBeGreaterThan(2);
  expect(cuts).toBeGreaterThan(2);
  const [rows] = await t.deps.db.$client<{ mails: number; people: number }[]>`
    select count(*)::int as mails, count(distinct contact_id)::int as people from messages where name = 'broadcast'`;
  expect(rows).toEqual({ mails: 5_000, people: 5_000 });
  expect(await stateOf(t, id)).toMatchObject({ state: 'running', people: 5_000 });
}, 240_000);

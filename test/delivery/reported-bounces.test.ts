import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replyActs } from '../../src/process.ts';
import { addShortCampaign, follow, states } from '../followups/following.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
  await addShortCampaign(t);
});
afterEach(() => t.close());

// Who sends by SMTP is told of bounces by mails that come back (RFC 3464): they count as those that a provider tells.
describe('a mail that a server’s report says has bounced', () => {
  test('is counted, and its campaign is paused where too many do', async () => {
    await follow(t, 110);
    await sendAll();
    const [first, ...others] = await sent();
    await comesBack(first, { permanent: true });
    await comesBack(first, { permanent: true });
    expect(await counted()).toEqual({ sent: 110, bounced: 1 });
    for (const one of others.slice(0, 5)) await comesBack(one, { permanent: true });
    const [pause] = await t.deps.db.$client`
      select reason, sent, counted from campaign_pauses where paused_at is not null`;
    expect({ ...pause }).toEqual({ reason: 'bounces', sent: 110, counted: 6 });
    await t.runDueJobs();
  });

  test('for a passing reason is blocked the third time in a row', async () => {
    await follow(t, 1);
    for (let time = 1; time <= 3; time += 1) {
      await comesBack(await sendOne(`soft-${time}`), { permanent: false });
      expect(await suppressed()).toEqual(time < 3 ? [] : ['n1@example.org']);
    }
    const [kept] = await t.deps.db.$client`select provider_id, reason from messages where name = 'soft-3'`;
    expect({ ...kept }).toEqual({ provider_id: '<soft-3@x>', reason: 'soft: 4.2.2 mailbox full' });
  });

  test('for a passing reason blocks nobody whose mails in between arrived, as far as is heard', async () => {
    await follow(t, 1);
    const mails = [];
    for (const daysAgo of [60, 50, 40, 30, 20]) mails.push(await sendOne(`sent-${daysAgo}`, daysAgo));
    for (const one of [0, 2, 4]) await comesBack(mails[one], { permanent: false });
    expect(await suppressed()).toEqual([]);
    // Not heard of for long enough yet: it may still come back.
    const [late, latest] = [await sendOne('late', 5), await sendOne('latest', 4)];
    await sendOne('under way', 3);
    await comesBack(latest, { permanent: false });
    expect(await suppressed()).toEqual([]);
    await comesBack(late, { permanent: false });
    expect(await suppressed()).toEqual(['n1@example.org']);
  });

  test('for a fault of the sender’s blocks no address, however often', async () => {
    await follow(t, 1);
    for (let time = 1; time <= 4; time += 1) {
      await comesBack(await sendOne(`refused-${time}`), { permanent: false, ofSender: true });
    }
    expect(await suppressed()).toEqual([]);
    const [kept] = await t.deps.db.$client`select state, reason from messages where name = 'refused-4'`;
    expect({ ...kept }).toEqual({ state: 'bounced', reason: '5.1.8 bad outbound sender' });
  });

  test('that was called spam before stays so', async () => {
    await follow(t, 1);
    await sendAll();
    const [mail] = await sent();
    await t.deps.db.$client`update messages set state = 'complained'`;
    await comesBack(mail, { permanent: true });
    expect(await states(t)).toEqual({ complained: 1 });
    expect(await suppressed(), 'its address takes none all the same').toEqual(['n1@example.org']);
  });

  test('that was left out, or answers an organizer’s mail, changes no other mail', async () => {
    await follow(t, 1);
    const [mail] = await t.deps.db.$client<Sent[]>`
      select m.id, email from messages m join contacts on contacts.id = contact_id`;
    await t.deps.db.$client`update messages set state = 'suppressed', reason = 'no-consent'`;
    await comesBack(mail, { permanent: false });
    await comesBack({ id: null, email: 'n1@example.org' }, { permanent: false });
    expect(await states(t)).toEqual({ 'suppressed no-consent': 1 });
    expect(await suppressed()).toEqual([]);
  });
});

type Sent = { id: string | null; email: string };

async function sendAll(): Promise<void> {
  await t.deps.db.$client`select graphile_worker.add_job('followups.send', '{}')`;
  await t.runDueJobs();
}

async function sent(): Promise<Sent[]> {
  return [
    ...(await t.deps.db.$client<Sent[]>`
      select m.id, email from messages m join contacts on contacts.id = contact_id where state = 'sent' order by m.id`),
  ];
}

/** A mail to the one contact there is, some days ago or now. */
async function sendOne(name: string, daysAgo = 0): Promise<Sent | undefined> {
  const at = new Date(t.clock.now().getTime() - daysAgo * 86_400_000).toISOString();
  await t.deps.db.$client`
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, provider_id, due_at, created_at, sent_at)
    select gen_random_uuid(), contacts.id, campaigns.id, ${name}, gen_random_uuid(), 'fr', 'sent', ${`<${name}@x>`},
      ${at}, ${at}, ${at} from contacts, campaigns`;
  const [mail] = await t.deps.db.$client<Sent[]>`
    select m.id, email from messages m join contacts on contacts.id = contact_id where name = ${name}`;
  return mail;
}

type Fault = { permanent: boolean; ofSender?: boolean };

async function comesBack(mail: Sent | undefined, { permanent, ofSender = false }: Fault): Promise<void> {
  if (!mail) throw new Error('no mail went');
  const reason = permanent ? '5.1.1 no such mailbox' : ofSender ? '5.1.8 bad outbound sender' : '4.2.2 mailbox full';
  const bounce = { messageId: mail.id, email: mail.email, permanent, ofSender, reason, at: t.clock.now() };
  await t.deps.db.transaction((tx) => replyActs.noteBounce(t.deps, tx, bounce));
}

async function counted(): Promise<Record<string, number>> {
  const rows = await t.deps.db.$client`select state, sum(count)::int as count from delivery_counts group by 1`;
  return Object.fromEntries(rows.map((row) => [String(row.state), Number(row.count)]));
}

async function suppressed(): Promise<unknown[]> {
  return (await t.deps.db.$client`select email from suppressions`).map(({ email }) => email);
}

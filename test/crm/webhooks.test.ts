import { createServer } from 'node:http';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { track } from '../../src/activity/track.ts';
import { Refusal } from '../../src/crm/call-failed.ts';
import { foldChanges } from '../../src/crm/fold-changes.ts';
import { pushWaiting } from '../../src/crm/push-waiting.ts';
import { resumeCrm } from '../../src/crm/resume-crm.ts';
import { placeOf, sealText } from '../../src/crm/seal.ts';
import { crmConnectors, crmGates, crmSyncStates } from '../../src/crm/table.ts';
import { endpointFault, guardedSend } from '../../src/crm/webhooks/client.ts';
import { isPublicAddress } from '../../src/crm/webhooks/public-address.ts';
import { rotateKey } from '../../src/crm/webhooks/rotate-key.ts';
import { webhooks } from '../../src/crm/webhooks/vendor.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeReceiver, startFakeReceiver } from '../support/crm/fake-receiver.ts';
import { signUp } from '../support/forms.ts';

let t: TestApp;
let receiver: FakeReceiver;
let campaignId: string;
beforeEach(async () => {
  t = await startTest({ env: { CRM_TIMEOUT_SECONDS: '1' } });
  campaignId = await addCampaign(t.deps);
  receiver = await startFakeReceiver();
  // Ahead of the real one: what is due later by this clock must not come due while a test runs.
  t.clock.advance(3_600_000);
});
afterEach(async () => {
  await receiver.close();
  await t.close();
});

describe('an endpoint', () => {
  test('is told of a sign-up: signed, under the activity’s id, with where the person stands and nothing else', async () => {
    await connect();
    await signUp(t.app, { email: 'ada@example.org' });
    await t.runDueJobs();
    expect(receiver.taken).toHaveLength(1);
    const [activity] = await t.deps.db.$client`select id, contact_id from activities where kind = 'signup.recorded'`;
    const [signup] = await t.deps.db.$client`select id from signups`;
    const [{ id, event }] = receiver.taken as [FakeReceiver['taken'][number]];
    expect(id).toBe(activity?.id);
    expect(event).toMatchObject({ type: 'signup.recorded', version: 1 });
    expect(event.data).toEqual({
      contact: {
        id: activity?.contact_id,
        email: 'ada@example.org',
        subscription: 'unknown',
        // What nobody filled in is left out, and left as it is over there.
        fields: { firstName: 'Ada', locale: 'fr' },
        tags: expect.any(Array),
      },
      campaign: { slug: 'essai', title: 'Porte-à-porte' },
      signup: { id: signup?.id, locale: 'fr', via: 'direct', source: '', answers: {} },
    });
  });

  test('hears what happens with a person in its order, each once', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    await happen(ada, 'contact.tagged', { tag: 'clé' });
    await happen(ada, 'contact.untagged', { tag: 'clé' });
    await happen(ada, 'consent.withdrawn', { source: 'one-click' });
    await happen(ada, 'message.sent', {});
    await t.runDueJobs();
    await happen(ada, 'contact.edited', { fields: ['phone'] });
    await t.runDueJobs();
    await changed(ada);
    expect(types()).toEqual(['contact.tagged', 'contact.untagged', 'consent.withdrawn', 'contact.edited']);
    expect(receiver.deliveries).toHaveLength(4);
  });

  test('is told of a change that no activity tells of, and of the same state once', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    await t.runDueJobs();
    await changed(ada);
    expect(types()).toEqual(['contact.changed']);
    await t.deps.db.execute(
      sql`update contacts set first_name = 'Augusta', updated_at = now() where id = ${ada}::uuid`,
    );
    await t.runDueJobs();
    expect(types()).toEqual(['contact.changed', 'contact.changed']);
    expect(receiver.people()).toMatchObject([{ values: { firstName: 'Augusta' } }]);
  });

  test('knows an event again whose answer was lost, and gets none a second time that it answered', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    for (const tag of ['un', 'deux', 'trois']) await happen(ada, 'contact.tagged', { tag });
    receiver.faults.next = ['none', 'reset-after'];
    await t.runDueJobs();
    await retry();
    // Nobody knows in which state of hers the one was taken: how she stands is said after it.
    expect(types()).toEqual(['contact.tagged', 'contact.tagged', 'contact.tagged', 'contact.changed']);
    const ids = receiver.deliveries.map(({ id }) => id);
    expect(ids).toHaveLength(5);
    expect(ids[1]).toBe(ids[2]);
  });

  test('that took an event and whose answer was lost hears of a no that came since, though it knows the event', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    await agree(ada);
    await happen(ada, 'contact.tagged', { tag: 'un' });
    receiver.faults.next = ['reset-after'];
    await t.runDueJobs();
    expect(receiver.people()).toMatchObject([{ subscription: 'subscribed' }]);
    await t.deps.db.execute(
      sql`insert into suppressions (email, reason, at) values ('ada@example.org', 'bounced', now())`,
    );
    await retry();
    expect(receiver.people()).toMatchObject([{ subscription: 'unsubscribed' }]);
  });

  test('hears of a no that no activity tells of, though it refuses what came before, and each time anew', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    await agree(ada);
    await t.runDueJobs();
    const block = sql`insert into suppressions (email, reason, at) values ('ada@example.org', 'bounced', now())`;
    await happen(ada, 'contact.tagged', { tag: 'un' });
    await t.deps.db.execute(block);
    receiver.faults.next = ['error-before'];
    await t.runDueJobs();
    expect(receiver.people()).toMatchObject([{ subscription: 'unsubscribed' }]);
    await retry();
    const told = () => receiver.taken.filter(({ event }) => event.type === 'contact.changed').length;
    const before = told();
    await t.deps.db.execute(sql`delete from suppressions`);
    await changed(ada);
    await t.deps.db.execute(block);
    await t.runDueJobs();
    expect(told()).toBe(before + 2);
  });

  test('that does not want one event waits for those behind it, but never for a withdrawal', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    await happen(ada, 'contact.tagged', { tag: 'un' });
    await happen(ada, 'consent.withdrawn', { source: 'one-click' });
    receiver.faults.next = ['error-before'];
    await t.runDueJobs();
    expect(types()).toEqual(['consent.withdrawn']);
    await retry();
    expect(types()).toEqual(['consent.withdrawn', 'contact.tagged', 'contact.changed']);
  });

  test('that answers 410 is told nothing more, until an organizer says so', async () => {
    const id = await connect();
    receiver.answers = { status: 410 };
    await addPerson('ada@example.org');
    await t.runDueJobs();
    const [halted] = await t.deps.db.select().from(crmConnectors);
    expect(halted).toMatchObject({ state: 'paused', haltedCause: 'gone' });
    const before = receiver.calls.length;
    await addPerson('bob@example.org');
    await t.runDueJobs();
    expect(receiver.calls).toHaveLength(before);
    receiver.answers = undefined;
    await resumeCrm(t.deps, id, null);
    await t.runDueJobs();
    expect(receiver.people()).toHaveLength(2);
  });

  test('that sends elsewhere is not followed there, and hears of it later', async () => {
    let followed = 0;
    const elsewhere = createServer((_, response) => {
      followed += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    const address = elsewhere.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await connect();
    receiver.answers = { status: 307, headers: { location: `http://127.0.0.1:${port}/` } };
    await addPerson('ada@example.org');
    await t.runDueJobs();
    expect(followed).toBe(0);
    expect(await t.deps.db.select().from(crmSyncStates)).toMatchObject([
      { state: 'waiting', attempts: 1, detail: '307: a redirect, which is not followed' },
    ]);
    receiver.answers = undefined;
    await retry();
    expect(receiver.people()).toHaveLength(1);
    elsewhere.close();
  });

  test('that fails for days has its events kept, to be sent again by hand', async () => {
    await connect();
    receiver.answers = { status: 500 };
    await addPerson('ada@example.org');
    await t.runDueJobs();
    expect(await t.deps.db.select().from(crmSyncStates)).toMatchObject([{ state: 'waiting', cause: 'down' }]);
    await t.deps.db.execute(sql`update crm_sync_states set attempts = 30, failing_since = now() - interval '5 days'`);
    await retry();
    expect(await t.deps.db.select().from(crmSyncStates)).toMatchObject([{ state: 'dead', cause: 'down' }]);
  });

  test('knows us by either key while one changes, and by the former no more after the next change', async () => {
    const id = await connect();
    const former = receiver.secret;
    const next = await rotateKey(t.deps, { connectorId: id, organizerId: null });
    await addPerson('ada@example.org');
    await t.runDueJobs();
    receiver.secret = next;
    await addPerson('bob@example.org');
    await t.runDueJobs();
    expect(receiver.deliveries.map(({ signatures }) => signatures)).toEqual([2, 2]);
    await rotateKey(t.deps, { connectorId: id, organizerId: null });
    receiver.secret = former;
    await addPerson('eve@example.org');
    await t.runDueJobs();
    expect(receiver.people().map(({ email }) => email)).toEqual(['ada@example.org', 'bob@example.org']);
  });

  test('is asked to erase whom Terrain erases', async () => {
    await connect();
    const ada = await addPerson('ada@example.org');
    await t.runDueJobs();
    expect(receiver.people()).toHaveLength(1);
    await eraseContact(t.deps, ada, { by: 'organizer', organizerId: null });
    await t.deps.db.execute(sql`select graphile_worker.add_job('crm.watch', '{}')`);
    await t.runDueJobs();
    expect(receiver.people()).toEqual([]);
    expect(receiver.taken.at(-1)?.event).toMatchObject({ type: 'contact.erased', data: { contact: { id: ada } } });
    expect(JSON.stringify(receiver.taken.at(-1))).not.toContain('ada@');
  });

  test('hears of promised money where the organizer chose so, of other promises always, of what was before never', async () => {
    const ada = await addPerson('ada@example.org');
    const money = { pledgeId: uuidv7(), kind: 'money', amountMinor: 2_500, currency: 'CAD', frequency: 'once' };
    await happen(ada, 'pledge.made', { ...money, pledgeId: uuidv7() }, new Date(t.clock.now().getTime() - 86_400_000));
    await connect({}, { createdAt: t.clock.now() });
    await happen(ada, 'pledge.made', money);
    await happen(ada, 'pledge.made', { pledgeId: uuidv7(), kind: 'hours', count: 4 });
    await t.runDueJobs();
    expect(receiver.taken.map(({ event }) => event.data.pledge)).toMatchObject([{ kind: 'hours', count: 4 }]);
    await t.deps.db.execute(sql`update crm_connectors set options = '{"pledges": true}'`);
    await changed(ada);
    expect(receiver.taken.at(-1)?.event.data.pledge).toEqual({
      id: money.pledgeId,
      kind: 'money',
      amount: 2_500,
      currency: 'CAD',
      frequency: 'once',
    });
  });
});

describe('the address of an endpoint', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::',
    '::1',
    'fe80::1',
    'fd00:ec2::254',
    'fc00::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2001:0:1::1',
    '2001:db8::1',
    'ff02::1',
    'localhost',
    '',
  ])('%s is refused', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2001:4860:4860::8888'])(
    '%s is taken',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    'http://example.org/hook',
    'ftp://example.org/hook',
    'https://user:password@example.org/hook',
    'https://127.0.0.1/hook',
    'https://2130706433/hook',
    'https://0x7f.1/hook',
    'https://[::1]/hook',
    'https://[::ffff:a9fe:a9fe]/latest/meta-data',
    'https://169.254.169.254/latest/meta-data',
    'http://localhost/hook',
    'hook',
  ])('%s is refused before anything is looked up', (url) => {
    expect(endpointFault(url, false)).toBeDefined();
  });

  test('may be this machine in development, without https, and no other that is not public', () => {
    expect(endpointFault('http://127.0.0.1:5678/hook', true)).toBeUndefined();
    expect(endpointFault('http://localhost:5678/hook', true)).toBeUndefined();
    expect(endpointFault('http://10.0.0.1/hook', true)).toBeDefined();
    expect(endpointFault('https://10.0.0.1/hook', true)).toBeDefined();
    expect(endpointFault('http://example.org/hook', true)).toBeDefined();
  });

  test('is judged again where the name leads at the moment of the call, and nothing is sent', async () => {
    const url = receiver.credentials.url?.replace('http://127.0.0.1', 'https://localhost') ?? '';
    // The name passes: only what it leads to does not.
    expect(endpointFault(url, false)).toBeUndefined();
    const given = { signal: AbortSignal.timeout(1_000), development: false };
    const sending = guardedSend({ method: 'POST', url, body: '{}', name: 'try' }, given);
    await expect(sending).rejects.toThrow(Refusal);
    await expect(sending).rejects.toMatchObject({ why: 'blocked-address', message: 'localhost leads to 127.0.0.1' });
    expect(receiver.calls).toEqual([]);
  });

  test('that leads into the house is refused where it is typed, and pauses a connector that has it, saying why', async () => {
    const typed = { ...receiver.credentials, url: 'https://169.254.169.254/latest/meta-data' };
    expect(webhooks.readCredentials.safeParse(typed).error?.issues.map(({ path }) => path)).toEqual([['url']]);
    const inProduction = { ...t.deps, config: { ...t.deps.config, baseUrl: 'https://terrain.example.org' } };
    const id = await connect();
    await addPerson('ada@example.org');
    await foldChanges(inProduction);
    await pushWaiting(inProduction, id);
    const [halted] = await t.deps.db.select().from(crmConnectors);
    expect(halted).toMatchObject({ state: 'paused', haltedCause: 'blocked-address' });
    expect(receiver.calls).toEqual([]);
  });
});

async function connect(
  credentials: Record<string, string> = {},
  changes: Partial<typeof crmConnectors.$inferInsert> = {},
): Promise<string> {
  const id = uuidv7();
  const filled = JSON.stringify({ ...receiver.credentials, ...credentials });
  await t.deps.db.insert(crmConnectors).values({
    id,
    vendor: 'webhooks',
    name: 'n8n',
    state: 'active',
    credentials: sealText(t.deps.config, placeOf(id, 'credentials'), filled),
    mapping: webhooks.defaultMapping,
    ...changes,
  });
  await t.deps.db.insert(crmGates).values({ connectorId: id });
  return id;
}

async function addPerson(email: string): Promise<string> {
  const id = uuidv7();
  await t.deps.db.execute(
    sql`insert into contacts (id, email, first_name, locale) values (${id}, ${email}, 'Ada', 'fr')`,
  );
  return id;
}

/** They agreed to mail. */
async function agree(contactId: string): Promise<void> {
  await t.deps.db.execute(sql`
    insert into consents (id, contact_id, purpose, channel, action, wording, locale, source, at)
    values (gen_random_uuid(), ${contactId}::uuid, 'follow-up', 'email', 'granted', 'Oui', 'fr', 'confirm-page', now())`);
}

type Kind = Parameters<typeof track>[1][number]['kind'];

async function happen(contactId: string, kind: Kind, data: Record<string, unknown>, at = t.clock.now()): Promise<void> {
  t.clock.advance(1_000);
  await t.deps.db.transaction((tx) => track(tx, [{ kind, contactId, campaignId, data, at }]));
}

/** Something about the contact that is the same in the end. */
async function changed(contactId: string): Promise<void> {
  await t.deps.db.execute(sql`insert into crm_changes (contact_id) values (${contactId}::uuid)`);
  await t.deps.db.execute(sql`select graphile_worker.add_job('crm.fold', '{}')`);
  await t.runDueJobs();
}

/** What waits for another try, and for the endpoint to be back, has its turn. */
async function retry(): Promise<void> {
  t.clock.advance(2 * 3_600_000);
  await t.deps.db.execute(sql`select graphile_worker.add_job('crm.watch', '{}')`);
  await t.runDueJobs();
}

function types(): string[] {
  return receiver.taken.map(({ event }) => event.type);
}

import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pullChanges } from '../../src/crm/pull-changes.ts';
import { placeOf, sealText } from '../../src/crm/seal.ts';
import { crmConnectors, crmGates } from '../../src/crm/table.ts';
import { vendorOf } from '../../src/crm/vendors.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import { startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import type { FakeCrm, Fault } from '../support/crm/fake-crm.ts';
import { startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { addPeople, statesOf, watch, withdraw } from './connected.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest({ at: 'present', env: { CRM_TIMEOUT_SECONDS: '0.4' } });
  await addCampaign(t.deps);
  t.clock.advance(3_600_000);
});
afterAll(async () => await t.close());

type Started = { fake: FakeCrm; tokens?: { access: string; refresh: string } };
const vendors = {
  nationbuilder: {
    start: async (): Promise<Started> => {
      const fake = await startFakeNationBuilder();
      return { fake, tokens: fake.grantTokens() };
    },
    options: {},
    firstName: 'first_name',
  },
  hubspot: {
    start: async (): Promise<Started> => ({ fake: await startFakeHubSpot() }),
    options: { createProperties: true },
    firstName: 'firstname',
  },
  'action-network': {
    start: async (): Promise<Started> => ({ fake: await startFakeActionNetwork() }),
    options: {},
    firstName: 'given_name',
  },
  civicrm: {
    start: async (): Promise<Started> => ({ fake: await startFakeCivicrm() }),
    options: {},
    firstName: 'first_name',
  },
};

async function connect(name: keyof typeof vendors, { fake, tokens }: Started): Promise<string> {
  const { db, config, clock } = t.deps;
  const id = uuidv7();
  const seal = (what: 'credentials' | 'tokens', value: unknown) =>
    sealText(config, placeOf(id, what), JSON.stringify(value));
  const { accessToken: _, ...credentials } = fake.credentials;
  // Its time is nearly over.
  const expiresAt = new Date(clock.now().getTime() + 60_000);
  await db.insert(crmConnectors).values({
    id,
    vendor: name,
    name,
    state: 'active',
    credentials: seal('credentials', credentials),
    ...(tokens && { tokens: seal('tokens', { ...tokens, expiresAt }), tokensExpireAt: expiresAt }),
    options: vendors[name].options,
    mapping: vendorOf(name).defaultMapping,
  });
  await db.insert(crmGates).values({ connectorId: id });
  return id;
}

/** Runs what is due, and lets time go by, until nobody waits. */
async function settled(crmId: string): Promise<void> {
  for (let hour = 0; hour < 60; hour += 1) {
    await watch(t);
    const states = await statesOf(t.deps, crmId);
    if (states.length > 0 && states.every(({ state }) => state !== 'waiting')) return;
    t.clock.advance(1_800_000);
  }
  throw new Error('somebody still waits');
}

describe.each(['nationbuilder', 'hubspot'] as const)('%s through the engine', (name) => {
  test('is equal in the end with a fifth of its calls failing, and a second run writes nothing', {
    timeout: 180_000,
  }, async () => {
    const started = await vendors[name].start();
    const { fake } = started;
    try {
      const faults: Fault[] = [
        'reset-before',
        'reset-after',
        'reset-during',
        'error-before',
        'error-after',
        'html',
        'expired',
      ];
      Object.assign(fake.faults, { share: 0.2, seed: 11, among: faults });
      fake.add({ email: `${name}1@example.org`, subscription: 'unsubscribed' });
      fake.add({ email: `${name}2@example.org`, subscription: 'subscribed' });
      const ids = await addPeople(t.deps, 60, name);
      const crmId = await connect(name, started);
      await t.deps.db.execute(
        sql`insert into crm_changes (contact_id) select id from contacts where email like ${`${name}%`}`,
      );
      await settled(crmId);
      await withdraw(t.deps, ids[4]);
      await settled(crmId);
      const calls = fake.calls.length;
      const people = fake.people();
      expect(people.map(({ email }) => email).toSorted()).toEqual(
        Array.from({ length: 60 }, (_, index) => `${name}${index + 1}@example.org`).toSorted(),
      );
      for (const [index, contactId] of ids.entries()) {
        const person = people.find(({ email }) => email === `${name}${index + 1}@example.org`);
        const stays = index === 0 || index === 4;
        expect(person).toMatchObject({
          contactId,
          subscription: stays ? 'unsubscribed' : 'subscribed',
          values: { [vendors[name].firstName]: `Prénom ${index + 1}` },
        });
      }
      expect((await statesOf(t.deps, crmId)).map(({ state }) => state)).toEqual(Array(60).fill('synced'));
      console.info(`${name}: ${(calls / 60).toFixed(2)} calls a contact, with a fifth of them failing`);

      // Nobody knows what it holds: everything is looked at again.
      fake.faults.share = 0;
      const before = fake.calls.length;
      await t.deps.db.execute(
        sql`update crm_sync_states set sent_hash = null, state = 'waiting', dirty_since = now(), next_try_at = now() where connector_id = ${crmId}::uuid`,
      );
      await settled(crmId);
      const again = fake.calls.slice(before);
      expect(again.length).toBeGreaterThan(0);
      expect(again.filter(({ writes }) => writes)).toEqual([]);
    } finally {
      await fake.close();
    }
  });
});

test('who carries another system’s id over there is heard to have left all the same', async () => {
  const started = await vendors.civicrm.start();
  try {
    await addPeople(t.deps, 2, 'foreign');
    started.fake.add({ email: 'foreign1@example.org', contactId: 'AUTRE-1', subscription: 'unsubscribed' });
    started.fake.add({ email: 'foreign2@example.org', contactId: '4711', subscription: 'unsubscribed' });
    await pullChanges(t.deps, await connect('civicrm', started));
    const left = await t.deps.db.execute<{ email: string }>(sql`
      select email from consents join contacts on contacts.id = contact_id where action = 'withdrawn' and email like 'foreign%'`);
    expect([...left].map(({ email }) => email).sort()).toEqual(['foreign1@example.org', 'foreign2@example.org']);
  } finally {
    await started.fake.close();
  }
});

test('a no that lacks a right over there waits for it, and keeps nobody', async () => {
  const without = ['communication_preferences' as const];
  const fake = await startFakeHubSpot({ without });
  try {
    const [leaver] = await addPeople(t.deps, 1, 'w');
    await withdraw(t.deps, leaver);
    const crmId = await connect('hubspot', { fake });
    await t.deps.db.execute(
      sql`insert into crm_changes (contact_id) select id from contacts where id = ${leaver}::uuid`,
    );
    for (let hour = 0; hour < 4; hour += 1) {
      await watch(t);
      t.clock.advance(3_600_000);
    }
    const [gate] = await t.deps.db.execute<{ circuit: string }>(
      sql`select circuit from crm_gates where connector_id = ${crmId}::uuid`,
    );
    expect(gate?.circuit).toBe('closed');
    await addPeople(t.deps, 3, 'after-w');
    await watch(t);
    expect(fake.people().filter(({ email }) => email.startsWith('after-w'))).toHaveLength(3);
    const waits = (await statesOf(t.deps, crmId)).find(({ contactId }) => contactId === leaver);
    expect(waits).toMatchObject({ state: 'waiting', cause: 'rights', withdrawal: true });
    without.length = 0;
    t.clock.advance(3_600_000);
    await watch(t);
    expect(fake.people().find(({ email }) => email === 'w1@example.org')?.subscription).toBe('unsubscribed');
  } finally {
    await fake.close();
  }
});

describe('an address that is corrected to one that the CRM has of somebody by itself', () => {
  async function correct(name: 'action-network' | 'hubspot', which = 'one') {
    const started = await vendors[name].start();
    const { fake } = started;
    await t.deps.db.execute(
      sql`update contacts set email = 'was-' || id || email where email = ${`typo-${name}1@example.org`}`,
    );
    const [id = ''] = await addPeople(t.deps, 1, `typo-${name}`);
    const crmId = await connect(name, started);
    const sync = async () => {
      await t.deps.db.execute(sql`insert into crm_changes (contact_id) values (${id}::uuid)`);
      await settled(crmId);
    };
    await sync();
    const right = `right-${which}-${name}@example.org`;
    fake.add({ email: right, subscription: 'subscribed' });
    await t.deps.db.execute(sql`update contacts set email = ${right} where id = ${id}::uuid`);
    await sync();
    await watch(t);
    const subscriptions = () => Object.fromEntries(fake.people().map((one) => [one.email, one.subscription]));
    return { crmId, id, right, wrong: `typo-${name}1@example.org`, sync, subscriptions, close: () => fake.close() };
  }

  test('finds them there, and nobody is written to by the wrong one any more', async () => {
    const { crmId, id, right, wrong, subscriptions, close } = await correct('action-network');
    expect(subscriptions()).toEqual({ [right]: 'subscribed', [wrong]: 'unsubscribed' });
    await pullChanges(t.deps, crmId);
    const left = await t.deps.db.execute(sql`
      select from consents where contact_id = ${id}::uuid and action = 'withdrawn'`);
    expect(left, 'our own word was heard as theirs').toHaveLength(0);
    await close();
  });

  test('is refused where it must be one person’s, and a no goes for both all the same', async () => {
    const { crmId, id, right, wrong, sync, subscriptions, close } = await correct('hubspot');
    expect(await statesOf(t.deps, crmId)).toMatchObject([
      { state: 'refused', detail: expect.stringContaining('already') },
    ]);
    expect(subscriptions()).toEqual({ [right]: 'subscribed', [wrong]: 'subscribed' });
    await withdraw(t.deps, id);
    await sync();
    expect(subscriptions()).toEqual({ [right]: 'unsubscribed', [wrong]: 'unsubscribed' });
    await close();
  });

  test('leaves whoever has the wrong one by now alone, and nobody hears their own yes taken back', async () => {
    const { crmId, wrong, subscriptions, close } = await correct('action-network', 'owner');
    const [owner = ''] = await addPeople(t.deps, 1, 'typo-action-network');
    expect(subscriptions()[wrong]).toBe('unsubscribed');
    t.clock.advance(3_600_000);
    await settled(crmId);
    await pullChanges(t.deps, crmId);
    const left = await t.deps.db.execute(sql`
      select from consents where contact_id = ${owner}::uuid and action = 'withdrawn'`);
    expect(left).toHaveLength(0);
    await close();
  });

  test('is refused, and a no of theirs is none of who has the wrong one by now', async () => {
    const { crmId, id, right, wrong, sync, subscriptions, close } = await correct('hubspot', 'third');
    await addPeople(t.deps, 1, 'typo-hubspot');
    await settled(crmId);
    await withdraw(t.deps, id);
    await sync();
    expect(subscriptions()).toMatchObject({ [right]: 'unsubscribed', [wrong]: 'subscribed' });
    await close();
  });
});

describe('of two persons of one address in CiviCRM', () => {
  async function world(name: string) {
    const fake = await startFakeCivicrm();
    const [other = ''] = await addPeople(t.deps, 1, `other-${name}`);
    const crmId = await connect('civicrm', { fake });
    await t.deps.db.execute(sql`insert into crm_changes (contact_id) values (${other}::uuid)`);
    await settled(crmId);
    const own = `own-${name}1@example.org`;
    const others = fake.people()[0];
    fake.write('Email', { contact_id: Number(others?.remoteId), email: own, is_primary: false, on_hold: 0 });
    const record = fake.add({ email: own, subscription: 'subscribed' });
    await t.deps.db.execute(sql`update crm_connectors set state = 'paused' where id = ${crmId}::uuid`);
    const [id = ''] = await addPeople(t.deps, 1, `own-${name}`);
    await withdraw(t.deps, id);
    await watch(t);
    const goOn = async () => {
      await t.deps.db.execute(sql`update crm_connectors set state = 'active' where id = ${crmId}::uuid`);
      await watch(t);
      await watch(t);
    };
    const standings = () => Object.fromEntries(fake.people().map((one) => [one.remoteId, one.subscription]));
    return { fake, id, other, goOn, standings, others: others?.remoteId ?? '', record: record.remoteId };
  }

  test('a no of who is erased goes to their own, and the one who lives keeps theirs', async () => {
    const { fake, id, goOn, standings, others, record } = await world('erased');
    await eraseContact(t.deps, id, { organizerId: null, by: 'person' });
    await goOn();
    expect(standings()).toEqual({ [others]: 'subscribed', [record]: 'unsubscribed' });
    await fake.close();
  });

  test('a no of who is merged goes to their own as well', async () => {
    const { fake, id, goOn, standings, others, record } = await world('merged');
    const [survivorId = ''] = await addPeople(t.deps, 1, 'survivor');
    await mergeContacts(t.deps, { survivorId, loserId: id, taken: [], organizerId: null });
    await goOn();
    expect(standings()).toMatchObject({ [others]: 'subscribed', [record]: 'unsubscribed' });
    await fake.close();
  });
});

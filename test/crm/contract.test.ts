import { afterEach, describe, expect, test } from 'vitest';
import { actionNetwork } from '../../src/crm/action-network/vendor.ts';
import { CallFailed, Refusal } from '../../src/crm/call-failed.ts';
import { civicrm } from '../../src/crm/civicrm/vendor.ts';
import type { Connector, Outcome, Outgoing, RemoteContact, Vendor } from '../../src/crm/connector.ts';
import { hubspot } from '../../src/crm/hubspot/vendor.ts';
import { nationbuilder } from '../../src/crm/nationbuilder/vendor.ts';
import { webhooks } from '../../src/crm/webhooks/vendor.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import { startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import type { FakeCrm, Fault } from '../support/crm/fake-crm.ts';
import { startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { startFakeReceiver } from '../support/crm/fake-receiver.ts';
import { outgoing } from '../support/crm/outgoing.ts';
import { plainCall } from '../support/crm/plain-call.ts';
import { settle } from '../support/crm/settle.ts';

/** One connector as the suite sees it. */
type Listed = {
  vendor: Pick<Vendor, 'name' | 'limits' | 'defaultMapping' | 'readCredentials'>;
  startFake(): Promise<FakeCrm>;
  /** `vendor.open` with credentials as they were filled in. */
  open(given: {
    credentials: unknown;
    call: ReturnType<typeof plainCall>;
    options: Record<string, unknown>;
  }): Connector;
  /** The CRM's field that a first name goes to. */
  firstName: string;
  /** What an organizer chose. */
  options?: Record<string, unknown>;
  /** It lets nobody be deleted: they are unsubscribed and emptied, and the rest is said to be a person's to do. */
  erasesByHand?: true;
  /** No CRM behind it that holds people: there is nobody to adopt, to ask or to read, only who is told. */
  holdsNobody?: true;
};

/** A vendor is one line here. */
function listed<Credentials>(
  vendor: Vendor<Credentials>,
  startFake: () => Promise<FakeCrm>,
  given: Pick<Listed, 'firstName' | 'options' | 'erasesByHand' | 'holdsNobody'>,
): Listed {
  return {
    vendor,
    startFake,
    open: ({ credentials, ...rest }) =>
      vendor.open({ credentials: vendor.readCredentials.parse(credentials), ...rest }),
    ...given,
  };
}

const connectors: Listed[] = [
  listed(nationbuilder, startFakeNationBuilder, { firstName: 'first_name' }),
  listed(hubspot, startFakeHubSpot, { firstName: 'firstname', options: { createProperties: true } }),
  listed(civicrm, startFakeCivicrm, { firstName: 'first_name' }),
  listed(actionNetwork, startFakeActionNetwork, { firstName: 'given_name', erasesByHand: true }),
  listed(webhooks, startFakeReceiver, { firstName: 'firstName', holdsNobody: true }),
];

const open: FakeCrm[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

describe.each(connectors)('the connector to $vendor.name', (one) => {
  const { vendor, firstName } = one;
  /** What is about people whom the CRM holds is not asked of what holds nobody. */
  const ofHeld = one.holdsNobody ? undefined : test;

  async function connect(credentials: Record<string, string> = {}): Promise<{ fake: FakeCrm; crm: Connector }> {
    const fake = await one.startFake();
    open.push(fake);
    const crm = one.open({
      credentials: { ...fake.credentials, ...credentials },
      call: plainCall(),
      options: one.options ?? {},
    });
    return { fake, crm };
  }

  const named = (name: string, given: Partial<Outgoing> = {}) =>
    outgoing({ values: { [firstName]: name }, authority: { [firstName]: 'terrain' }, ...given });

  test('creates who was not there, under our id, and says so', async () => {
    const { fake, crm } = await connect();
    const contact = named('Zoé', { tags: ['parc-laurier'] });
    const [outcome] = await crm.push([contact]);
    expect(outcome).toMatchObject({ contactId: contact.contactId, result: 'created' });
    const [person, ...others] = fake.people();
    expect(others).toEqual([]);
    expect(person).toMatchObject({
      contactId: contact.contactId,
      email: contact.email,
      subscription: 'subscribed',
      tags: ['parc-laurier'],
      values: { [firstName]: 'Zoé' },
    });
    expect(outcome).toHaveProperty('remoteId', person?.remoteId);
  });

  test('makes of the same, pushed twice, one person', async () => {
    const { fake, crm } = await connect();
    const contact = named('Zoé', { tags: ['parc-laurier'] });
    await crm.push([contact]);
    const before = fake.people();
    const [again] = await crm.push([contact]);
    // An endpoint says that it has taken something, and nothing of whether it knew the person.
    if (!one.holdsNobody) expect(again?.result).not.toBe('created');
    expect(again?.result).not.toBe('refused');
    expect(fake.people()).toEqual(before);
  });

  ofHeld?.('adopts who is there under the same address, whatever its case', async () => {
    const { fake, crm } = await connect();
    const there = fake.add({ email: 'Maude.Roy@Exemple.org', subscription: 'subscribed' });
    const contact = named('Maude', { email: 'maude.roy@exemple.org' });
    const [outcome] = await crm.push([contact]);
    expect(outcome).toMatchObject({ result: 'updated', remoteId: there.remoteId });
    expect(fake.people()).toHaveLength(1);
    expect(fake.people()[0]?.values[firstName]).toBe('Maude');
  });

  ofHeld?.each(['unsubscribed', 'bounced'] as const)(
    'leaves %s who is so over there, though the ledger says yes, and notes it',
    async (how) => {
      const { fake, crm } = await connect();
      const contact = named('Zoé');
      await crm.push([contact]);
      fake.leave(contact.email, how);
      const [outcome] = await crm.push([{ ...contact, values: { [firstName]: 'Zoée' } }]);
      expect(outcome).toMatchObject({ notes: [expect.objectContaining({ what: expect.any(String) })] });
      expect(fake.people()).toMatchObject([{ subscription: how, values: { [firstName]: 'Zoée' } }]);
    },
  );

  ofHeld?.('leaves who left before we knew them', async () => {
    const { fake, crm } = await connect();
    fake.add({ email: 'parti@exemple.org', subscription: 'unsubscribed' });
    await crm.push([named('Zoé', { email: 'parti@exemple.org' })]);
    expect(fake.people()).toMatchObject([{ subscription: 'unsubscribed' }]);
  });

  test.each(['unknown', 'unsubscribed'] as const)('subscribes nobody whose standing is %s', async (subscription) => {
    const { fake, crm } = await connect();
    await settle(crm, [named('Zoé', { subscription })]);
    expect(fake.people().filter((person) => person.subscription === 'subscribed')).toEqual([]);
  });

  test('carries a withdrawal over, and one of the past too', async () => {
    const { fake, crm } = await connect();
    const contact = named('Zoé');
    await crm.push([contact]);
    await settle(crm, [{ ...contact, subscription: 'unsubscribed' }]);
    expect(fake.people()).toMatchObject([{ subscription: 'unsubscribed' }]);
    await settle(crm, [{ ...contact, subscription: 'unknown' }]);
    expect(fake.people()).toMatchObject([{ subscription: 'unsubscribed' }]);
  });

  test('carries over a yes that comes after nothing was known', async () => {
    const { fake, crm } = await connect();
    const contact = named('Zoé', { subscription: 'unknown' });
    await settle(crm, [contact]);
    await settle(crm, [{ ...contact, values: { [firstName]: 'Zoée' } }]);
    expect(fake.people()[0]?.subscription).not.toBe('subscribed');
    await settle(crm, [{ ...contact, subscription: 'subscribed' }]);
    expect(fake.people()).toMatchObject([{ subscription: 'subscribed' }]);
  });

  ofHeld?.('but not where they said no over there in between, or were there before', async () => {
    const { fake, crm } = await connect();
    const contact = named('Zoé', { subscription: 'unknown' });
    const before = named('Léo', { email: 'leo@exemple.org', subscription: 'unknown' });
    fake.add({ email: 'leo@exemple.org', subscription: 'unsubscribed' });
    await settle(crm, [contact, before]);
    fake.leave(contact.email, 'unsubscribed');
    await settle(crm, [contact, before]);
    await settle(crm, [
      { ...contact, subscription: 'subscribed' },
      { ...before, subscription: 'subscribed' },
    ]);
    expect(fake.people().map(({ subscription }) => subscription)).toEqual(['unsubscribed', 'unsubscribed']);
  });

  ofHeld?.('nor where a no of ours was carried over before', async () => {
    const { fake, crm } = await connect();
    const contact = named('Zoé', { subscription: 'unknown' });
    for (const subscription of ['unknown', 'unsubscribed', 'subscribed'] as const) {
      await settle(crm, [{ ...contact, subscription }]);
    }
    expect(fake.people()).toMatchObject([{ subscription: 'unsubscribed' }]);
  });

  test('refuses an address that is none, alone', async () => {
    const { fake, crm } = await connect();
    const good = [named('Zoé'), named('Léo')];
    const bad = named('Nul', { email: 'sans-arobase' });
    const outcomes = await settle(
      crm,
      [good[0], bad, good[1]].filter((contact) => contact !== undefined),
    );
    expect(outcomes.get(bad.contactId)).toMatchObject({ result: 'refused', cause: 'invalid-value' });
    expect(fake.people().map(({ contactId }) => contactId)).toEqual(good.map(({ contactId }) => contactId));
  });

  test.each([
    ['10,000 characters', 'é'.repeat(10_000)],
    ['10,000 emoji', '👩‍👩‍👧'.repeat(10_000)],
    ['an emoji', '👩🏽‍🌾 Zoé'],
    ['a NUL', 'Zo\u0000é'],
    ['half a surrogate pair', 'Zo\ud83d'],
    ['the word null', 'null'],
    ['markup', `<b onclick="x">O'Neil & "Zoé"</b>`],
    ['a line break', 'Zoé\r\nBcc: x@exemple.org'],
    ['a percent sign and a backslash', '100 % \\ _'],
    ['nothing', ''],
  ])('lets a name with %s hold up nobody else', async (_, name) => {
    const { fake, crm } = await connect();
    const odd = named(name);
    const plain = named('Léo');
    const outcomes = await settle(crm, [odd, plain]);
    expect(outcomes.get(plain.contactId)?.result).toBe('created');
    expect(outcomes.get(odd.contactId)?.result).toMatch(/created|refused/);
    const there = new Set(fake.people().map(({ contactId }) => contactId));
    expect(there.has(odd.contactId)).toBe(outcomes.get(odd.contactId)?.result === 'created');
    expect(there.has(plain.contactId)).toBe(true);
  });

  const worthATry: Fault[] = [
    'refused',
    'reset-before',
    'reset-during',
    'reset-after',
    'frozen-before',
    'frozen-after',
    'error-before',
    'error-after',
    'html',
    'rate',
    'expired',
  ];

  test.each(worthATry)('is right in the end, whichever call meets %s', { timeout: 120_000 }, async (fault) => {
    for (let call = 0; ; call += 1) {
      const { fake, crm } = await connect();
      if (!one.holdsNobody) fake.add({ email: 'maude@exemple.org', subscription: 'subscribed' });
      const contacts = [
        named('Zoé', { tags: ['parc-laurier'] }),
        named('Maude', { email: 'maude@exemple.org', tags: ['parc-laurier'] }),
        named('Léo', { subscription: 'unsubscribed' }),
      ];
      fake.faults.next = [...Array<Fault>(call).fill('none'), fault];
      const outcomes = await settle(crm, contacts);
      const met = fake.faults.next.length === 0;
      expect([...outcomes.values()].filter(({ result }) => result === 'refused')).toEqual([]);
      const people = fake.people().toSorted((a, b) => String(a.contactId).localeCompare(String(b.contactId)));
      expect(people, `call ${call}`).toMatchObject([
        {
          email: contacts[0]?.email,
          subscription: 'subscribed',
          tags: ['parc-laurier'],
          values: { [firstName]: 'Zoé' },
        },
        { email: 'maude@exemple.org', tags: ['parc-laurier'], values: { [firstName]: 'Maude' } },
        { email: contacts[2]?.email, subscription: 'unsubscribed', values: { [firstName]: 'Léo' } },
      ]);
      await fake.close();
      open.length = 0;
      // Every call that a push makes has met it once.
      if (!met) return expect(call).toBeGreaterThan(0);
    }
  });

  test.each<[Fault, string[]]>([
    ['rate', ['rate']],
    ['html', ['down', 'answer-not-understood']],
    ['frozen-before', ['timeout']],
    ['frozen-after', ['timeout']],
    ['refused', ['down']],
    ['expired', ['credentials']],
  ])('says what kept it while all meets %s, and that it was not done', async (down, causes) => {
    const { fake, crm } = await connect();
    fake.faults.down = down;
    const failed = await failure(crm.push([named('Zoé')]));
    expect(causes).toContain(failed.cause);
    if (down === 'rate') expect(failed.after).toBeGreaterThan(0);
    fake.faults.down = undefined;
    const [outcome] = await crm.push([named('Léo')]);
    expect(outcome?.result).toBe('created');
  });

  test('keeps one of each through a run with a fifth of the calls failing, four at a time', {
    timeout: 120_000,
  }, async () => {
    const { fake, crm } = await connect();
    Object.assign(fake.faults, {
      share: 0.2,
      seed: 7,
      among: worthATry.filter((fault) => !fault.startsWith('frozen')),
    });
    const contacts = Array.from({ length: 120 }, (_, index) =>
      named(`N${index}`, {
        email: `n${index}@exemple.org`,
        tags: [`groupe-${index % 3}`],
        subscription: index % 4 === 0 ? 'unsubscribed' : 'subscribed',
      }),
    );
    if (!one.holdsNobody) {
      for (let index = 0; index < contacts.length; index += 5) {
        fake.add({ email: `N${index}@exemple.org`, subscription: index % 2 === 0 ? 'unsubscribed' : 'subscribed' });
      }
    }
    const size = Math.min(vendor.limits.batch, 20);
    const batches = Array.from({ length: Math.ceil(contacts.length / size) }, (_, index) =>
      contacts.slice(index * size, (index + 1) * size),
    );
    const lane = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await settle(crm, batch, 60);
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    const people = fake.people();
    expect(people.map(({ email }) => email.toLowerCase()).toSorted()).toEqual(
      contacts.map(({ email }) => email).toSorted(),
    );
    for (const [index, contact] of contacts.entries()) {
      const person = people.find(({ email }) => email.toLowerCase() === contact.email);
      expect(person).toMatchObject({ tags: contact.tags, values: contact.values });
      const left = !one.holdsNobody && index % 5 === 0 && index % 2 === 0;
      expect(person?.subscription === 'subscribed').toBe(contact.subscription === 'subscribed' && !left);
    }
  });

  test('makes no second person where two workers push the same at once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { fake, crm } = await connect();
      const contacts = [named('Zoé'), named('Léo')];
      await Promise.all([1, 2, 3, 4].map(() => settle(crm, contacts)));
      expect(fake.people().map(({ email }) => email)).toHaveLength(2);
    }
  });

  test('says that the connection works, and what the CRM has', async () => {
    const { fake, crm } = await connect();
    expect(await crm.testConnection()).toMatchObject({ ok: true });
    const { fields } = await crm.describe();
    const keys = fields.map(({ key }) => key);
    expect(keys).toContain(firstName);
    expect(vendor.defaultMapping.map(({ to }) => to).filter((to) => !keys.includes(to))).toEqual([]);
    expect(fake.calls.filter(({ writes }) => writes)).toEqual([]);
  });

  test.each<[Fault, string[]]>([
    ['expired', ['credentials']],
    ['html', ['down', 'answer-not-understood']],
    ['frozen-before', ['timeout']],
    ['refused', ['down']],
    ['error-before', ['down', 'answer-not-understood']],
  ])('says why it does not, while all meets %s', async (down, causes) => {
    const { fake, crm } = await connect();
    fake.faults.down = down;
    const said = await crm.testConnection();
    expect(said).toMatchObject({ ok: false });
    expect(causes).toContain(said.ok ? 'ok' : said.cause);
  });

  ofHeld?.('fetches who left and whose mail bounced, each once, page by page', async () => {
    const { fake, crm } = await connect();
    for (let index = 0; index < 60; index += 1) {
      fake.add({ email: `p${index}@exemple.org`, subscription: 'subscribed' });
    }
    let { seen, cursor } = await pullAll(crm, undefined);
    for (let index = 0; index < 30; index += 1)
      fake.leave(`p${index}@exemple.org`, index % 2 ? 'bounced' : 'unsubscribed');
    ({ seen, cursor } = await pullAll(crm, cursor));
    for (let index = 0; index < 30; index += 1) {
      expect(seen.get(`p${index}@exemple.org`), `p${index}`).toBe(index % 2 ? 'bounced' : 'unsubscribed');
    }
    fake.leave('p40@exemple.org', 'unsubscribed');
    ({ seen } = await pullAll(crm, cursor));
    expect(seen.get('p40@exemple.org')).toBe('unsubscribed');
  });

  ofHeld?.('reads what is there of those it is asked for', async () => {
    const { fake, crm } = await connect();
    if (!crm.read) throw new Error('it cannot be read');
    const contact = named('Zoé', { tags: ['parc-laurier'] });
    const [outcome] = await crm.push([contact]);
    fake.add({ email: 'autre@exemple.org' });
    const remoteId = outcome && 'remoteId' in outcome ? outcome.remoteId : undefined;
    const found = await crm.read([
      { contactId: contact.contactId, remoteId, email: contact.email },
      { contactId: 'jamais-vu', remoteId: undefined, email: 'jamais-vu@exemple.org' },
    ]);
    expect(found).toMatchObject([
      {
        remoteId,
        email: contact.email,
        values: { [firstName]: 'Zoé' },
        tags: ['parc-laurier'],
        subscription: 'subscribed',
      },
    ]);
  });

  test('erases a person, and twice is once', async () => {
    const { fake, crm } = await connect();
    if (!crm.erase) throw new Error('nobody can be erased');
    const contact = named('Zoé');
    const [outcome] = await crm.push([contact, named('Léo')]);
    if (!outcome || !('remoteId' in outcome)) throw new Error('not created');
    const known = { contactId: contact.contactId, remoteId: outcome.remoteId };
    for (let time = 0; time < 2; time += 1) {
      const erased = await crm.erase(known);
      if (one.erasesByHand) expect(erased).toMatchObject({ result: 'refused', cause: 'rights' });
      else expect(erased.result).toMatch(/updated|unchanged/);
      const left = fake.people().filter(({ email, values }) => email === contact.email || values[firstName] === 'Zoé');
      expect(left).toMatchObject(
        one.erasesByHand ? [{ subscription: 'unsubscribed', values: { [firstName]: '' } }] : [],
      );
    }
    expect(fake.people().some(({ values }) => values[firstName] === 'Léo')).toBe(true);
  });
});

/** What came of a push that could not succeed: thrown for all, or an outcome for each. */
async function failure(push: Promise<Outcome[]>): Promise<{ cause: string; after: number | undefined }> {
  try {
    const [outcome] = await push;
    if (outcome?.result === 'retry') return { cause: outcome.cause, after: outcome.after };
    throw new Error(`it was said to be ${outcome?.result}`);
  } catch (error) {
    if (error instanceof CallFailed) return { cause: error.why, after: error.after };
    if (error instanceof Refusal) return { cause: error.why, after: undefined };
    throw error;
  }
}

/** Everything since a cursor, with the last that was said of each address. */
async function pullAll(crm: Connector, from: string | undefined) {
  const seen = new Map<string, RemoteContact['subscription']>();
  let cursor = from;
  for (let page = 0; page < 100; page += 1) {
    const pulled = await crm.pull?.(cursor);
    if (!pulled) throw new Error('nothing to pull from');
    for (const { email, subscription } of pulled.changes) seen.set(email.toLowerCase(), subscription);
    cursor = pulled.cursor;
    if (!pulled.more) return { seen, cursor };
  }
  throw new Error('it never ends');
}

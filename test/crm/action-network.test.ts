import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionNetwork } from '../../src/crm/action-network/vendor.ts';
import type { Act, Connector, Outgoing } from '../../src/crm/connector.ts';
import { type FakeActionNetwork, startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import { outgoing } from '../support/crm/outgoing.ts';
import { plainCall } from '../support/crm/plain-call.ts';
import { settle } from '../support/crm/settle.ts';

let fake: FakeActionNetwork;
beforeEach(async () => {
  fake = await startFakeActionNetwork();
});
afterEach(() => fake.close());

function open(options: Record<string, unknown> = {}, credentials: Record<string, string> = {}): Connector {
  return actionNetwork.open({
    credentials: actionNetwork.readCredentials.parse({ ...fake.credentials, ...credentials }),
    call: plainCall(),
    options,
  });
}

const named = (name: string, given: Partial<Outgoing> = {}) => outgoing({ values: { given_name: name }, ...given });

function act(kind: Act['kind'], given: Partial<Act> = {}): Act {
  return {
    id: crypto.randomUUID(),
    kind,
    campaign: { slug: 'parc', title: 'Parc Laurier' },
    at: new Date('2026-11-02T17:30:00Z'),
    source: 'form',
    data: {},
    ...given,
  };
}
const pledge = (amount = 2550) => act('pledge', { money: { amount, currency: 'CAD', monthly: true } });

test.each([
  ['subscribed', 'subscribed'],
  ['unsubscribed', 'unsubscribed'],
  ['unknown', 'unsubscribed'],
] as const)('who is new and %s goes out as %s, in so many words', async (subscription, status) => {
  await open().push([named('Zoé', { subscription, email: 'z@exemple.org' })]);
  expect(fake.posted).toMatchObject([{ person: { email_addresses: [{ address: 'z@exemple.org', status }] } }]);
});

test('to who is there no yes is passed, for they may leave between our reading and our writing', async () => {
  fake.add({ email: 'z@exemple.org', subscription: 'subscribed' });
  await open().push([named('Zoé', { email: 'z@exemple.org' })]);
  expect(JSON.stringify(fake.posted)).not.toContain('status');
  expect(fake.people()).toMatchObject([{ subscription: 'subscribed', values: { given_name: 'Zoé' } }]);
});

test.each(['previous bounce', 'spam complaint'])('somebody whose status is %s is left so', async (status) => {
  fake.add({ email: 'z@exemple.org' });
  const [one] = fake.held;
  if (one?.addresses[0]) one.addresses[0].status = status;
  const [outcome] = await open().push([named('Zoé', { email: 'z@exemple.org' })]);
  expect(outcome).toMatchObject({ notes: [{ what: 'left-there', detail: status }] });
  expect(one?.addresses[0]?.status).toBe(status);
});

test('tags are made before a person is given them, for unknown ones are ignored silently', async () => {
  const crm = open();
  await crm.push([named('Zoé', { tags: ['Parc', 'parc', 'Été'] })]);
  expect(fake.people()[0]?.tags).toHaveLength(2);
  expect(fake.people()[0]?.tags).toContain('Été');
});

test('among a hundred tags, those that are there are found and none is made twice', async () => {
  fake.add({ email: 'a@exemple.org', tags: Array.from({ length: 100 }, (_, index) => `t${index}`) });
  await open().push([named('Zoé', { tags: ['t99'] })]);
  expect(fake.calls.filter(({ path, writes }) => path.includes('tags') && writes)).toEqual([]);
  expect(fake.people().at(-1)?.tags).toEqual(['t99']);
});

test('what is there already is not written again, whatever way its number is written', async () => {
  const crm = open();
  const values = { given_name: 'Zoé', phone_number: '+1 514 555-0199', postal_code: 'H2X 1Y4', language: 'fr' };
  const contact = outgoing({ values, tags: ['parc'] });
  await crm.push([contact]);
  fake.calls.length = 0;
  expect(await crm.push([contact])).toMatchObject([{ result: 'unchanged' }]);
  expect(fake.calls.filter(({ writes }) => writes)).toEqual([]);
});

test('two people who share a telephone stay two people, each with their name', async () => {
  const crm = open();
  const shared = (name: string) => outgoing({ values: { given_name: name, phone_number: '+15145550199' } });
  await crm.push([shared('Ada'), shared('Bea')]);
  expect(fake.people().map(({ values }) => values.given_name)).toEqual(['Ada', 'Bea']);
});

test('whose address changed here stays the same person there', async () => {
  const crm = open();
  const contact = named('Zoé', { subscription: 'unsubscribed' });
  const [outcome] = await crm.push([contact]);
  const remoteId = outcome && 'remoteId' in outcome ? outcome.remoteId : undefined;
  const [moved] = await crm.push([{ ...contact, remoteId, email: 'nouvelle@exemple.org' }]);
  expect(moved).toMatchObject({ result: 'updated', remoteId });
  expect(fake.people()).toMatchObject([{ email: 'nouvelle@exemple.org', subscription: 'unsubscribed' }]);
});

test("an apostrophe in an address is found again and not taken for the filter's end", async () => {
  const crm = open();
  const contact = named('Zoé', { email: "o'neil@exemple.org" });
  await crm.push([contact]);
  expect(await crm.push([contact])).toMatchObject([{ result: 'unchanged' }]);
});

test('a place keeps what of it is not ours', async () => {
  fake.add({ email: 'z@exemple.org' });
  const [one] = fake.held;
  if (one) one.place = { locality: 'Montréal', postal_code: 'H1A 1A1' };
  await open().push([outgoing({ email: 'z@exemple.org', values: { postal_code: 'H2X 1Y4' } })]);
  expect(one?.place).toMatchObject({ locality: 'Montréal', postal_code: 'H2X 1Y4' });
});

test('who attended is so at a hidden event of the campaign, once', async () => {
  const crm = open();
  const contact = named('Zoé', { acts: [act('attended'), act('signup')] });
  await settle(crm, [contact]);
  await settle(open(), [contact]);
  expect(fake.things.events).toMatchObject([{ body: { title: 'Parc Laurier', 'action_network:hidden': true } }]);
  expect(fake.things.attendances).toHaveLength(1);
});

test('pledges become donations by choice alone, on one page of the campaign made for them, each once', async () => {
  const contact = named('Zoé', { acts: [pledge(), pledge(1000)] });
  await open().push([contact]);
  expect(fake.things.donations).toEqual([]);
  fake.faults.next = ['none', 'none', 'none', 'none', 'reset-after'];
  await settle(open({ pledges: true }), [contact]);
  await settle(open({ pledges: true }), [contact]);
  expect(fake.things.fundraising_pages).toHaveLength(1);
  expect(fake.things.donations.map(({ body }) => body.recipients)).toEqual([
    [{ display_name: 'Terrain', amount: '25.50' }],
    [{ display_name: 'Terrain', amount: '10.00' }],
  ]);
});

test.each(Array.from({ length: 9 }, (_, call) => call))(
  'a donation is one whichever call loses its answer (%i)',
  async (call) => {
    const contact = named('Zoé', { acts: [pledge()] });
    fake.faults.next = [...Array(call).fill('none'), 'reset-after'];
    await settle(open({ pledges: true }), [contact]);
    expect(fake.things.donations).toHaveLength(1);
  },
);

test('a batch that is stopped half-way says who is done and who is to be tried again', async () => {
  const contacts = ['A', 'B', 'C'].map((name) => named(name));
  fake.faults.next = ['none', 'none', 'rate'];
  const outcomes = await open().push(contacts);
  expect(outcomes).toMatchObject([
    { result: 'created' },
    { result: 'retry', cause: 'rate', after: 5000 },
    { result: 'retry', cause: 'rate', after: 5000 },
  ]);
  expect(fake.people()).toHaveLength(1);
});

test('a wrong key is said without repeating it', async () => {
  const said = await open({}, { apiKey: 'une-cle-secrete' }).testConnection();
  expect(said).toMatchObject({ ok: false, cause: 'credentials' });
  expect(JSON.stringify(said)).not.toContain('une-cle-secrete');
});

test('an erased person is unsubscribed and emptied, and the rest is a hand’s', async () => {
  const crm = open();
  const [outcome] = await crm.push([outgoing({ values: { given_name: 'Zoé', postal_code: 'H2X 1Y4' } })]);
  if (!outcome || !('remoteId' in outcome)) throw new Error('not created');
  expect(await crm.erase?.(outcome)).toMatchObject({ result: 'refused', cause: 'rights' });
  expect(fake.people()).toMatchObject([
    { subscription: 'unsubscribed', values: { given_name: '', postal_code: null } },
  ]);
});

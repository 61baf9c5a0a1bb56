import { afterEach, expect, test } from 'vitest';
import { Refusal } from '../../src/crm/call-failed.ts';
import { civicrm } from '../../src/crm/civicrm/vendor.ts';
import type { Act, Connector, Outgoing } from '../../src/crm/connector.ts';
import { type FakeCivicrm, type Right, startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import { outgoing } from '../support/crm/outgoing.ts';
import { plainCall } from '../support/crm/plain-call.ts';
import { settle } from '../support/crm/settle.ts';

let fake: FakeCivicrm;
afterEach(() => fake.close());

async function connect(options: Record<string, unknown> = {}, rights?: Right[]): Promise<Connector> {
  fake = await startFakeCivicrm(rights ? { rights } : {});
  return open(options);
}

function open(options: Record<string, unknown> = {}, credentials: Record<string, string> = {}): Connector {
  return civicrm.open({
    credentials: civicrm.readCredentials.parse({ ...fake.credentials, ...credentials }),
    call: plainCall(),
    options,
  });
}

const named = (name: string, given: Partial<Outgoing> = {}) => outgoing({ values: { first_name: name }, ...given });

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
const pledge = () => act('pledge', { money: { amount: 2550, currency: 'CAD', monthly: false } });
/** What the notes say sufficed, and no more. */
const least: Right[] = ['view all contacts', 'add contacts', 'edit all contacts'];

test('what is there already is not written again', async () => {
  const crm = await connect();
  const contact = named('Zoé', {
    values: { first_name: 'Zoé', 'phone_primary.phone': '+15145550199', 'address_primary.postal_code': 'H2X 1Y4' },
    tags: ['parc'],
    acts: [act('signup')],
  });
  await crm.push([contact]);
  fake.calls.length = 0;
  expect(await crm.push([contact])).toMatchObject([{ result: 'unchanged' }]);
  expect(fake.calls.filter(({ writes }) => writes)).toEqual([]);
});

test('fifty new people take one call each to look, to look by address, and to save', async () => {
  const crm = await connect();
  await crm.push(Array.from({ length: 50 }, (_, index) => named(`N${index}`)));
  expect(fake.asked.map(({ name }) => name)).toEqual(['Contact/get', 'Email/get', 'Contact/save']);
});

test('never matches by address in a save', async () => {
  const crm = await connect();
  fake.add({ email: 'maude@exemple.org' });
  await crm.push([named('Maude', { email: 'maude@exemple.org' }), named('Zoé')]);
  const matches = fake.asked.filter(({ name }) => name === 'Contact/save').map(({ params }) => params.match);
  expect(matches).toEqual([['external_identifier']]);
});

test('the stand-in itself makes duplicates where saves that match by address race', async () => {
  await connect();
  const save = (email: string) =>
    fetch(`${fake.credentials.url}/civicrm/ajax/api4/Contact/save`, {
      method: 'POST',
      headers: { 'X-Civi-Auth': `Bearer ${fake.credentials.apiKey}` },
      body: new URLSearchParams({
        params: JSON.stringify({
          records: [{ 'email_primary.email': email }],
          match: ['email_primary.email'],
        }),
      }),
    });
  const rounds = 20;
  for (let round = 0; round < rounds; round += 1) {
    const email = `a${round}@exemple.org`;
    await Promise.all([save(email), save(email), save(email), save(email)]);
  }
  expect(fake.people().length).toBeGreaterThan(rounds);
});

test('a key that is not known, or got lost on its way, is no success', async () => {
  await connect();
  await expect(open({}, { apiKey: 'faux' }).push([named('Zoé')])).rejects.toMatchObject({ why: 'credentials' });
  const lost = civicrm.open({
    credentials: civicrm.readCredentials.parse(fake.credentials),
    // A proxy that takes the key off, and says that a script is asking.
    call: ({ headers: _, ...request }) =>
      plainCall()({
        ...request,
        headers: { 'X-Requested-With': 'XMLHttpRequest', 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    options: {},
  });
  await expect(lost.push([named('Zoé')])).rejects.toThrow(Refusal);
  await expect(lost.pull?.(undefined)).rejects.toMatchObject({ why: 'credentials' });
  expect(await lost.testConnection()).toMatchObject({ ok: false, cause: 'credentials' });
  expect(fake.people()).toEqual([]);
});

test('a record that fails is found among fifty and refused alone, whatever the failure says', async () => {
  for (const rights of [undefined, least]) {
    const crm = await connect({}, rights);
    const batch = Array.from({ length: 50 }, (_, index) => named(`N${index}`));
    const [bad] = batch.splice(17, 1, named('x', { values: { name: 'a'.repeat(200) } }));
    const outcomes = await crm.push(batch);
    expect(bad).toBeDefined();
    expect(outcomes.filter(({ result }) => result !== 'created')).toMatchObject([
      { result: 'refused', cause: 'invalid-value' },
    ]);
    expect(outcomes[17]).toMatchObject({ result: 'refused' });
    expect(fake.people()).toHaveLength(49);
    await fake.close();
  }
  fake = await startFakeCivicrm();
});

test('a person whom the key may not edit is refused alone; a key that may edit nobody stops all', async () => {
  const crm = await connect();
  const batch = ['A', 'B', 'C'].map((name) => named(name));
  await crm.push(batch);
  const [first] = fake.people();
  fake.write('Contact', { id: Number(first?.remoteId), locked: true });
  const outcomes = await crm.push(batch.map((contact) => ({ ...contact, values: { first_name: 'Z' } })));
  expect(outcomes.map(({ result }) => result)).toEqual(['refused', 'updated', 'updated']);
  await fake.close();
  const none = await connect({}, ['view all contacts']);
  await expect(none.push(batch)).rejects.toMatchObject({ why: 'rights' });
  expect(await none.testConnection()).toMatchObject({ ok: false, cause: 'rights' });
});

test('with the least rights people are kept true, and what lacks the right is left out with a note', async () => {
  const crm = await connect({ pledges: true }, least);
  const contact = named('Zoé', { tags: ['parc'], acts: [act('signup'), pledge()] });
  const [outcome] = await crm.push([contact]);
  expect(outcome).toMatchObject({ result: 'created' });
  expect(outcome && 'notes' in outcome ? outcome.notes?.map(({ what }) => what) : []).toEqual([
    'activities',
    'contributions',
  ]);
  expect(fake.people()).toMatchObject([{ tags: ['parc'] }]);
  const said = await crm.testConnection();
  expect(said.ok && said.lacks.map(({ what }) => what)).toEqual(['erase', 'activities', 'contributions']);
});

test('what people did becomes activities, each once, also where the answer was lost', async () => {
  const crm = await connect();
  const acts = [act('signup'), act('attended'), act('reported'), act('booking')];
  const contact = named('Zoé', { acts });
  fake.faults.next = ['none', 'none', 'none', 'none', 'reset-after'];
  await settle(crm, [contact]);
  await settle(crm, [contact]);
  const rows = fake.rows('Activity');
  expect(rows.map(({ subject }) => subject)).toEqual([
    'Inscription: Parc Laurier',
    'Présence: Parc Laurier',
    'Compte rendu: Parc Laurier',
    'Réservation: Parc Laurier',
  ]);
  // It is given the zone along; the stand-in's clock shows UTC.
  expect(rows[0]).toMatchObject({
    activity_type_id: 1,
    activity_date_time: '2026-11-02 17:30:00',
    'status_id:name': 'Completed',
  });
  expect(fake.rows('ActivityContact')).toHaveLength(4);
});

test('pledges become pending contributions by choice alone, once, and one that was completed stays so', async () => {
  const crm = await connect();
  const contact = named('Zoé', { acts: [pledge()] });
  await crm.push([contact]);
  expect(fake.rows('Contribution')).toEqual([]);
  const chosen = open({ pledges: true });
  fake.faults.next = ['none', 'none', 'reset-after'];
  await settle(chosen, [contact]);
  const [row, ...others] = fake.rows('Contribution');
  expect(others).toEqual([]);
  expect(row).toMatchObject({ total_amount: '25.50', currency: 'CAD', 'contribution_status_id:name': 'Pending' });
  fake.write('Contribution', { id: row?.id, 'contribution_status_id:name': 'Completed' });
  await chosen.push([contact]);
  expect(fake.rows('Contribution')).toMatchObject([{ 'contribution_status_id:name': 'Completed' }]);
});

test('tags become groups by choice, and who was taken out of one stays out', async () => {
  const crm = await connect({ groups: true });
  const contact = named('Zoé', { tags: ['Bénévoles'] });
  await crm.push([contact]);
  expect(fake.people()).toMatchObject([{ tags: ['Bénévoles'] }]);
  const [membership] = fake.rows('GroupContact');
  fake.write('GroupContact', { id: membership?.id, status: 'Removed' });
  const [outcome] = await crm.push([contact]);
  expect(outcome).toMatchObject({ notes: [{ what: 'left-group', detail: 'Bénévoles' }] });
  expect(fake.people()).toMatchObject([{ tags: [] }]);
});

test('who asked over there not to be mailed stays so, and an opt-out of a withdrawal is never taken back', async () => {
  const crm = await connect();
  const there = fake.add({ email: 'a@exemple.org', subscription: 'subscribed', values: { do_not_email: true } });
  const contact = named('A', { email: 'a@exemple.org' });
  expect(await crm.push([contact])).toMatchObject([{ notes: [{ what: 'left-there', detail: 'do_not_email' }] }]);
  await crm.push([{ ...contact, subscription: 'unsubscribed' }]);
  await crm.push([contact]);
  expect(fake.people()).toMatchObject([{ remoteId: there.remoteId, values: { is_opt_out: true, do_not_email: true } }]);
});

test('somebody of another system keeps its identifier, and is found again by the id', async () => {
  const crm = await connect();
  fake.add({ email: 'a@exemple.org', contactId: 'VIEUX-17' });
  const contact = named('A', { email: 'a@exemple.org' });
  const [outcome] = await crm.push([contact]);
  expect(outcome).toMatchObject({ result: 'updated', notes: [{ what: 'other-identifier', detail: 'VIEUX-17' }] });
  const remoteId = outcome && 'remoteId' in outcome ? outcome.remoteId : undefined;
  await crm.push([{ ...contact, remoteId, email: 'b@exemple.org' }]);
  expect(fake.people()).toMatchObject([{ contactId: 'VIEUX-17', email: 'b@exemple.org' }]);
});

test('who is adopted by another of their addresses keeps the first one', async () => {
  const crm = await connect();
  const there = fake.add({ email: 'travail@exemple.org' });
  fake.write('Email', {
    contact_id: Number(there.remoteId),
    email: 'maison@exemple.org',
    is_primary: false,
    on_hold: 0,
  });
  const contact = named('A', { email: 'maison@exemple.org' });
  const [outcome] = await crm.push([contact]);
  expect(outcome).toMatchObject({ result: 'updated', remoteId: there.remoteId });
  await crm.push([{ ...contact, remoteId: there.remoteId }]);
  expect(fake.people()).toMatchObject([{ email: 'travail@exemple.org', contactId: contact.contactId }]);
});

test('two contacts who are one person over there do not fight over them, but a no of either counts', async () => {
  const crm = await connect();
  const one = named('Un', { email: 'un@exemple.org' });
  await crm.push([one]);
  const [there] = fake.people();
  fake.write('Email', {
    contact_id: Number(there?.remoteId),
    email: 'deux@exemple.org',
    is_primary: false,
    on_hold: 0,
  });
  const two = named('Deux', { email: 'deux@exemple.org' });
  const [outcome] = await crm.push([two]);
  expect(outcome).toMatchObject({ result: 'unchanged', notes: [{ what: 'shared' }] });
  await crm.push([{ ...two, subscription: 'unsubscribed' }]);
  expect(fake.people()).toMatchObject([{ values: { first_name: 'Un', is_opt_out: true } }]);
});

test('who was removed over there is not brought back, seen in the trash or not', async () => {
  for (const rights of [undefined, [...least, 'view debug output'] as Right[]]) {
    const crm = await connect({}, rights);
    const contact = named('Zoé');
    const [outcome] = await crm.push([contact]);
    const remoteId = outcome && 'remoteId' in outcome ? outcome.remoteId : undefined;
    fake.write('Contact', { id: Number(remoteId), is_deleted: true });
    for (const known of [remoteId, undefined]) {
      const [again] = await crm.push([{ ...contact, remoteId: known }]);
      expect(again).toMatchObject({ result: 'refused', cause: 'compliance' });
    }
    expect(fake.people()).toEqual([]);
    await fake.close();
  }
  fake = await startFakeCivicrm();
});

test('who was merged over there is found by their address', async () => {
  const crm = await connect();
  const contact = named('Zoé');
  const [outcome] = await crm.push([contact]);
  const remoteId = outcome && 'remoteId' in outcome ? outcome.remoteId : undefined;
  fake.write('Contact', { id: Number(remoteId), is_deleted: true });
  const kept = fake.add({ email: contact.email });
  // The one in the trash keeps our identifier; CiviCRM gives it to nobody else.
  fake.write('Contact', { id: Number(kept.remoteId), external_identifier: 'AUTRE-1' });
  expect(await crm.push([{ ...contact, remoteId }])).toMatchObject([{ result: 'updated', remoteId: kept.remoteId }]);
});

test.each<['fill-empty' | 'crm' | 'newest' | 'terrain', string]>([
  ['fill-empty', 'Là-bas'],
  ['crm', 'Là-bas'],
  ['terrain', 'Ici'],
])('a field whose authority is %s says %s', async (authority, name) => {
  const crm = await connect();
  fake.add({ email: 'a@exemple.org', values: { first_name: 'Là-bas' } });
  const contact = named('Ici', { email: 'a@exemple.org', authority: { first_name: authority } });
  await crm.push([contact]);
  expect(fake.people()).toMatchObject([{ values: { first_name: name } }]);
});

test('of two values the newest counts, by the clock of the CRM', async () => {
  const crm = await connect();
  fake.add({ email: 'a@exemple.org', values: { first_name: 'Là-bas' } });
  const contact = named('Ici', { email: 'a@exemple.org', authority: { first_name: 'newest' } });
  await crm.push([{ ...contact, changedAt: new Date(Date.now() - 3_600_000) }]);
  expect(fake.people()).toMatchObject([{ values: { first_name: 'Là-bas' } }]);
  await crm.push([{ ...contact, changedAt: new Date(Date.now() + 60_000) }]);
  expect(fake.people()).toMatchObject([{ values: { first_name: 'Ici' } }]);
});

test('a bounce is heard also of who is opted out by us, because they said nothing yet', async () => {
  const crm = await connect();
  const contact = outgoing({ email: 'a@exemple.org', subscription: 'unknown' });
  await crm.push([contact]);
  const asked = [{ contactId: contact.contactId, remoteId: undefined, email: contact.email }];
  expect(await crm.read?.(asked)).toMatchObject([{ subscription: 'unknown' }]);
  fake.leave('a@exemple.org', 'bounced');
  expect(await crm.read?.(asked)).toMatchObject([{ subscription: 'bounced' }]);
});

test('a mapping can neither subscribe nor rename who somebody is', async () => {
  const crm = await connect();
  const there = fake.add({ email: 'a@exemple.org', subscription: 'unsubscribed' });
  const values = {
    is_opt_out: false,
    do_not_email: false,
    id: 99,
    external_identifier: 'x',
    'email_primary.on_hold': 0,
  };
  await crm.push([outgoing({ email: 'a@exemple.org', values })]);
  expect(fake.people()).toMatchObject([{ remoteId: there.remoteId, subscription: 'unsubscribed' }]);
  expect(fake.people()[0]?.contactId).not.toBe('x');
});

test('a name is cut to what the column holds, and it is said', async () => {
  const crm = await connect();
  const [outcome] = await crm.push([named('é'.repeat(10_000))]);
  expect(outcome).toMatchObject({ result: 'created', notes: [{ what: 'value-cut', detail: 'first_name' }] });
  expect(fake.people()[0]?.values.first_name).toBe('é'.repeat(64));
});

test('activities are of a type called Terrain where there is one', async () => {
  const crm = await connect();
  fake.activityTypes.push({ id: 77, name: 'Terrain' });
  await crm.push([named('Zoé', { acts: [act('signup')] })]);
  expect(fake.rows('Activity')).toMatchObject([{ activity_type_id: 77 }]);
});

test('an activity that is refused holds up nobody else, and says what is wrong', async () => {
  const crm = await connect();
  fake.activityTypes.length = 0;
  const outcomes = await crm.push([named('Zoé', { acts: [act('signup')] }), named('Léo')]);
  expect(outcomes[1]).toMatchObject({ result: 'created' });
  expect(outcomes[0]).toMatchObject({ result: 'retry', cause: 'invalid-value' });
});

test('who may only trash leaves them in the trash, and who may neither says so', async () => {
  for (const [right, result] of [
    ['delete contacts', 'updated'],
    ['view debug output', 'refused'],
  ] as const) {
    const crm = await connect({}, [...least, right]);
    const [outcome] = await crm.push([named('Zoé')]);
    if (!outcome || !('remoteId' in outcome)) throw new Error('not created');
    expect(await crm.erase?.(outcome)).toMatchObject({ result });
    await fake.close();
  }
  fake = await startFakeCivicrm();
});

test.each([
  ['https://exemple.org/civicrm', 'https://exemple.org'],
  ['https://exemple.org/crm/civicrm/dashboard?reset=1', 'https://exemple.org/crm'],
  ['https://exemple.org/', 'https://exemple.org'],
])('the address %s is read as %s', async (typed, read) => {
  fake = await startFakeCivicrm();
  expect(civicrm.readCredentials.parse({ url: typed, apiKey: 'x' })).toMatchObject({ url: read });
});

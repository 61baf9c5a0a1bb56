import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { CallFailed } from '../../src/crm/call-failed.ts';
import type { Call, Outgoing } from '../../src/crm/connector.ts';
import { openPortal } from '../../src/crm/hubspot/client.ts';
import { account } from '../../src/crm/hubspot/types.ts';
import { hubspot } from '../../src/crm/hubspot/vendor.ts';
import { type FakeHubSpot, startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { outgoing } from '../support/crm/outgoing.ts';
import { plainCall } from '../support/crm/plain-call.ts';
import { settle } from '../support/crm/settle.ts';

const open: FakeHubSpot[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

type Given = {
  credentials?: Record<string, string>;
  options?: Record<string, unknown>;
  call?: (fake: FakeHubSpot) => Call;
};

async function connect(fakeOptions: Parameters<typeof startFakeHubSpot>[0] = {}, given: Given = {}) {
  const fake = await startFakeHubSpot(fakeOptions);
  open.push(fake);
  const credentials = hubspot.readCredentials.parse({ ...fake.credentials, ...given.credentials });
  const options = given.options ?? { createProperties: true };
  return { fake, crm: hubspot.open({ credentials, call: given.call?.(fake) ?? plainCall(), options }) };
}

const personOf = (fake: FakeHubSpot, email: string) => fake.people().find((one) => one.email === email);
const callsTo = (fake: FakeHubSpot, end: string) => fake.calls.filter(({ path }) => path.endsWith(end));

describe('batches', () => {
  test.each(['207', '400'] as const)('with one that is bad in it, answered %s, the others are done', async (bad) => {
    const { fake, crm } = await connect({ bad });
    const good = Array.from({ length: 9 }, () => outgoing({ values: { firstname: 'Zoé' } }));
    const nobody = outgoing({ email: 'sans-arobase' });
    const outcomes = await crm.push([...good.slice(0, 4), nobody, ...good.slice(4)]);
    expect(outcomes[4]).toMatchObject({
      result: 'refused',
      cause: 'invalid-value',
      detail: expect.stringContaining('correlationId'),
    });
    expect(outcomes.filter(({ result }) => result === 'created')).toHaveLength(9);
    expect(fake.people()).toHaveLength(9);
  });

  test('250 contacts take three calls to read, three to write and six for consent; again, none that writes', async () => {
    const { fake, crm } = await connect();
    await crm.push([outgoing()]);
    const contacts = Array.from({ length: 250 }, () => outgoing());
    const before = fake.calls.length;
    await crm.push(contacts);
    expect(fake.calls.length - before).toBe(12);
    const writes = fake.calls.filter(({ writes }) => writes).length;
    const outcomes = await crm.push(contacts);
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['unchanged']));
    expect(fake.calls.filter(({ writes }) => writes)).toHaveLength(writes);
  });

  test('one address twice in a batch is one person, and goes in two calls', async () => {
    const { fake, crm } = await connect();
    const first = outgoing({ email: 'z@exemple.org', values: { firstname: 'Zoé' } });
    const second = outgoing({ email: 'z@exemple.org', values: { firstname: 'Zoë' } });
    const outcomes = await crm.push([first, second]);
    expect(outcomes.map(({ result }) => result)).toEqual(['created', 'updated']);
    expect(fake.people()).toMatchObject([{ values: { firstname: 'Zoë' } }]);
  });

  test('whom an answer leaves out is not taken for done', async () => {
    const silent =
      (fake: FakeHubSpot): Call =>
      async (request) => {
        const answer = await plainCall()(request);
        if (!request.url.endsWith('/batch/upsert') || fake.people().length < 2) return answer;
        const { results, ...rest } = JSON.parse(answer.text);
        return { ...answer, text: JSON.stringify({ ...rest, results: results.slice(1) }) };
      };
    const { crm } = await connect({}, { call: silent });
    const outcomes = await crm.push([outgoing(), outgoing()]);
    expect(outcomes.map(({ result }) => result)).toEqual(['retry', 'created']);
  });

  test.each(['kept', 'cleared'] as const)(
    'what is not ours stays, if what an upsert leaves out is %s',
    async (unnamed) => {
      const { fake, crm } = await connect({ unnamed });
      fake.add({
        email: 'z@exemple.org',
        tags: ['donatrice'],
        values: { firstname: 'Zoë', phone: '514 555-0199', zip: 'H2X 1Y4' },
      });
      const contact = outgoing({
        email: 'z@exemple.org',
        tags: ['parc'],
        values: { firstname: 'Zoé', phone: '+15145550100', zip: null },
        authority: { firstname: 'terrain', phone: 'fill-empty', zip: 'fill-empty' },
      });
      await crm.push([contact]);
      expect(fake.people()).toMatchObject([
        { tags: ['donatrice', 'parc'], values: { firstname: 'Zoé', phone: '514 555-0199', zip: 'H2X 1Y4' } },
      ]);
    },
  );
});

describe('properties', () => {
  test('none is made without the consent of an organizer, and what has no place is left out and said', async () => {
    const { fake, crm } = await connect({}, { options: {} });
    const contact = outgoing({ tags: ['parc'], values: { firstname: 'Zoé', terrain_source: 'affiche' } });
    const [outcome] = await crm.push([contact]);
    expect(outcome).toMatchObject({
      result: 'created',
      notes: [
        { what: 'property-missing', detail: 'terrain_source' },
        { what: 'property-missing', detail: 'terrain_tags' },
      ],
    });
    expect([...fake.properties]).toEqual([]);
    const tested = await crm.testConnection();
    expect(tested).toMatchObject({ ok: true });
    expect(tested.ok && tested.lacks.map(({ detail }) => detail)).toContain('terrain_source');
  });

  test('with it, they are made once, in a group of their own', async () => {
    const { fake, crm } = await connect({ properties: ['terrain_id'] });
    await crm.push([outgoing({ values: { terrain_source: 'affiche', terrain_attended: 2 } })]);
    expect(fake.properties).toContain('terrain_source');
    expect(fake.people()[0]?.values).toMatchObject({ terrain_source: 'affiche', terrain_attended: '2' });
    const made = callsTo(fake, '/properties/contacts').length;
    await crm.push([outgoing()]);
    expect(callsTo(fake, '/properties/contacts')).toHaveLength(made);
    expect(await crm.testConnection()).toMatchObject({ ok: true, lacks: [] });
  });

  test('a mapping cannot write what somebody agreed to', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing({
      subscription: 'unknown',
      values: { hs_email_optout: false, terrain_id: 'x', email: 'x@x.org' },
    });
    await crm.push([contact]);
    expect(fake.people()).toMatchObject([{ email: contact.email, contactId: contact.contactId }]);
    const { fields } = await crm.describe();
    expect(fields.filter(({ key }) => /optout|terrain_id|^email$/.test(key))).toEqual([]);
  });
});

describe('an address that changed here', () => {
  test('follows the contact by its id, and makes no second one', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    const [made] = await crm.push([contact]);
    const remoteId = made && 'remoteId' in made ? made.remoteId : undefined;
    await crm.push([{ ...contact, remoteId, email: 'nouvelle@exemple.org' }]);
    expect(fake.people()).toMatchObject([{ remoteId, email: 'nouvelle@exemple.org' }]);
  });

  test('is refused where it stands at another', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    const [made] = await crm.push([contact]);
    const remoteId = made && 'remoteId' in made ? made.remoteId : undefined;
    fake.add({ email: 'prise@exemple.org' });
    const [outcome] = await crm.push([{ ...contact, remoteId, email: 'prise@exemple.org' }]);
    expect(outcome).toMatchObject({ result: 'refused', detail: expect.stringContaining('already exists') });
  });
});

describe('consent', () => {
  test('a legal basis goes along with a grant alone', async () => {
    const { fake, crm } = await connect();
    const granted = outgoing();
    const withdrawn = outgoing({ subscription: 'unsubscribed' });
    await crm.push([granted, withdrawn, outgoing({ subscription: 'unknown' })]);
    expect(fake.written.toSorted((a, b) => a.status.localeCompare(b.status))).toEqual([
      { email: granted.email, status: 'SUBSCRIBED', legalBasis: 'CONSENT_WITH_NOTICE' },
      { email: withdrawn.email, status: 'UNSUBSCRIBED', legalBasis: undefined },
    ]);
  });

  test('where nobody knows which kind of subscription is meant, a grant is not carried over and a withdrawal ends all', async () => {
    const kinds = [
      { id: '4021', name: 'Infolettre', isActive: true },
      { id: '4022', name: 'Événements', isActive: true },
    ];
    const { fake, crm } = await connect({ kinds }, { credentials: { subscriptionId: '' } });
    const granted = outgoing();
    const withdrawn = outgoing({ subscription: 'unsubscribed' });
    await crm.push([granted, withdrawn]);
    expect(personOf(fake, granted.email)?.subscription).toBe('unknown');
    expect(personOf(fake, withdrawn.email)?.subscription).toBe('unsubscribed');
    const tested = await crm.testConnection();
    expect(tested.ok && tested.lacks).toContainEqual({
      what: 'subscription-not-chosen',
      detail: '4021 Infolettre, 4022 Événements',
    });
  });

  test.each(['4021', 'infolettre', ''])(
    'the kind is known by its number or name, or by being the only one: %j',
    async (given) => {
      const { fake, crm } = await connect({}, { credentials: { subscriptionId: given } });
      const contact = outgoing();
      await crm.push([contact]);
      expect(personOf(fake, contact.email)?.subscription).toBe('subscribed');
      const tested = await crm.testConnection();
      expect(tested.ok && tested.lacks.filter(({ what }) => what === 'subscription-not-chosen')).toEqual([]);
    },
  );

  test('without the scope, a grant is left out and said; a withdrawal waits and is not lost', async () => {
    const { crm } = await connect({ without: ['communication_preferences'] });
    const [granted] = await crm.push([outgoing()]);
    expect(granted).toMatchObject({ result: 'created', notes: [{ what: 'consent-left-out' }] });
    const [withdrawn] = await crm.push([outgoing({ subscription: 'unsubscribed' })]);
    expect(withdrawn).toMatchObject({ result: 'retry', cause: 'rights' });
  });

  test('a withdrawal goes out though the contact itself is refused', async () => {
    const { fake, crm } = await connect();
    fake.add({ email: 'z@exemple.org', subscription: 'subscribed' });
    const values = { firstname: 'x'.repeat(70_000) };
    const [outcome] = await crm.push([outgoing({ email: 'z@exemple.org', subscription: 'unsubscribed', values })]);
    expect(outcome?.result).toBe('refused');
    expect(personOf(fake, 'z@exemple.org')?.subscription).toBe('unsubscribed');
  });

  test('who leaves between our look and our write stays left', async () => {
    const leaving =
      (fake: FakeHubSpot): Call =>
      async (request) => {
        const answer = await plainCall()(request);
        if (request.name === 'communication-preferences/read') fake.leave('z@exemple.org', 'unsubscribed');
        return answer;
      };
    const { fake, crm } = await connect({}, { call: leaving });
    const [outcome] = await crm.push([outgoing({ email: 'z@exemple.org' })]);
    expect(outcome).toMatchObject({ result: 'created', notes: [{ what: 'left-over-there' }] });
    expect(personOf(fake, 'z@exemple.org')?.subscription).toBe('unsubscribed');
  });

  test('who opted out of everything is read as left, whatever a kind of subscription says', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    await crm.push([contact]);
    fake.set(contact.email, { hs_email_optout: 'true' });
    const [read] =
      (await crm.read?.([{ contactId: contact.contactId, remoteId: undefined, email: contact.email }])) ?? [];
    expect(read?.subscription).toBe('unsubscribed');
  });

  test('whatever happens on both sides, nobody who left over there is subscribed again, and nobody without a grant', async () => {
    // HubSpot would keep them left by itself: that is not what this is about.
    const { fake, crm } = await connect({ resubscribes: true });
    let number = 0;
    const step = fc.constantFrom('grant', 'withdraw', 'forget', 'edit', 'leave', 'bounce');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), fc.boolean(), async (steps, wasThere) => {
        number += 1;
        const email = `h${number}@exemple.org`;
        let contact: Outgoing = outgoing({ email, subscription: 'unknown' });
        if (wasThere) fake.add({ email });
        let left = false;
        for (const [index, one] of steps.entries()) {
          if (one === 'grant') contact = { ...contact, subscription: 'subscribed' };
          if (one === 'withdraw') contact = { ...contact, subscription: 'unsubscribed' };
          if (one === 'forget') contact = { ...contact, subscription: 'unknown' };
          if (one === 'edit') contact = { ...contact, values: { firstname: `n${index}` } };
          const there = personOf(fake, email);
          if (there && one === 'leave') fake.leave(email, 'unsubscribed');
          if (there && one === 'bounce') fake.leave(email, 'bounced');
          left ||= there !== undefined && one === 'leave';
          const before = personOf(fake, email)?.subscription;
          await settle(crm, [contact]);
          const after = personOf(fake, email)?.subscription;
          if (left) expect(after).toBe('unsubscribed');
          if (after === 'subscribed')
            expect(contact.subscription === 'subscribed' || before === 'subscribed').toBe(true);
          if (contact.subscription === 'unsubscribed') expect(after).toBe('unsubscribed');
        }
      }),
      { numRuns: 150 },
    );
  }, 240_000);
});

test.each([
  ['TEN_SECONDLY_ROLLING', 10_000],
  ['SECONDLY', 1_000],
  ['DAILY', 3_600_000],
])('a limit of the kind %s is waited for %i ms', async (policyName, wait) => {
  const call: Call = async () => ({
    status: 429,
    headers: new Headers({ 'content-type': 'application/json' }),
    text: JSON.stringify({ status: 'error', message: 'limit', policyName, correlationId: 'c-1' }),
  });
  const failed = await openPortal({ url: 'http://127.0.0.1', token: 't', call })('GET', '/', account, {
    name: 'x',
  }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(CallFailed);
  expect(failed).toMatchObject({ why: 'rate', after: wait, message: expect.stringContaining(`${policyName}: limit`) });
});

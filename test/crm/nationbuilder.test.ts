import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { CallFailed, Refusal } from '../../src/crm/call-failed.ts';
import type { Call, Outgoing } from '../../src/crm/connector.ts';
import { oauth } from '../../src/crm/nationbuilder/oauth.ts';
import { nationbuilder } from '../../src/crm/nationbuilder/vendor.ts';
import { breachOfV1, type FakeNationBuilder, startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { outgoing } from '../support/crm/outgoing.ts';
import { plainCall } from '../support/crm/plain-call.ts';
import { settle } from '../support/crm/settle.ts';

const open: FakeNationBuilder[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function connect(options: Parameters<typeof startFakeNationBuilder>[0] = {}, call: Call = plainCall()) {
  const fake = await startFakeNationBuilder(options);
  open.push(fake);
  const credentials = nationbuilder.readCredentials.parse(fake.credentials);
  return { fake, crm: nationbuilder.open({ credentials, call, options: {} }) };
}

const personOf = (fake: FakeNationBuilder, email: string) => fake.people().find((one) => one.email === email);
const writesOf = (fake: FakeNationBuilder) => fake.calls.filter(({ writes }) => writes);

describe('consent', () => {
  test('a new person is opted in to nothing that they did not grant, though the default over there is yes', async () => {
    const { fake, crm } = await connect();
    const granted = outgoing();
    const unknown = outgoing({ subscription: 'unknown' });
    await crm.push([granted, unknown]);
    expect(personOf(fake, granted.email)?.values).toMatchObject({ mobile_opt_in: false });
    expect(personOf(fake, granted.email)?.subscription).toBe('subscribed');
    expect(personOf(fake, unknown.email)?.subscription).toBe('unsubscribed');
    expect(personOf(fake, unknown.email)?.values).toMatchObject({ mobile_opt_in: false });
  });

  test('who was never asked when we made them is subscribed once they grant it', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing({ subscription: 'unknown' });
    await crm.push([contact]);
    await crm.push([{ ...contact, subscription: 'subscribed' }]);
    expect(personOf(fake, contact.email)?.subscription).toBe('subscribed');
  });

  test('a no that was carried over is dated, and a later yes here leaves it to somebody over there', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    await crm.push([contact]);
    await crm.push([{ ...contact, subscription: 'unsubscribed' }]);
    const [outcome] = await crm.push([{ ...contact, subscription: 'subscribed', told: 'unsubscribed' }]);
    expect(outcome).toMatchObject({ notes: [{ what: 'left-over-there' }] });
    expect(personOf(fake, contact.email)).toMatchObject({
      subscription: 'unsubscribed',
      values: { unsubscribed_at: expect.any(String) },
    });
    expect(await crm.read?.([{ ...contact }])).toMatchObject([{ subscription: 'unsubscribed' }]);
  });

  test('an undated no of somebody whom we adopt stays theirs, at every later push', async () => {
    const { fake, crm } = await connect();
    fake.add({ email: 'maude@exemple.org' });
    fake.untick('maude@exemple.org');
    const contact = outgoing({ email: 'maude@exemple.org' });
    const [first] = await crm.push([contact]);
    const remoteId = first && 'remoteId' in first ? first.remoteId : undefined;
    const [second] = await crm.push([{ ...contact, remoteId, values: { note: 'x' } }]);
    for (const outcome of [first, second]) {
      expect(outcome).toMatchObject({ notes: [expect.objectContaining({ what: 'left-over-there' })] });
    }
    expect(personOf(fake, 'maude@exemple.org')).toMatchObject({
      contactId: contact.contactId,
      subscription: 'unsubscribed',
    });
  });

  test('an undated no to somebody whom we had told of as subscribed is theirs', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    await crm.push([contact]);
    fake.untick(contact.email);
    await crm.push([{ ...contact, told: 'subscribed', values: { note: 'x' } }]);
    await crm.push([{ ...contact, values: { note: 'y' } }]);
    expect(personOf(fake, contact.email)?.subscription).toBe('unsubscribed');
  });

  test('a mapping cannot write what somebody agreed to, nor who they are', async () => {
    const { fake, crm } = await connect();
    const values = {
      email_opt_in: true,
      mobile_opt_in: true,
      unsubscribed_at: null,
      external_id: 'x',
      email: 'x@x.org',
    };
    const contact = outgoing({ subscription: 'unknown', values });
    await crm.push([contact]);
    expect(personOf(fake, contact.email)).toMatchObject({ contactId: contact.contactId, subscription: 'unsubscribed' });
    const { fields } = await crm.describe();
    expect(fields.filter(({ key }) => key in values)).toEqual([]);
  });

  test('whatever happens on both sides, nobody who left over there is subscribed again, and nobody without a grant', async () => {
    const { fake, crm } = await connect();
    let number = 0;
    const step = fc.constantFrom('grant', 'withdraw', 'forget', 'edit', 'leave', 'untick', 'bounce');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), fc.boolean(), async (steps, wasThere) => {
        number += 1;
        const email = `h${number}@exemple.org`;
        let contact: Outgoing = outgoing({ email, subscription: 'unknown' });
        if (wasThere) fake.add({ email, subscription: 'unknown' });
        let left = false;
        for (const [index, one] of steps.entries()) {
          if (one === 'grant') contact = { ...contact, subscription: 'subscribed' };
          if (one === 'withdraw') contact = { ...contact, subscription: 'unsubscribed' };
          if (one === 'forget') contact = { ...contact, subscription: 'unknown' };
          if (one === 'edit') contact = { ...contact, values: { note: `n${index}` } };
          const there = personOf(fake, email);
          if (there && one === 'bounce') fake.leave(email, 'bounced');
          if (there && one === 'leave') fake.leave(email, 'unsubscribed');
          // A box that was not ticked cannot be cleared.
          if (there?.subscription === 'subscribed' && one === 'untick') fake.untick(email);
          left ||= there !== undefined && one === 'leave';
          left ||= there?.subscription === 'subscribed' && one === 'untick';
          const before = personOf(fake, email)?.subscription;
          const outcomes = await settle(crm, [contact]);
          const outcome = outcomes.get(contact.contactId);
          const remoteId = outcome && 'remoteId' in outcome ? outcome.remoteId : undefined;
          // As the engine keeps it: `unknown` tells nothing.
          const told = contact.subscription === 'unknown' ? (contact.told ?? 'unknown') : contact.subscription;
          contact = { ...contact, remoteId, told };
          const after = personOf(fake, email)?.subscription;
          if (left) expect(after).toBe('unsubscribed');
          if (after === 'subscribed')
            expect(contact.subscription === 'subscribed' || before === 'subscribed').toBe(true);
          if (contact.subscription === 'unsubscribed') expect(after).toBe('unsubscribed');
        }
      }),
      { numRuns: 300, examples: [[['grant', 'forget', 'untick', 'grant', 'grant'], false]] },
    );
  }, 240_000);
});

describe('who somebody is over there', () => {
  test("another system's id stays, and is said", async () => {
    const { fake, crm } = await connect();
    fake.add({ email: 'maude@exemple.org', contactId: 'van-781986' });
    const [outcome] = await crm.push([outgoing({ email: 'maude@exemple.org' })]);
    expect(outcome).toMatchObject({ notes: [expect.objectContaining({ what: 'external-id-kept' })] });
    expect(personOf(fake, 'maude@exemple.org')?.contactId).toBe('van-781986');
  });

  test('an address that changed here follows them, by their id', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    const [made] = await crm.push([contact]);
    const remoteId = made && 'remoteId' in made ? made.remoteId : undefined;
    await crm.push([{ ...contact, remoteId, email: 'nouvelle@exemple.org' }]);
    expect(fake.people()).toMatchObject([{ remoteId, email: 'nouvelle@exemple.org' }]);
  });

  test('somebody matched by our id alone, who had left, is put back to no', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing({ email: 'nouvelle@exemple.org' });
    fake.add({ email: 'ancienne@exemple.org', contactId: contact.contactId, subscription: 'unsubscribed' });
    await crm.push([contact]);
    expect(fake.people()).toMatchObject([{ email: 'nouvelle@exemple.org', subscription: 'unsubscribed' }]);
  });

  test('a record that a merge gave to another contact is written by its own id: nobody is made beside it', async () => {
    const { fake, crm } = await connect();
    const lost = outgoing({ subscription: 'unknown' });
    const [made] = await crm.push([lost]);
    const remoteId = made && 'remoteId' in made ? made.remoteId : undefined;
    const survivor = outgoing({ remoteId, subscription: 'unsubscribed' });
    await crm.push([survivor]);
    expect(fake.people()).toMatchObject([
      { remoteId, contactId: survivor.contactId, email: survivor.email, subscription: 'unsubscribed' },
    ]);
  });

  test('a no of whose new address is somebody else’s goes through, though the rest is refused', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    const [made] = await crm.push([contact]);
    const remoteId = made && 'remoteId' in made ? made.remoteId : undefined;
    fake.add({ email: 'prise@exemple.org' });
    const [outcome] = await crm.push([
      { ...contact, remoteId, email: 'prise@exemple.org', subscription: 'unsubscribed' },
    ]);
    expect(outcome).toMatchObject({ result: 'refused', cause: 'duplicate' });
    expect(fake.people()[0]).toMatchObject({ remoteId, email: contact.email, subscription: 'unsubscribed' });
  });

  test('an address that stands at somebody else is refused as a duplicate', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing();
    const [made] = await crm.push([contact]);
    const remoteId = made && 'remoteId' in made ? made.remoteId : undefined;
    fake.add({ email: 'prise@exemple.org' });
    const [outcome] = await crm.push([{ ...contact, remoteId, email: 'prise@exemple.org' }]);
    expect(outcome).toMatchObject({ result: 'refused', cause: 'duplicate' });
  });
});

describe('what is written', () => {
  test('a refused value names its field', async () => {
    const { crm } = await connect();
    const contact = outgoing({ values: { support_level: 9 } });
    expect(await crm.push([contact])).toMatchObject([
      { result: 'refused', cause: 'invalid-value', detail: 'support_level: is not included in the list' },
    ]);
  });

  test('a custom field that a nation does not have is refused with its name', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing({ values: { 'custom_values.quartier': 'Rosemont' } });
    expect(await crm.push([contact])).toMatchObject([
      { result: 'refused', detail: expect.stringContaining('quartier') },
    ]);
    fake.customFields.push({ slug: 'quartier', name: 'Quartier', field_type: 'text' });
    expect(await crm.push([contact])).toMatchObject([{ result: 'created' }]);
    expect((await crm.describe()).fields).toContainEqual(
      expect.objectContaining({ key: 'custom_values.quartier', custom: true }),
    );
    expect(personOf(fake, contact.email)?.values).toMatchObject({ 'custom_values.quartier': 'Rosemont' });
  });

  test('support, volunteering and an address go along, and the same again writes nothing', async () => {
    const { fake, crm } = await connect();
    const contact = outgoing({
      tags: ['Parc Laurier', 'porte-à-porte'],
      values: { support_level: '1', is_volunteer: true, 'home_address.zip': 'H2X 1Y4', first_name: 'Zoé' },
    });
    await crm.push([contact]);
    expect(personOf(fake, contact.email)?.values).toMatchObject({
      support_level: 1,
      is_volunteer: true,
      'home_address.zip': 'H2X 1Y4',
    });
    const before = writesOf(fake).length;
    expect(await crm.push([{ ...contact, tags: ['parc laurier'] }])).toMatchObject([{ result: 'unchanged' }]);
    expect(writesOf(fake)).toHaveLength(before);
  });

  test.each([
    ['terrain', 'Zoé'],
    ['crm', 'Zoë'],
    ['fill-empty', 'Zoë'],
    ['newest', 'Zoë'],
  ] as const)('with %s the name becomes %s', async (authority, name) => {
    const { fake, crm } = await connect();
    fake.add({ email: 'z@exemple.org', values: { first_name: 'Zoë' } });
    await crm.push([
      outgoing({ email: 'z@exemple.org', values: { first_name: 'Zoé' }, authority: { first_name: authority } }),
    ]);
    expect(personOf(fake, 'z@exemple.org')?.values.first_name).toBe(name);
  });

  test('who volunteers over there does not cease to for want of a booking here', async () => {
    const { fake, crm } = await connect();
    fake.add({ email: 'z@exemple.org', values: { is_volunteer: true } });
    const authority = { is_volunteer: 'fill-empty' } as const;
    await crm.push([outgoing({ email: 'z@exemple.org', values: { is_volunteer: false }, authority })]);
    expect(personOf(fake, 'z@exemple.org')?.values.is_volunteer).toBe(true);
  });

  test('a tag is looked up once for a batch', async () => {
    const { fake, crm } = await connect();
    await crm.push(Array.from({ length: 10 }, () => outgoing({ tags: ['a,b {c}'] })));
    expect(fake.calls.filter(({ path }) => path === '/api/v2/signup_tags')).toHaveLength(2);
    expect(fake.people().every(({ tags }) => tags[0] === 'a,b {c}')).toBe(true);
  });
});

test('the limit is said with how long it lasts', async () => {
  const { crm } = await connect({ limited: true });
  const many = Array.from({ length: 130 }, () => outgoing());
  const outcomes = await crm.push(many);
  const [waiting] = outcomes.filter(({ result }) => result === 'retry');
  expect(waiting).toMatchObject({ cause: 'rate', after: expect.any(Number) });
  expect(outcomes.filter(({ result }) => result === 'created').length).toBeGreaterThan(100);
});

describe('what changed over there', () => {
  test('only a no of theirs is one, and each request of v1 is as its published description has it', async () => {
    const { fake, crm } = await connect();
    for (let index = 0; index < 130; index += 1) fake.add({ email: `p${index}@exemple.org` });
    const asked = outgoing({ subscription: 'unknown' });
    const leaving = outgoing();
    await crm.push([asked, leaving]);
    fake.leave(leaving.email, 'unsubscribed');
    await crm.testConnection();
    await crm.describe();
    const standing = new Map<string, string>();
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const pulled = await crm.pull?.(cursor);
      if (!pulled) throw new Error('nothing to pull from');
      for (const { email, subscription } of pulled.changes) standing.set(email, subscription);
      ({ cursor, more } = pulled);
    }
    expect(standing.get(asked.email)).toBe('unknown');
    expect(standing.get(leaving.email)).toBe('unsubscribed');
    expect(standing.get('p129@exemple.org')).toBe('subscribed');
    const v1 = fake.calls.filter(({ path }) => path.startsWith('/api/v1/'));
    expect(new Set(v1.map(({ path }) => path))).toEqual(
      new Set(['/api/v1/people/me', '/api/v1/tags', '/api/v1/people/search']),
    );
    expect(v1.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('a request that its description does not have is seen', () => {
    const query = new URLSearchParams({ updated_after: 'x' });
    expect(breachOfV1({ method: 'GET', path: '/api/v1/people/search', query })).toContain('updated_after');
    expect(breachOfV1({ method: 'POST', path: '/api/v1/people/search', query: new URLSearchParams() })).toBeDefined();
  });
});

describe('OAuth', () => {
  const redirect = 'https://terrain.exemple.org/admin/crm/oauth';

  test('the way there names app, redirect and state', async () => {
    const { fake } = await connect();
    const url = new URL(oauth.authorizeUrl({ credentials: fake.credentials, redirect, state: 's&=' }));
    expect(url.pathname).toBe('/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: fake.credentials.clientId,
      redirect_uri: redirect,
      state: 's&=',
    });
  });

  test('a code is good once, and its tokens work', async () => {
    const { fake } = await connect();
    const given = { credentials: fake.credentials, redirect, code: fake.grantCode(), call: plainCall() };
    const tokens = await oauth.redeem(given);
    expect(tokens.expiresAt.getTime() - Date.now()).toBeGreaterThan(23 * 3_600_000);
    await expect(oauth.redeem(given)).rejects.toThrow(Refusal);
    const credentials = nationbuilder.readCredentials.parse({ ...fake.credentials, accessToken: tokens.access });
    const crm = nationbuilder.open({ credentials, call: plainCall(), options: {} });
    expect(await crm.testConnection()).toMatchObject({ ok: true });
  });

  test.each([
    ['on-first-use', 'gives tokens at the next try'],
    ['at-once', 'asks to connect again'],
  ] as const)('with refresh tokens that die %s, a refresh whose answer was lost %s', async (rotation, _then) => {
    const { fake } = await connect({ rotation });
    const first = fake.grantTokens();
    const tokens = { ...first, expiresAt: new Date() };
    const given = { credentials: fake.credentials, tokens, call: plainCall() };
    fake.faults.next = ['reset-after'];
    await expect(oauth.refresh(given)).rejects.toThrow(CallFailed);
    if (rotation === 'at-once') {
      await expect(oauth.refresh(given)).rejects.toThrow('invalid_grant');
    } else {
      const fresh = await oauth.refresh(given);
      expect(fresh.refresh).not.toBe(first.refresh);
    }
  });

  test.each(['html', 'error-before', 'frozen-before', 'reset-during'] as const)(
    'an answer that is none (%s) is no reason to connect again',
    async (fault) => {
      const { fake } = await connect();
      const tokens = { ...fake.grantTokens(), expiresAt: new Date() };
      fake.faults.next = [fault];
      await expect(oauth.refresh({ credentials: fake.credentials, tokens, call: plainCall() })).rejects.toThrow(
        CallFailed,
      );
    },
  );
});

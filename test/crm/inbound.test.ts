import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FieldMapping } from '../../src/crm/connector.ts';
import { makeInboundSecret } from '../../src/crm/make-inbound-secret.ts';
import { findCrm } from '../../src/crm/queries.ts';
import { crmSyncStates } from '../../src/crm/table.ts';
import { takeIn } from '../../src/crm/take-in.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

let t: TestApp;
let connectorId: string;
let secret: string;
let told = 0;
beforeEach(async () => {
  t = await startTest();
  connectorId = await addConnector();
  secret = await makeInboundSecret(t.deps, { connectorId, organizerId: null });
});
afterEach(() => t.close());

describe('what a CRM tells of its own accord', () => {
  test('is refused where it is forged, changed, late, early, unsigned, for another connector or for none', async () => {
    const id = await addPerson('a@example.org');
    const body = JSON.stringify(event('contact.unsubscribed', { contactId: id }));
    const now = new Date();
    const minute = 60_000;
    const other = await addConnector();
    const none = await addConnector();
    const otherSecret = await makeInboundSecret(t.deps, { connectorId: other, organizerId: null });
    const late = new Date(now.getTime() - 6 * minute);
    const early = new Date(now.getTime() + 6 * minute);
    const refused = [
      await post(body, signed('a', now, body, otherSecret)),
      await post(body.replace('unsubscribed', 'bounced'), signed('b', now, body)),
      await post(body, signed('c', late, body)),
      await post(body, signed('d', early, body)),
      await post(body, { ...signed('e', now, body), 'webhook-id': 'another' }),
      await post(body, {}),
      await post(body, signed('f', now, body), other),
      await post(body, signed('g', now, body), none),
      await post(body, signed('h', now, body), uuidv7()),
      await post(body, signed('i', now, body), 'civicrm'),
      await post('{', { ...signed('j', now, '{'), 'webhook-signature': '' }),
    ];
    await t.deps.db.$client`update crm_connectors set state = 'disconnected' where id = ${connectorId}`;
    refused.push(await post(body, signed('k', now, body)));
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    const large = `${body}${' '.repeat(300_000)}`;
    expect((await post(large, signed('l', now, large))).status).toBe(413);
    await t.runDueJobs();
    expect(await ledger()).toEqual([]);
    expect(await kept()).toEqual({ count: 0, waiting: 0 });
  });

  test('with a secret of before counts no more once there is a new one', async () => {
    const id = await addPerson('a@example.org');
    const body = JSON.stringify(event('contact.unsubscribed', { contactId: id }));
    const former = secret;
    secret = await makeInboundSecret(t.deps, { connectorId, organizerId: null });
    expect((await post(body, signed('a', new Date(), body, former))).status).toBe(401);
    expect((await tell(event('contact.unsubscribed', { contactId: id }))).status).toBe(204);
    const [row] = await t.deps.db.$client`select inbound_secret from crm_connectors where id = ${connectorId}`;
    expect(String(row?.inbound_secret)).not.toContain(secret.slice(6));
  });

  test('is signed and of no use: it is accepted, and forgotten', async () => {
    expect((await tell({ type: 'contact.danced', timestamp: new Date().toISOString(), data: {} })).status).toBe(204);
    expect((await tell(event('contact.unsubscribed', {}))).status).toBe(204);
    expect(await kept()).toEqual({ count: 0, waiting: 0 });
  });

  test('counts once, however often it is told', async () => {
    const id = await addPerson('a@example.org');
    const left = event('contact.unsubscribed', { contactId: id });
    for (let again = 0; again < 3; again++) expect((await tell(left, 'one and the same')).status).toBe(204);
    await t.runDueJobs();
    await tell(left, 'one and the same');
    await t.runDueJobs();
    expect(await kept()).toEqual({ count: 1, waiting: 0 });
    expect(await ledger()).toEqual(['a@example.org withdrawn crm:webhooks']);
  });
});

describe('who left over there', () => {
  test('has left here: the ledger says so, in their language, and the mails of sequences stop', async () => {
    const campaignId = await addCampaign(t.deps);
    const id = await addPerson('a@example.org');
    await grant(id, campaignId);
    await t.deps.db.$client`
      insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step_at, started_at)
      select gen_random_uuid(), s.id, s.campaign_id, ${id}, gen_random_uuid(), 'fr', ${t.clock.now().toISOString()},
        ${t.clock.now().toISOString()} from sequences s where s.key = 'confirmed'`;
    t.clock.advance(60_000);
    await tell(event('contact.unsubscribed', { email: 'A@Example.org' }));
    await t.runDueJobs();
    expect(await ledger()).toEqual(['a@example.org granted confirm-page', 'a@example.org withdrawn crm:webhooks']);
    const [entry] = await t.deps.db.$client`select wording from consents where action = 'withdrawn'`;
    expect(entry?.wording).toBe('Désabonnement fait dans Webhooks.');
    const [enrolment] = await t.deps.db.$client`select ending from enrolments`;
    expect(enrolment?.ending).toBe('left');
  });

  test('is found by their record, by our id, by their address, and through a merge', async () => {
    const one = await addPerson('1@example.org');
    const two = await addPerson('2@example.org');
    await addPerson('3@example.org');
    const four = await addPerson('4@example.org');
    const former = uuidv7();
    await t.deps.db.$client`
      insert into contact_addresses (email, contact_id, former_id, at)
      values ('further@example.org', ${four}, ${former}, now())`;
    await t.deps.db.$client`
      insert into crm_sync_states (connector_id, contact_id, state, remote_id) values (${connectorId}, ${one}, 'synced', '42')
      on conflict (connector_id, contact_id) do update set remote_id = '42'`;
    await tell(event('contact.unsubscribed', { remoteId: '42' }));
    await tell(event('contact.unsubscribed', { contactId: two }));
    await tell(event('contact.unsubscribed', { email: '3@example.org' }));
    await tell(event('contact.unsubscribed', { contactId: former }));
    await tell(event('contact.unsubscribed', { email: 'nobody@example.org' }));
    await t.runDueJobs();
    expect(await ledger()).toEqual([1, 2, 3, 4].map((n) => `${n}@example.org withdrawn crm:webhooks`));
    expect(await t.deps.db.$client`select from contacts`).toHaveLength(4);
  });

  test('is let go under both, where record and address are two people’s here', async () => {
    const one = await addPerson('1@example.org');
    await addPerson('2@example.org');
    await tell(event('contact.unsubscribed', { contactId: one, email: '2@example.org' }));
    await t.runDueJobs();
    expect(await ledger()).toEqual([1, 2].map((n) => `${n}@example.org withdrawn crm:webhooks`));
  });

  test('comes back by their own word alone, and is not made to leave again by the same departure', async () => {
    const campaignId = await addCampaign(t.deps);
    const id = await addPerson('a@example.org');
    const departure = event('contact.unsubscribed', { contactId: id });
    await tell(departure);
    await t.runDueJobs();
    t.clock.advance(3_600_000);
    await grant(id, campaignId);
    await tell(departure, 'told again under another id');
    await t.runDueJobs();
    expect((await ledger()).at(-1)).toBe('a@example.org granted confirm-page');
    t.clock.advance(3_600_000);
    await tell(event('contact.unsubscribed', { contactId: id }));
    await t.runDueJobs();
    expect((await ledger()).at(-1)).toBe('a@example.org withdrawn crm:webhooks');
  });

  test('leaves by a departure that is told of late, though the record was read meanwhile and looked the same', async () => {
    const campaignId = await addCampaign(t.deps);
    const id = await addPerson('a@example.org');
    const read = async (changedAt: Date, remoteId = '7') => {
      const connector = await findCrm(t.deps.db, connectorId);
      if (!connector) throw new Error('there is no connector');
      const said = { contactId: id, remoteId, email: 'a@example.org', values: {}, changedAt, explicit: false };
      await t.deps.db.transaction((tx) => takeIn(tx, t.deps, connector, [{ ...said, subscription: 'unsubscribed' }]));
    };
    await read(t.clock.now());
    t.clock.advance(3_600_000);
    await grant(id, campaignId);
    t.clock.advance(3_600_000);
    // They had come back over there, and leave again; a push of ours goes by before the record is read.
    const again = event('contact.unsubscribed', { contactId: id });
    const leftAt = t.clock.now();
    t.clock.advance(60_000);
    await t.deps.db.insert(crmSyncStates).values({
      connectorId,
      contactId: id,
      state: 'synced',
      remoteId: '7',
      pushedAt: t.clock.now(),
    });
    await read(leftAt);
    expect((await ledger()).at(-1)).toBe('a@example.org granted confirm-page');
    await tell(again);
    await t.runDueJobs();
    expect((await ledger()).at(-1)).toBe('a@example.org withdrawn crm:webhooks');
    // The record of one who was merged into them: what was pushed to theirs is no reason to pass over it.
    t.clock.advance(3_600_000);
    await grant(id, campaignId);
    t.clock.advance(3_600_000);
    const otherLeftAt = t.clock.now();
    t.clock.advance(60_000);
    await t.deps.db.update(crmSyncStates).set({ pushedAt: t.clock.now() });
    await read(otherLeftAt, '8');
    expect((await ledger()).at(-1)).toBe('a@example.org withdrawn crm:webhooks');
  });

  test('is no one where they were erased here meanwhile', async () => {
    const id = await addPerson('a@example.org');
    await t.deps.db.$client`update contacts set email = 'erased-1', erased_at = now() where id = ${id}`;
    await tell(event('contact.unsubscribed', { contactId: id, email: 'a@example.org' }));
    await t.runDueJobs();
    expect(await ledger()).toEqual([]);
  });
});

describe('an address that refuses mail over there', () => {
  test('gets none from here either', async () => {
    const id = await addPerson('a@example.org');
    await tell(event('contact.bounced', { contactId: id }));
    await tell(event('contact.bounced', { contactId: id }));
    await t.runDueJobs();
    expect(await suppressed()).toEqual(['a@example.org bounced (crm:webhooks)']);
    expect(await ledger()).toEqual(['a@example.org withdrawn crm:webhooks']);
  });

  test('says nothing of another address that the person has here', async () => {
    const id = await addPerson('a@example.org');
    await tell(event('contact.bounced', { contactId: id, email: 'old@example.org' }));
    await t.runDueJobs();
    expect(await suppressed()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });
});

describe('a field that changed over there', () => {
  const fields = { first: 'Zoé', last: 'Tremblay', tel: '514 555-0123', code: 'h2x1y4', lang: 'en_CA' };

  test.each(['crm', 'terrain', 'newest', 'fill-empty'] as const)('follows the authority %s', async (authority) => {
    await map(authority);
    const id = await addPerson('a@example.org');
    await t.deps.db.$client`
      update contacts set first_name = 'Anne', phone = '', updated_at = ${t.clock.now().toISOString()} where id = ${id}`;
    const before = new Date(t.clock.now().getTime() - 60_000);
    await tell({ ...event('contact.changed', { contactId: id, fields }), timestamp: before.toISOString() });
    await t.runDueJobs();
    const older = {
      crm: ['Zoé', 'Tremblay', '+15145550123', 'H2X 1Y4', 'en'],
      terrain: ['Anne', '', '', '', 'fr'],
      newest: ['Anne', '', '', '', 'fr'],
      'fill-empty': ['Anne', 'Tremblay', '+15145550123', 'H2X 1Y4', 'fr'],
    }[authority];
    expect(await person(id)).toEqual(older);
    t.clock.advance(60_000);
    await tell(event('contact.changed', { contactId: id, fields }));
    await t.runDueJobs();
    expect((await person(id))[0]).toBe(authority === 'crm' || authority === 'newest' ? 'Zoé' : 'Anne');
    expect(await ledger()).toEqual([]);
  });

  test('is left there where it cannot be one, or is empty', async () => {
    await map('crm');
    const id = await addPerson('a@example.org');
    await t.deps.db.$client`update contacts set first_name = 'Anne', phone = '+15145550100' where id = ${id}`;
    const wrong = { first: ' ', last: 'a\u0007b', tel: '12', code: 'nowhere', lang: 'klingon' };
    await tell(event('contact.changed', { contactId: id, fields: wrong }));
    await t.runDueJobs();
    expect(await person(id)).toEqual(['Anne', '', '+15145550100', '', 'fr']);
  });

  test('that is a number takes along what was agreed to for the number of before', async () => {
    await map('crm');
    const campaignId = await addCampaign(t.deps);
    const id = await addPerson('a@example.org');
    await t.deps.db.$client`update contacts set phone = '+15145550100' where id = ${id}`;
    await grant(id, campaignId, 'sms');
    await grant(id, campaignId);
    t.clock.advance(1_000);
    await tell(event('contact.changed', { contactId: id, fields }));
    await t.runDueJobs();
    const [ended] = await t.deps.db.$client`select channel, source from consents where action = 'withdrawn'`;
    expect(ended).toEqual({ channel: 'sms', source: 'crm:webhooks' });
  });
});

describe('somebody whom Terrain does not know', () => {
  test('is added where the organizer asked for it, with no consent, and never who left over there', async () => {
    await map('crm');
    await tell(event('contact.changed', { email: 'a@example.org', fields: { first: 'Zoé' } }));
    await t.runDueJobs();
    expect(await t.deps.db.$client`select from contacts`).toHaveLength(0);
    await t.deps.db.$client`update crm_connectors set options = '{"addUnknown": true}'`;
    await tell(event('contact.changed', { email: 'a@example.org', fields: { first: 'Zoé' } }));
    await tell(event('contact.unsubscribed', { email: 'b@example.org' }));
    await t.runDueJobs();
    const found = await t.deps.db.$client`select email, first_name, confirmed_at from contacts`;
    expect([...found]).toEqual([{ email: 'a@example.org', first_name: 'Zoé', confirmed_at: null }]);
    expect(await ledger()).toEqual([]);
  });
});

function event(type: string, data: { [key: string]: unknown }) {
  return { type, timestamp: t.clock.now().toISOString(), data };
}

function signed(id: string, at: Date, body: string, by = secret): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(by).sign(id, at, body),
  };
}

async function post(body: string, headers: Record<string, string>, to = connectorId): Promise<Response> {
  return await t.app.request(`/webhooks/crm/${to}`, { method: 'POST', body, headers });
}

async function tell(content: object, id = `event-${told++}`): Promise<Response> {
  const body = JSON.stringify(content);
  return await post(body, signed(id, new Date(), body));
}

async function addConnector(): Promise<string> {
  const id = uuidv7();
  await t.deps.db.$client`
    insert into crm_connectors (id, vendor, name, state, credentials) values (${id}, 'webhooks', 'n8n', 'active', '')`;
  return id;
}

async function map(authority: FieldMapping['authority']): Promise<void> {
  const names = { firstName: 'first', lastName: 'last', phone: 'tel', postalCode: 'code', locale: 'lang' };
  const mapping = Object.entries(names).map(([from, to]) => ({ from, to, transform: '', authority }));
  await t.deps.db.$client`update crm_connectors set mapping = ${JSON.stringify(mapping)}::jsonb`;
}

async function addPerson(email: string): Promise<string> {
  const id = uuidv7();
  await t.deps.db.$client`insert into contacts (id, email, locale) values (${id}, ${email}, 'fr')`;
  return id;
}

async function grant(contactId: string, campaignId: string, channel = 'email'): Promise<void> {
  await t.deps.db.$client`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, needs_confirmation, locale, source, at)
    values (${uuidv7()}, ${contactId}, ${campaignId}, 'follow-up', ${channel}, 'granted', 'oui', false, 'fr', 'confirm-page',
      ${t.clock.now().toISOString()})`;
}

async function ledger(): Promise<string[]> {
  const rows = await t.deps.db.$client`
    select email, action, source from consents join contacts on contacts.id = contact_id order by email, consents.at, consents.id`;
  return rows.map((row) => `${row.email} ${row.action} ${row.source}`);
}

async function suppressed(): Promise<string[]> {
  return (await t.deps.db.$client`select email, reason from suppressions`).map((row) => `${row.email} ${row.reason}`);
}

async function kept(): Promise<{ count: number; waiting: number }> {
  const [row] = await t.deps.db.$client`
    select count(*)::int as count, count(content)::int as waiting from crm_inbound_events`;
  return { count: Number(row?.count), waiting: Number(row?.waiting) };
}

async function person(id: string): Promise<unknown[]> {
  const [row] = await t.deps.db.$client`
    select first_name, last_name, phone, postal_code, locale from contacts where id = ${id}`;
  return Object.values(row ?? {});
}

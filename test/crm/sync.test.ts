import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { claimBatch } from '../../src/crm/claim-batch.ts';
import { foldChanges } from '../../src/crm/fold-changes.ts';
import { pushWaiting } from '../../src/crm/push-waiting.ts';
import { replay } from '../../src/crm/replay.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import type { TestApp } from '../support/app.ts';
import type { StandIn } from '../support/crm/stand-in.ts';
import { signUp } from '../support/forms.ts';
import { addPeople, statesOf, watch, withdraw, withStandIn } from './connected.ts';

const world = withStandIn();
let t: TestApp;
let deps: Deps;
let fake: StandIn;
let crmId: string;
beforeEach(() => {
  ({ t, fake, crmId } = world());
  ({ deps } = t);
});
const person = (email: string) => fake.people().find((one) => one.email === email);

describe('a CRM is told', () => {
  test('of who signs up, once, with what they said, and again only when something changed', async () => {
    await signUp(t.app, { email: 'ada@example.org' });
    await t.runDueJobs();
    expect(person('ada@example.org')).toMatchObject({ values: { first: 'Ada' }, subscription: 'unknown' });
    const before = fake.calls.length;
    await deps.db.execute(
      sql`insert into crm_changes (contact_id) select id from contacts where email = 'ada@example.org'`,
    );
    await watch(t);
    expect(fake.calls.length).toBe(before);
    await deps.db.execute(sql`update contacts set first_name = 'Augusta' where email = 'ada@example.org'`);
    await t.runDueJobs();
    expect(fake.calls.length).toBe(before + 1);
    expect(person('ada@example.org')?.values.first).toBe('Augusta');
    expect(fake.people()).toHaveLength(1);
  });

  test('nothing by a transaction that came to nothing', async () => {
    const failing = deps.db.transaction(async (tx) => {
      await tx.execute(
        sql`insert into contacts (id, email, locale) values (gen_random_uuid(), 'never@example.org', 'fr')`,
      );
      throw new Error('came to nothing');
    });
    await expect(failing).rejects.toThrow();
    await t.runDueJobs();
    expect(fake.calls).toEqual([]);
  });

  test('of many changes of one contact in one push', async () => {
    const [id] = await addPeople(deps, 1, 'many');
    for (const name of ['A', 'B', 'C', 'D'])
      await deps.db.execute(sql`update contacts set first_name = ${name} where id = ${id}::uuid`);
    await t.runDueJobs();
    expect(fake.writes).toHaveLength(1);
    expect(person('many1@example.org')?.values.first).toBe('D');
  });

  test('of nobody while it is paused, and of all that gathered when it goes on', async () => {
    await deps.db.execute(sql`update crm_connectors set state = 'paused' where id = ${crmId}::uuid`);
    await addPeople(deps, 3, 'paused');
    await t.runDueJobs();
    expect(fake.calls).toEqual([]);
    await deps.db.execute(sql`update crm_connectors set state = 'active' where id = ${crmId}::uuid`);
    await watch(t);
    expect(fake.people()).toHaveLength(3);
  });

  test('of who leaves ahead of everybody else', async () => {
    const [leaver] = await addPeople(deps, 1, 'leaver');
    await t.runDueJobs();
    expect(person('leaver1@example.org')?.subscription).toBe('subscribed');
    await addPeople(deps, 400, 'crowd');
    await withdraw(deps, leaver);
    const from = fake.writes.length;
    await t.runDueJobs();
    // Two batches of twenty go at once, and either may get there first.
    expect(fake.writes.slice(from, from + 40).map(({ email }) => email)).toContain('leaver1@example.org');
    expect(person('leaver1@example.org')?.subscription).toBe('unsubscribed');
  });

  test('of a no of who left the scope, and of nothing else of them', async () => {
    const [id] = await addPeople(deps, 1, 'scope');
    await t.runDueJobs();
    await deps.db.execute(
      sql`update crm_connectors set scope = 'segment', segment_id = null where id = ${crmId}::uuid`,
    );
    await deps.db.execute(sql`update contacts set first_name = 'Autre' where id = ${id}::uuid`);
    await t.runDueJobs();
    expect(fake.writes).toHaveLength(1);
    expect((await statesOf(deps, crmId))[0]?.state).toBe('out-of-scope');
    await withdraw(deps, id);
    await t.runDueJobs();
    expect(person('scope1@example.org')).toMatchObject({ subscription: 'unsubscribed', values: { first: 'Prénom 1' } });
  });

  test('to let go of who is erased here, and nothing of them is kept but for that', async () => {
    const [id] = await addPeople(deps, 1, 'gone');
    await t.runDueJobs();
    expect(fake.people()).toHaveLength(1);
    await eraseContact(deps, id ?? '', { organizerId: null, by: 'person' });
    await watch(t);
    expect(fake.people()).toEqual([]);
    expect(await deps.db.execute(sql`select from crm_farewells`)).toHaveLength(0);
  });

  test('to let go of who is erased here before it was known what became of their push', async () => {
    const [id] = await addPeople(deps, 1, 'lost');
    fake.faults.next = ['reset-after'];
    await t.runDueJobs();
    expect(await statesOf(deps, crmId)).toMatchObject([{ state: 'waiting', remoteId: null }]);
    expect(fake.people()).toHaveLength(1);
    await eraseContact(deps, id ?? '', { organizerId: null, by: 'person' });
    const kept = await deps.db.execute<{ text: string }>(sql`select to_jsonb(f)::text as text from crm_farewells f`);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.text).not.toContain('lost1@example.org');
    expect(kept[0]?.text).not.toContain(id);
    t.clock.advance(120_000);
    await watch(t);
    expect(fake.people()).toEqual([]);
    expect(await deps.db.execute(sql`select from crm_farewells`)).toHaveLength(0);
  });

  test('of two who became one: the survivor as they are, the other left alone', async () => {
    const [one, other] = await addPeople(deps, 2, 'merge');
    await t.runDueJobs();
    const wish = { survivorId: one ?? '', loserId: other ?? '', taken: [], organizerId: null };
    expect(await mergeContacts(deps, wish)).toMatchObject({ ok: true });
    await watch(t);
    expect(fake.people().find(({ contactId }) => contactId === one)?.subscription).toBe('subscribed');
    expect(fake.people().find(({ contactId }) => contactId === other)?.subscription).toBe('unsubscribed');
    expect(await statesOf(deps, crmId)).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  test('is tried again, later and later, and made once', async () => {
    fake.faults.next = ['reset-after', 'error-before', 'html'];
    await addPeople(deps, 5, 'retry');
    for (let time = 0; time < 12; time += 1) {
      await t.runDueJobs();
      t.clock.advance(60_000);
    }
    expect(fake.people()).toHaveLength(5);
    const states = await statesOf(deps, crmId);
    expect(states.map(({ state }) => state)).toEqual(Array(5).fill('synced'));
    expect(new Set(states.map(({ cause }) => cause))).toEqual(new Set([null]));
  });

  test('for one contact alone is said of that one, and can be replayed once it is mended', async () => {
    fake.refused.add('odd2@example.org');
    await addPeople(deps, 4, 'odd');
    await t.runDueJobs();
    const refused = (await statesOf(deps, crmId)).filter(({ state }) => state === 'refused');
    expect(refused).toMatchObject([{ cause: 'invalid-value', detail: 'no such address' }]);
    fake.refused.clear();
    expect(await replay(deps, { connectorId: crmId, organizerId: null })).toBe(1);
    await t.runDueJobs();
    expect(fake.people()).toHaveLength(4);
  });

  test('with credentials is everybody’s: nobody is tried, and nobody’s tries are counted', async () => {
    fake.faults.down = 'expired';
    await addPeople(deps, 50, 'locked');
    await t.runDueJobs();
    expect(fake.calls.length).toBeLessThanOrEqual(3);
    const states = await statesOf(deps, crmId);
    expect(new Set(states.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(['waiting 0']));
    fake.faults.down = undefined;
    t.clock.advance(3_600_000);
    await t.runDueJobs();
    expect(fake.people()).toHaveLength(50);
  });

  test('for days is given up, and said', async () => {
    const [id] = await addPeople(deps, 1, 'dead');
    await t.runDueJobs();
    const days = sql`now() - interval '4 days'`;
    await deps.db.execute(sql`
      update crm_sync_states set state = 'waiting', attempts = 29, failing_since = ${days}, next_try_at = ${days},
        sent_hash = null where contact_id = ${id}::uuid`);
    fake.faults.next = ['error-before'];
    await watch(t);
    expect((await statesOf(deps, crmId))[0]).toMatchObject({ state: 'dead', cause: 'down' });
  });
});

test('a CRM that is away for an hour: sign-ups are taken, the circuit closes by itself, who left is told of first', async () => {
  const [leaver] = await addPeople(deps, 1, 'early');
  await t.runDueJobs();
  fake.faults.down = 'frozen-before';
  for (let minute = 0; minute < 60; minute += 1) {
    if (minute < 30) expect((await signUp(t.app, { email: `late${minute}@example.org` })).status).toBe(303);
    if (minute === 40) await withdraw(deps, leaver);
    await t.runDueJobs();
    t.clock.advance(60_000);
  }
  const circuit = async () =>
    (await deps.db.execute<{ circuit: string }>(sql`select circuit from crm_gates`))[0]?.circuit;
  expect(await circuit()).toBe('open');
  // It was asked now and then, not all the time.
  expect(fake.calls.length).toBeLessThan(60);
  fake.faults.down = undefined;
  const from = fake.writes.length;
  for (let minute = 0; minute < 8; minute += 1) {
    await t.runDueJobs();
    t.clock.advance(60_000);
  }
  expect(fake.people()).toHaveLength(31);
  expect(fake.writes[from]?.email).toBe('early1@example.org');
  expect(await circuit()).toBe('closed');
}, 120_000);

test('no more batches are under way than the vendor allows, however many workers come at once', async () => {
  await addPeople(deps, 60, 'rush');
  await foldChanges(deps);
  const asked = { connectorId: crmId, size: 5, inFlight: 2, now: deps.clock.now(), timeout: 20 };
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimBatch(deps.db, asked)));
  expect(claims.filter((batch) => batch !== undefined)).toHaveLength(2);
});

test('several workers never push one contact at the same moment, and each of them once', async () => {
  fake.takes = 15;
  await addPeople(deps, 200, 'crew');
  const crew = Array.from({ length: 4 }, () =>
    createDeps({ ...deps.config, crmTimeout: 20 }, { clock: t.clock, log: deps.log }),
  );
  await Promise.all(crew.map((one) => foldChanges(one)));
  for (let time = 0; time < 2; time += 1) await Promise.all(crew.map((one) => pushWaiting(one, crmId)));
  await Promise.all(crew.map((one) => one.close()));
  expect(fake.overlaps).toEqual([]);
  expect(fake.people()).toHaveLength(200);
  expect(fake.people().every(({ changes }) => changes === 1)).toBe(true);
});

import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { claimBatch } from '../../src/crm/claim-batch.ts';
import { foldChanges } from '../../src/crm/fold-changes.ts';
import { pushFarewells } from '../../src/crm/push-farewells.ts';
import { pushWaiting } from '../../src/crm/push-waiting.ts';
import { findCrm } from '../../src/crm/queries.ts';
import { recordOutcomes } from '../../src/crm/record-outcomes.ts';
import { replay } from '../../src/crm/replay.ts';
import { takeIn } from '../../src/crm/take-in.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import type { MergeField } from '../../src/privacy/form.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { undoMerge } from '../../src/privacy/undo-merge.ts';
import type { TestApp } from '../support/app.ts';
import type { FakePerson } from '../support/crm/fake-crm.ts';
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
    await watch(t);
    expect(fake.people()).toEqual([]);
    expect(await deps.db.execute(sql`select from crm_farewells`)).toHaveLength(0);
  });

  test.each([
    ['known', 1],
    ['not known yet', 0],
  ])(
    'to let go of who is erased while another worker pushes them, once it has: their id there is %s',
    async (name, made) => {
      const other = createDeps({ ...deps.config, crmTimeout: 20 }, { clock: t.clock, log: deps.log });
      const pushed = `flight-${made}-`;
      const [id] = await addPeople(deps, 1, pushed);
      if (made === 1) {
        await t.runDueJobs();
        await deps.db.execute(sql`update contacts set first_name = 'Autre' where id = ${id}::uuid`);
      }
      expect(fake.people(), name).toHaveLength(made);
      fake.takes = 1_000;
      await foldChanges(other);
      const before = fake.calls.length;
      const pushing = pushWaiting(other, crmId);
      await expect.poll(() => fake.calls.length).toBeGreaterThan(before);
      await eraseContact(deps, id ?? '', { organizerId: null, by: 'person' });
      t.clock.advance(120_000);
      await pushWaiting(deps, crmId);
      expect(fake.calls.some(({ method }) => method === 'DELETE')).toBe(false);
      // Nobody asks again and again meanwhile.
      const later = await deps.db.execute(
        sql`select from graphile_worker.jobs where key = ${`crm.push-later:${crmId}`}`,
      );
      expect(later).toHaveLength(0);
      await pushing;
      await other.close();
      expect(fake.writes.at(-1)?.email).toBe(`${pushed}1@example.org`);
      expect(fake.people()).toEqual([]);
      expect(await deps.db.execute(sql`select from crm_farewells`)).toHaveLength(0);
    },
  );

  test('to let go of who is erased while a worker pushes them that dies, when its time is over', async () => {
    const [id] = await addPeople(deps, 1, 'orphan');
    await t.runDueJobs();
    await deps.db.execute(sql`update contacts set first_name = 'Autre' where id = ${id}::uuid`);
    await foldChanges(deps);
    await claimBatch(deps.db, { connectorId: crmId, size: 5, inFlight: 2, now: deps.clock.now(), timeout: 20 });
    await eraseContact(deps, id ?? '', { organizerId: null, by: 'person' });
    await watch(t);
    expect(fake.people()).toHaveLength(1);
    await deps.db.execute(sql`update crm_claims set locked_until = clock_timestamp()`);
    await watch(t);
    expect(fake.people()).toEqual([]);
  });

  test('a no of who is erased before anybody knew their record, which is theirs and not ours to erase', async () => {
    await deps.db.execute(sql`update crm_connectors set state = 'paused' where id = ${crmId}::uuid`);
    const [id] = await addPeople(deps, 1, 'refused-first');
    fake.add({ email: 'refused-first1@example.org', subscription: 'subscribed' });
    await withdraw(deps, id);
    await t.runDueJobs();
    await eraseContact(deps, id ?? '', { organizerId: null, by: 'person' });
    await deps.db.execute(sql`update crm_connectors set state = 'active' where id = ${crmId}::uuid`);
    await watch(t);
    expect(fake.people()).toMatchObject([{ email: 'refused-first1@example.org', subscription: 'unsubscribed' }]);
    expect(await deps.db.execute(sql`select from crm_farewells`)).toHaveLength(0);
  });

  test('to let go of nobody while it is paused', async () => {
    const [id] = await addPeople(deps, 1, 'halted');
    await t.runDueJobs();
    const found = await findCrm(deps.db, crmId);
    if (!found) throw new Error('there is no connector');
    await eraseContact(deps, id ?? '', { organizerId: null, by: 'person' });
    await deps.db.execute(sql`update crm_connectors set state = 'paused' where id = ${crmId}::uuid`);
    // As it was read before.
    await pushFarewells(deps, found);
    expect(fake.people()).toHaveLength(1);
    await deps.db.execute(sql`update crm_connectors set state = 'active' where id = ${crmId}::uuid`);
    await watch(t);
    expect(fake.people()).toEqual([]);
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
    // What we had said there is read again: nobody has left.
    const quiet = fake.people().find(({ contactId }) => contactId === other);
    if (!quiet) throw new Error('the other is not there any more');
    await hearOf(quiet);
    expect(await withdrawals(one)).toBe(0);
    // And whoever does leave is heard, though a record of theirs was quiet before.
    t.clock.advance(3_600_000);
    const own = fake.people().find(({ contactId }) => contactId === one);
    if (!own) throw new Error('the survivor is not there any more');
    await hearOf({ ...own, subscription: 'unsubscribed' });
    expect(await withdrawals(one)).toBe(1);
  });

  async function hearOf({ remoteId, contactId, email, subscription }: FakePerson): Promise<void> {
    const connector = await findCrm(deps.db, crmId);
    if (!connector) throw new Error('there is no connector');
    const said = { remoteId, contactId, email: email.toLowerCase(), subscription, values: {}, explicit: false };
    await deps.db.transaction((tx) => takeIn(tx, deps, connector, [{ ...said, changedAt: t.clock.now() }]));
  }

  async function withdrawals(contactId: string | undefined): Promise<number> {
    const rows = await deps.db.execute(sql`
      select from consents where contact_id = ${contactId ?? null}::uuid and action = 'withdrawn'`);
    return rows.length;
  }

  describe('of two who became one, where it had the one that goes alone', () => {
    /** One whom it has, and one whom it does not have yet. */
    async function addTwo(name: string): Promise<{ survivorId: string; loserId: string }> {
      const [loserId = ''] = await addPeople(deps, 1, `${name}-there`);
      await t.runDueJobs();
      await deps.db.execute(sql`update crm_connectors set state = 'paused' where id = ${crmId}::uuid`);
      const [survivorId = ''] = await addPeople(deps, 1, `${name}-new`);
      await t.runDueJobs();
      return { survivorId, loserId };
    }
    async function goOn(): Promise<void> {
      await deps.db.execute(sql`update crm_connectors set state = 'active' where id = ${crmId}::uuid`);
      await watch(t);
    }
    async function merge(
      two: { survivorId: string; loserId: string },
      taken: MergeField[] = [],
    ): Promise<{ undo(): Promise<void> }> {
      const merged = await mergeContacts(deps, { ...two, taken, organizerId: null });
      if (!merged.ok) throw new Error(merged.reason);
      return {
        async undo() {
          expect(await undoMerge(deps, { mergeId: merged.mergeId, organizerId: null })).toMatchObject({ ok: true });
          await watch(t);
        },
      };
    }
    const subscriptions = () => Object.fromEntries(fake.people().map((one) => [one.email, one.subscription]));
    const recordOf = async (contactId: string) =>
      (await statesOf(deps, crmId)).find((state) => state.contactId === contactId)?.remoteId;

    test('that one is left alone, and comes back to its own record', async () => {
      const two = await addTwo('apart');
      const record = await recordOf(two.loserId);
      const { undo } = await merge(two);
      await goOn();
      expect(subscriptions()).toEqual({
        'apart-there1@example.org': 'unsubscribed',
        'apart-new1@example.org': 'subscribed',
      });
      await undo();
      expect(await recordOf(two.loserId)).toBe(record);
      expect(await recordOf(two.survivorId)).not.toBe(record);
    });

    test('its record is theirs where its address is, until they are parted', async () => {
      const two = await addTwo('both');
      const record = await recordOf(two.loserId);
      const { undo } = await merge(two, ['email']);
      await goOn();
      expect(subscriptions()).toEqual({ 'both-there1@example.org': 'subscribed' });
      expect(await statesOf(deps, crmId)).toMatchObject([{ contactId: two.survivorId, remoteId: record }]);
      await undo();
      expect(await recordOf(two.loserId)).toBe(record);
      expect(await recordOf(two.survivorId)).not.toBe(record);
      expect(subscriptions()).toEqual({
        'both-there1@example.org': 'subscribed',
        'both-new1@example.org': 'subscribed',
      });
    });

    test('a no of theirs reaches it there, and so does their erasure', async () => {
      const two = await addTwo('no');
      await merge(two, ['email']);
      await goOn();
      await withdraw(deps, two.survivorId);
      await t.runDueJobs();
      expect(subscriptions()).toEqual({ 'no-there1@example.org': 'unsubscribed' });
      await eraseContact(deps, two.survivorId, { organizerId: null, by: 'person' });
      await watch(t);
      expect(fake.people()).toEqual([]);
    });

    test('a no of theirs reaches the record that it had by itself, and brings nobody there', async () => {
      const two = await addTwo('unlinked');
      const [own = '', nowhere = ''] = await addPeople(deps, 2, 'by-itself');
      fake.add({ email: 'by-itself1@example.org', subscription: 'subscribed' });
      for (const id of [own, nowhere]) await withdraw(deps, id);
      await t.runDueJobs();
      for (const loserId of [own, nowhere]) await merge({ survivorId: two.survivorId, loserId });
      expect(await deps.db.execute(sql`select from crm_farewells where remote_id = ''`)).toHaveLength(2);
      await goOn();
      expect(subscriptions()).toMatchObject({ 'by-itself1@example.org': 'unsubscribed' });
      expect(subscriptions()).not.toHaveProperty('by-itself2@example.org');
      expect(await deps.db.execute(sql`select from crm_farewells where state <> 'done'`)).toHaveLength(0);
      // What was quieted by us is no news of the survivor.
      const heard = await withdrawals(two.survivorId);
      const quiet = fake.people().find(({ email }) => email === 'by-itself1@example.org');
      if (!quiet) throw new Error('the record is gone');
      await hearOf(quiet);
      expect(await withdrawals(two.survivorId)).toBe(heard);
    });

    test('a push of theirs whose answer is still to come leaves nobody there who hears nothing more', async () => {
      const two = await addTwo('on-its-way');
      await deps.db.execute(sql`update crm_connectors set state = 'active' where id = ${crmId}::uuid`);
      const [loserId = ''] = await addPeople(deps, 1, 'taken');
      await foldChanges(deps);
      fake.faults.next = ['reset-after', 'reset-after'];
      await pushWaiting(deps, crmId);
      await merge({ survivorId: two.survivorId, loserId });
      t.clock.advance(3_600_000);
      await watch(t);
      expect(subscriptions()).toMatchObject({ 'taken1@example.org': 'unsubscribed' });
      expect(await deps.db.execute(sql`select from crm_farewells where state <> 'done'`)).toHaveLength(0);
    });

    test('who is erased after it is let go of also where nobody knew their record', async () => {
      const two = await addTwo('gone-both');
      const [own = ''] = await addPeople(deps, 1, 'had');
      fake.add({ email: 'had1@example.org', subscription: 'subscribed' });
      await withdraw(deps, own);
      await t.runDueJobs();
      await merge({ survivorId: two.survivorId, loserId: own });
      await eraseContact(deps, two.survivorId, { organizerId: null, by: 'person' });
      await goOn();
      expect(Object.keys(subscriptions())).toEqual(['gone-both-there1@example.org']);
    });

    test('nobody else’s record is touched by it: who has the address, or the record, by now', async () => {
      const two = await addTwo('other');
      const [own = ''] = await addPeople(deps, 1, 'returns');
      fake.add({ email: 'returns1@example.org', subscription: 'subscribed' });
      await withdraw(deps, own);
      await t.runDueJobs();
      const { undo } = await merge({ survivorId: two.survivorId, loserId: own });
      await undo();
      expect(await deps.db.execute(sql`select from crm_farewells where state <> 'done'`)).toHaveLength(0);
      await merge({ survivorId: own, loserId: two.survivorId }, ['email']);
      await deps.db.execute(sql`
        update crm_sync_states set remote_id = ${fake.people().find(({ email }) => email === 'returns1@example.org')?.remoteId ?? ''}
        where contact_id = ${two.loserId}::uuid`);
      const before = fake.writes.length;
      await goOn();
      expect(fake.writes.slice(before).map(({ email }) => email)).not.toContain('returns1@example.org');
    });

    test('who is erased after it is let go of by every record that was left alone', async () => {
      const two = await addTwo('all');
      await goOn();
      await merge(two);
      await watch(t);
      expect(Object.values(subscriptions()).toSorted()).toEqual(['subscribed', 'unsubscribed']);
      await eraseContact(deps, two.survivorId, { organizerId: null, by: 'person' });
      await watch(t);
      expect(fake.people()).toEqual([]);
      expect(await deps.db.execute(sql`select from crm_farewells`)).toHaveLength(0);
    });

    test('and is to be erased by hand where the connector is none any more', async () => {
      const two = await addTwo('cut');
      await goOn();
      await merge(two);
      await watch(t);
      await deps.db.execute(sql`update crm_connectors set state = 'disconnected' where id = ${crmId}::uuid`);
      await eraseContact(deps, two.survivorId, { organizerId: null, by: 'person' });
      expect([...(await deps.db.execute(sql`select kind, state from crm_farewells`))]).toEqual([
        { kind: 'erase', state: 'by-hand' },
        { kind: 'erase', state: 'by-hand' },
      ]);
    });

    test('whoever it was is not heard to have left by our own word, once they are parted', async () => {
      const two = await addTwo('heard');
      await goOn();
      const { undo } = await merge(two);
      await watch(t);
      const quiet = fake.people().find(({ email }) => email === 'heard-there1@example.org');
      if (!quiet) throw new Error('the record is gone');
      await undo();
      await hearOf(quiet);
      expect(await withdrawals(two.loserId)).toBe(0);
    });

    test('what a push of the survivor may have made is left alone, until they are parted', async () => {
      const two = await addTwo('lost');
      const record = await recordOf(two.loserId);
      const made = fake.add({ email: 'lost-new1@example.org', contactId: two.survivorId, subscription: 'subscribed' });
      await deps.db.execute(sql`
        update crm_sync_states set attempts = 1 where contact_id = ${two.survivorId}::uuid`);
      const { undo } = await merge(two, ['email']);
      await goOn();
      expect(subscriptions()).toEqual({
        'lost-there1@example.org': 'subscribed',
        'lost-new1@example.org': 'unsubscribed',
      });
      expect(await deps.db.execute(sql`select from crm_farewells where state <> 'done'`)).toHaveLength(0);
      await undo();
      expect(await recordOf(two.loserId)).toBe(record);
      expect(await recordOf(two.survivorId)).toBe(made.remoteId);
    });

    test('nor is one that it had of the survivor kept, where they take the other’s address', async () => {
      const two = await addTwo('two');
      await goOn();
      const [own, others] = [await recordOf(two.survivorId), await recordOf(two.loserId)];
      const { undo } = await merge(two, ['email']);
      await watch(t);
      expect(subscriptions()).toEqual({
        'two-there1@example.org': 'subscribed',
        'two-new1@example.org': 'unsubscribed',
      });
      expect(await statesOf(deps, crmId)).toMatchObject([{ contactId: two.survivorId, remoteId: others }]);
      await undo();
      expect(await recordOf(two.loserId)).toBe(others);
      expect(await recordOf(two.survivorId)).toBe(own);
    });
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

  test('is written down whatever the CRM said of it', async () => {
    const [id = ''] = await addPeople(deps, 1, 'said');
    await foldChanges(deps);
    const batch = await claimBatch(deps.db, {
      connectorId: crmId,
      size: 5,
      inFlight: 2,
      now: deps.clock.now(),
      timeout: 20,
    });
    const detail = `${'x'.repeat(499)}😀\0`;
    const settled = [
      {
        contactId: id,
        result: 'refused' as const,
        cause: 'invalid-value' as const,
        detail,
        sent: { values: { a: '\ud83d\0' } },
      },
    ];
    await recordOutcomes(deps, { connectorId: crmId, batchId: batch?.id ?? '', settled, calls: [] });
    expect(await statesOf(deps, crmId)).toMatchObject([{ state: 'refused', detail: `${'x'.repeat(499)}\ufffd` }]);
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
}, 240_000);

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

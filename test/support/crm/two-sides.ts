import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import type { InboundEvent, Vendor } from '../../../src/crm/connector.ts';
import { foldChanges } from '../../../src/crm/fold-changes.ts';
import { keepInbound } from '../../../src/crm/keep-inbound.ts';
import { pullChanges } from '../../../src/crm/pull-changes.ts';
import { pushWaiting } from '../../../src/crm/push-waiting.ts';
import { placeOf, sealText } from '../../../src/crm/seal.ts';
import { crmConnectors, crmGates } from '../../../src/crm/table.ts';
import { takeInbound } from '../../../src/crm/take-inbound.ts';
import { vendors } from '../../../src/crm/vendors.ts';
import { eraseContact } from '../../../src/privacy/erase-contact.ts';
import type { MergeField } from '../../../src/privacy/form.ts';
import { mergeContacts } from '../../../src/privacy/merge-contacts.ts';
import { undoMerge } from '../../../src/privacy/undo-merge.ts';
import type { TestApp } from '../app.ts';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import type { Act, Meeting, World } from './histories.ts';

/** A departure over there, and whether anybody here could have told it from the one before. */
type Departure = {
  remoteId: string;
  email: string;
  how: 'unsubscribed' | 'bounced';
  at: Date;
  seen: boolean;
  /** Somebody asked since; and while they were away and a contact here. */
  asked: boolean;
  heard: boolean;
  id: string;
};
/** What there was to be checked: a world in which nothing happens proves nothing. */
export type Seen = { subscribed: number; departures: number; withdrawnFor: number; returns: number };
type Slots = { a: string; b: string };

const minutes = 60_000;

/**
 * Both sides at once: a Terrain with one connector, a vendor's stand-in, and what is true of them told apart from both.
 * What must never be is checked after each meeting; what must be so in the end, once nothing goes wrong any more.
 */
export async function playWorld(t: TestApp, vendor: Vendor, fake: FakeCrm, world: World): Promise<Seen> {
  const { clock } = t;
  const { db } = t.deps;
  const began = clock.now().toISOString();
  let pulls = false;
  const seenHere: Seen = { subscribed: 0, departures: 0, withdrawnFor: 0, returns: 0 };
  const granted = new Set<string>();
  const departures: Departure[] = [];
  // All by the record's id over there.
  /** Who left over there, or was there before as one who had, and has not come back by themselves. */
  const left = new Set<string>();
  /** Who subscribed over there by themselves, and has not left since on either side. */
  const themselves = new Set<string>();
  /** When a record last changed over there, by this clock: the stand-ins live by the real one. */
  const changedThere = new Map<string, Date>();
  /** Who was heard to have left at the last look. */
  const heardLeft = new Set<string>();
  const toTell: Departure[] = [];
  const told = new Set<string>();
  const mark = uuidv7().slice(-12);
  const slots: Slots[] = world.pairs.map((_, n) => ({
    a: `a${n}-${mark}@example.org`,
    b: `b${n}-${mark}@example.org`,
  }));
  const crmId = await connect();

  for (const [round, meeting] of world.meetings.entries()) {
    for (let step = 0; step < 3; step++) {
      clock.advance(20 * minutes);
      const now = world.pairs.flatMap((pair, n) => {
        const act = pair[round]?.[step];
        const slot = slots[n];
        return act && slot ? [{ act, slot }] : [];
      });
      const heavy = ({ act }: { act: Act }) => ['merge', 'merge-taking', 'part', 'erase'].includes(act.does);
      await Promise.all(now.filter((one) => !heavy(one)).map(({ act, slot }) => happen(act, slot)));
      for (const { act, slot } of now.filter(heavy)) await happen(act, slot);
    }
    clock.advance(20 * minutes);
    await meet(meeting);
  }
  fake.faults.next = [];
  for (let again = 0; again < 3; again++) {
    clock.advance(24 * 60 * minutes);
    await meet({ does: ['pull', 'push'], faults: [] });
  }
  await settled();
  await db.execute(sql`update crm_connectors set state = 'disconnected' where id = ${crmId}::uuid`);
  return seenHere;

  async function connect(): Promise<string> {
    const id = uuidv7();
    const { oauth: _, ...typed } = vendor;
    vendors[vendor.name] = { ...typed, limits: { ...vendor.limits, calls: 100_000, perSeconds: 1 }, open: opened };
    await db.insert(crmConnectors).values({
      id,
      vendor: vendor.name,
      name: vendor.label,
      state: 'active',
      credentials: sealText(t.deps.config, placeOf(id, 'credentials'), JSON.stringify(fake.credentials)),
      mapping: vendor.defaultMapping,
      options: { createProperties: world.makesFields },
      createdAt: clock.now(),
    });
    await db.insert(crmGates).values({ connectorId: id });
    return id;
  }

  /** The vendor's own connector, but that what it says of times is by the clock that everything here goes by. */
  function opened(given: Parameters<Vendor['open']>[0]) {
    const connector = vendor.open(given);
    const { pull } = connector;
    pulls = pull !== undefined;
    if (!pull) return connector;
    return {
      ...connector,
      async pull(cursor: string | undefined) {
        const pulled = await pull.call(connector, cursor);
        const changes = pulled.changes.map((one) => {
          const changedAt = changedThere.get(one.remoteId) ?? one.changedAt;
          return { ...one, changedAt };
        });
        return { ...pulled, changes };
      },
    };
  }

  async function happen({ who, does }: Act, slot: Slots): Promise<void> {
    const email = slot[who];
    const id = await idOf(email);
    const there = personThere(email);
    const at = clock.now().toISOString();
    switch (does) {
      case 'appear':
      case 'import':
        // An address that a merge left is somebody's already.
        await db.execute(sql`
          insert into contacts (id, email, locale, created_at) select ${uuidv7()}::uuid, ${email}, 'fr', ${at}::timestamptz
          where not exists (select from contact_addresses where email = ${email}) on conflict do nothing`);
        return;
      case 'grant':
      case 'tick': {
        const entry = uuidv7();
        if (id === undefined) return;
        granted.add(entry);
        await enter(entry, id, 'granted', does === 'tick' ? 'form' : 'confirm-page', at);
        return;
      }
      case 'withdraw':
      case 'import-no':
        if (id === undefined) return;
        // Also of a record that nobody here knew of: the address is the same, and that is what a "no" goes by.
        if (there) themselves.delete(there.remoteId);
        await enter(uuidv7(), id, 'withdrawn', does === 'withdraw' ? 'one-click' : 'import', at);
        return;
      case 'edit':
        await db.execute(
          sql`update contacts set first_name = ${`N${at}`}, updated_at = ${at} where id = ${id ?? null}::uuid`,
        );
        return;
      case 'bounce': {
        if (id === undefined) return;
        const blocked = await db.execute(sql`
          insert into suppressions (email, reason, at) values (${email}, 'bounced', ${at}) on conflict do nothing
          returning email`);
        if (there && blocked.length > 0 && (await isLinked(id, there))) themselves.delete(there.remoteId);
        return;
      }
      case 'merge':
      case 'merge-taking': {
        const [survivorId, loserId] = [await idOf(slot.a), await idOf(slot.b)];
        if (survivorId === undefined || loserId === undefined || survivorId === loserId) return;
        // Within a second whoever changed has a row; to be pushed may take longer.
        await foldChanges(t.deps);
        const taken: MergeField[] = does === 'merge' ? [] : ['email'];
        await mergeContacts(t.deps, { survivorId, loserId, taken, organizerId: null });
        return;
      }
      case 'part': {
        const [merged] = await db.execute<{ mergeId: string }>(sql`
          select id as "mergeId" from contact_merges where survivor_id = ${id ?? null}::uuid and undone_at is null
          order by id desc limit 1`);
        if (merged) await undoMerge(t.deps, { ...merged, organizerId: null });
        return;
      }
      case 'erase':
        if (id !== undefined) await eraseContact(t.deps, id, { by: 'organizer', organizerId: null });
        return;
      case 'there-add':
      case 'there-add-left': {
        if (there || vendor.name === 'webhooks') return;
        const added = fake.add({ email, subscription: does === 'there-add' ? 'subscribed' : 'unsubscribed' });
        changedThere.set(added.remoteId, clock.now());
        (does === 'there-add' ? themselves : left).add(added.remoteId);
        return;
      }
      case 'there-leave':
      case 'there-bounce':
        // Whom we have keep quiet has nothing to leave.
        if (there && !left.has(there.remoteId) && there.subscription !== 'unsubscribed')
          depart(there, does === 'there-leave' ? 'unsubscribed' : 'bounced');
        return;
      case 'there-rejoin':
        if (!there || !fake.rejoin) return;
        fake.rejoin(email);
        seenHere.returns += 1;
        // A receiver of webhooks may have two of one address: whoever comes back by it does so in both.
        for (const { remoteId, subscription } of fake.people().filter((one) => one.email.toLowerCase() === email)) {
          if (subscription !== 'subscribed' && remoteId !== there.remoteId) continue;
          // Who comes back before anybody asked has left nothing to be heard of.
          for (const one of departures) if (one.remoteId === remoteId && !one.heard) one.seen = false;
          changedThere.set(remoteId, clock.now());
          left.delete(remoteId);
          themselves.add(remoteId);
        }
        return;
      case 'told-late':
      case 'told-again': {
        const known = departures.filter((one) => one.email === email);
        const one = does === 'told-late' ? known[0] : known.at(-1);
        if (one) toTell.push(one);
        return;
      }
    }
  }

  function depart({ remoteId, email: written }: FakePerson, how: Departure['how']): void {
    const email = written.toLowerCase();
    fake.leave(email, how);
    const at = clock.now();
    changedThere.set(remoteId, at);
    departures.push({
      remoteId,
      email,
      how,
      at,
      seen: !heardLeft.has(remoteId),
      asked: false,
      heard: false,
      id: uuidv7(),
    });
    left.add(remoteId);
    themselves.delete(remoteId);
  }

  async function enter(id: string, contactId: string, action: string, source: string, at: string): Promise<void> {
    await db.execute(sql`
      insert into consents (id, contact_id, purpose, channel, action, wording, needs_confirmation, locale, source, at)
      values (${id}::uuid, ${contactId}::uuid, 'follow-up', 'email', ${action}, '', ${source === 'form'}::boolean, 'fr',
        ${source}, ${at}::timestamptz)`);
  }

  async function meet({ does, faults }: Meeting): Promise<void> {
    fake.faults.next = [...faults];
    for (const one of does) {
      clock.advance(10 * minutes);
      if (one === 'push') await push();
      if (one === 'pull') await pull();
      if (one === 'told') await tell();
      await nothingWasGranted();
    }
    fake.faults.next = [];
  }

  async function push(): Promise<void> {
    const before = new Map(fake.people().map((person) => [person.remoteId, person]));
    await foldChanges(t.deps);
    await pushWaiting(t.deps, crmId);
    const still = new Set(fake.people().map(({ remoteId }) => remoteId));
    // Erased over there before anybody asked: nobody can hear of it any more.
    for (const one of departures) if (!one.heard && !still.has(one.remoteId)) one.seen = false;
    for (const person of fake.people()) {
      const was = before.get(person.remoteId);
      if (JSON.stringify(was) !== JSON.stringify(person)) changedThere.set(person.remoteId, clock.now());
      if (person.subscription !== 'subscribed' || was?.subscription === 'subscribed') continue;
      seenHere.subscribed += 1;
      expect(
        await counts(person),
        `${person.email} was subscribed without a consent that counts${historyOf(person.email)}`,
      ).toBe(true);
      expect(left.has(person.remoteId), `${person.email} had left over there${historyOf(person.email)}`).toBe(false);
    }
  }

  async function pull(): Promise<void> {
    await pullChanges(t.deps, crmId);
    const [row] = await db.execute<{ done: boolean }>(
      sql`select pulled_at = ${clock.now().toISOString()}::timestamptz as done from crm_connectors where id = ${crmId}::uuid`,
    );
    if (!pulls || !row?.done) return;
    heardLeft.clear();
    // Whom we had keep quiet is read as one who left: of such, another departure cannot be told from it.
    const quiet = fake.people().filter(({ subscription }) => ['unsubscribed', 'bounced'].includes(subscription));
    for (const remoteId of [...left, ...quiet.map((one) => one.remoteId)]) heardLeft.add(remoteId);
    const here = await whoIsHere();
    for (const one of departures) {
      // What did not change since is not told of again.
      if (!one.asked) one.heard = left.has(one.remoteId) && here.has(one.email);
      one.asked = true;
    }
  }

  /** Late ones, twice, and in the order in which they come. */
  async function tell(): Promise<void> {
    const here = await whoIsHere();
    for (const { id, remoteId, email, how, at } of toTell.splice(0)) {
      if (here.has(email)) told.add(id);
      const event: InboundEvent = { id, email, values: {}, subscription: how, at: at.toISOString() };
      await keepInbound(t.deps, crmId, [event]);
      heardLeft.add(remoteId);
    }
    await takeInbound(t.deps);
  }

  /** Who is nobody here when it is heard of them has nothing that it could be entered for. */
  async function whoIsHere(): Promise<Set<string>> {
    const known = await db.execute<{ email: string }>(
      sql`select email from contacts union select email from contact_addresses`,
    );
    return new Set(known.map(({ email }) => email));
  }

  async function nothingWasGranted(): Promise<void> {
    const rows = await db.execute<{ id: string }>(
      sql`select id from consents where action = 'granted' and at >= ${began}::timestamptz`,
    );
    const foreign = rows.filter(({ id }) => !granted.has(id));
    expect(foreign, 'what came from over there granted something').toEqual([]);
  }

  async function settled(): Promise<void> {
    for (const person of fake.people()) {
      if (person.subscription !== 'subscribed' || themselves.has(person.remoteId)) continue;
      // Records that stand for nobody here any more are told of where organizers see them, and not ours to change.
      const linked = await db.execute(sql`
        select from crm_sync_states where connector_id = ${crmId}::uuid and remote_id = ${person.remoteId}`);
      if (linked.length === 0) {
        const byHand = await db.execute(sql`
          select from crm_farewells where connector_id = ${crmId}::uuid and remote_id = ${person.remoteId} and state = 'by-hand'`);
        const ours = person.contactId !== undefined || (await whoIsHere()).has(person.email.toLowerCase());
        expect(
          ours && byHand.length === 0,
          `${person.email} is subscribed and stands for nobody${historyOf(person.email)}`,
        ).toBe(false);
        continue;
      }
      expect(
        await counts(person),
        `${person.email} is subscribed without a consent that counts${historyOf(person.email)}`,
      ).toBe(true);
    }
    for (const { email, how, at, seen, id } of departures) {
      if (!told.has(id) && !(seen && pulls)) continue;
      const rows = await db.execute<{ withdrawn: boolean; suppressed: boolean }>(sql`
        select exists (select from suppressions where suppressions.email = ${email}) as suppressed,
          not exists (
            select from consents g where g.contact_id = contacts.id and g.action = 'granted' and g.at < ${at.toISOString()}::timestamptz
              and not exists (select from consents w where w.contact_id = contacts.id and w.action = 'withdrawn' and w.at >= g.at)
          ) as withdrawn
        from contacts where erased_at is null and (email = ${email} or id in (
          select contact_id from contact_addresses where contact_addresses.email = ${email}))
          and created_at < ${at.toISOString()}::timestamptz`);
      seenHere.departures += 1;
      seenHere.withdrawnFor += rows.length;
      for (const { withdrawn } of rows)
        expect(withdrawn, `${email} ${how} over there at ${at.toISOString()}${historyOf(email)}`).toBe(true);
    }
  }

  /** By the ledger, read here in its own way: entry by entry, the strictest at one moment last. */
  async function counts(person: FakePerson): Promise<boolean> {
    const email = person.email.toLowerCase();
    const found = await db.execute<{ id: string; action: string; waits: boolean; suppressed: boolean }>(sql`
      select c.id, e.action, e.needs_confirmation and e.source = 'form' as waits,
        exists (select from suppressions s where s.email = c.email) as suppressed
      from contacts c join consents e on e.contact_id = c.id
      where c.erased_at is null and (c.id::text = ${person.contactId ?? ''} or c.email = ${email}
        or c.id in (select contact_id from contact_addresses where contact_addresses.email = ${email}))
      order by e.at, e.action, e.id`);
    const standing = new Map<string, boolean>();
    for (const { id, action, waits, suppressed } of found) {
      if (action === 'withdrawn' || suppressed) standing.set(id, false);
      else if (!waits) standing.set(id, true);
    }
    return [...standing.values()].includes(true);
  }

  /** For whoever reads of a failure: what the two of them went through. */
  function historyOf(email: string): string {
    const pair = world.pairs[Number(/\d+/.exec(email)?.[0])] ?? [];
    const lines = world.meetings.map(({ does, faults }, round) => {
      const acts = (pair[round] ?? []).map((act) => `${act.who} ${act.does}`).join(', ');
      return `\n${acts} | ${does.join(' ')} | ${faults.join(' ')}`;
    });
    return lines.join('');
  }

  /** Whether it is known here whose record it is: a "no" finds its way to it. */
  async function isLinked(contactId: string, { remoteId }: FakePerson): Promise<boolean> {
    const found = await db.execute(sql`
      select from crm_sync_states where contact_id = ${contactId}::uuid and remote_id = ${remoteId}`);
    return found.length > 0;
  }

  function personThere(email: string): FakePerson | undefined {
    return fake.people().find((person) => person.email.toLowerCase() === email);
  }

  async function idOf(email: string): Promise<string | undefined> {
    const [row] = await db.execute<{ id: string }>(
      sql`select id from contacts where email = ${email} and erased_at is null`,
    );
    return row?.id;
  }
}

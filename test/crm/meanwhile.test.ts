import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, expect, test } from 'vitest';
import { claimBatch } from '../../src/crm/claim-batch.ts';
import { foldChanges } from '../../src/crm/fold-changes.ts';
import { pushBatch } from '../../src/crm/push-batch.ts';
import { findCrm } from '../../src/crm/queries.ts';
import { resumeCrm } from '../../src/crm/resume-crm.ts';
import { saveMapping } from '../../src/crm/save-mapping.ts';
import { startRun } from '../../src/crm/start-run.ts';
import type { Deps } from '../../src/deps.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { organizers } from '../../src/organizers/table.ts';
import type { TestApp } from '../support/app.ts';
import type { StandIn } from '../support/crm/stand-in.ts';
import { addPeople, statesOf, withdraw, withStandIn } from './connected.ts';

// What changes between the moment that somebody's push begins and the one at which its end is known.
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
const connector = async () => {
  const found = await findCrm(deps.db, crmId);
  if (!found) throw new Error('no connector');
  return found;
};

test.each([
  ['is lost', 'lost', async () => await t.runDueJobs()],
  ['is lost with its worker', 'killed', async () => await die()],
])('a no of who left the scope finds its way where the answer to their only push %s', async (_, name, push) => {
  const [id] = await addPeople(deps, 1, name);
  fake.faults.next = ['reset-after'];
  await push();
  expect(person(`${name}1@example.org`)?.subscription).toBe('subscribed');
  expect((await statesOf(deps, crmId))[0]?.remoteId).toBe(null);
  await deps.db.execute(sql`update crm_connectors set scope = 'segment', segment_id = null where id = ${crmId}::uuid`);
  await withdraw(deps, id);
  t.clock.advance(3_600_000);
  await deps.db.execute(sql`update crm_claims set locked_until = now() - interval '1 s'`);
  await t.runDueJobs();
  expect(person(`${name}1@example.org`)?.subscription).toBe('unsubscribed');
});

test('who left the scope and never got there is not brought there by a no', async () => {
  const [id] = await addPeople(deps, 1, 'never');
  fake.faults.next = ['error-before'];
  await t.runDueJobs();
  await deps.db.execute(sql`update crm_connectors set scope = 'segment', segment_id = null where id = ${crmId}::uuid`);
  await withdraw(deps, id);
  t.clock.advance(3_600_000);
  await t.runDueJobs();
  expect(fake.people()).toEqual([]);
  expect((await statesOf(deps, crmId))[0]?.state).toBe('out-of-scope');
});

test('a pass over everybody comes back to who was being pushed as it went by', async () => {
  const [id] = await addPeople(deps, 1, 'under-way');
  await foldChanges(deps);
  const before = await connector();
  const batch = await claim();
  await startRun(deps, { id: uuidv7(), connectorId: crmId, kind: 'backfill', organizerId: null });
  await t.runDueJobs();
  if (batch) await pushBatch(deps, before, batch);
  const states = await statesOf(deps, crmId);
  expect(states.find(({ contactId }) => contactId === id)?.state).toBe('waiting');
});

test('what is changed while a connector is paused holds for whoever was sent before, once it goes on', async () => {
  await addOrganizer(deps, { email: 'o@example.org', name: 'O', role: 'owner' });
  const [organizer] = await deps.db.select().from(organizers);
  await addPeople(deps, 3, 'paused');
  await t.runDueJobs();
  await deps.db.execute(sql`update crm_connectors set state = 'paused' where id = ${crmId}::uuid`);
  const { mapping } = await connector();
  const mapped = mapping.map((one) => (one.from === 'firstName' ? { ...one, transform: 'upper' } : one));
  await saveMapping(deps, await connector(), { mapping: mapped, organizerId: organizer?.id ?? '' });
  await t.runDueJobs();
  expect(person('paused1@example.org')?.values.first).toBe('Prénom 1');
  await resumeCrm(deps, crmId, null);
  await t.runDueJobs();
  expect(person('paused1@example.org')?.values.first).toBe('PRÉNOM 1');
});

async function claim() {
  const asked = { connectorId: crmId, size: 20, inFlight: 2, now: deps.clock.now(), timeout: 20 };
  return await claimBatch(deps.db, asked);
}

/** A worker that is killed after it sent: nothing is written down. */
async function die(): Promise<void> {
  await foldChanges(deps);
  const batch = await claim();
  const lines = deps.db.$client;
  await lines`create or replace function no_record() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`;
  await lines`create trigger no_record before delete on crm_claims for each row execute function no_record()`;
  if (batch) await pushBatch(deps, await connector(), batch).catch(() => {});
  await lines`drop trigger no_record on crm_claims`;
}

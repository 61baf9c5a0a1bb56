import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Vendor } from '../../src/crm/connector.ts';
import { noteAnswered, noteDown } from '../../src/crm/gate.ts';
import { crmGates } from '../../src/crm/table.ts';
import { vendorOf } from '../../src/crm/vendors.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import { startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import type { FakeCrm, Fault } from '../support/crm/fake-crm.ts';
import { addPeople, connectStandIn, statesOf } from './connected.ts';

let t: TestApp;
let fake: FakeCrm | undefined;
let crmId: string;
beforeAll(async () => {
  t = await startTest();
  // Ahead of the real one: what is due later by this clock must not come due while a test runs.
  t.clock.advance(3_600_000);
});
afterAll(async () => {
  await fake?.close();
  await t.close();
});

async function connect<Fake extends FakeCrm>(started: Fake, vendor: Vendor): Promise<Fake> {
  await fake?.close();
  fake = started;
  await t.deps.db.execute(sql`delete from crm_connectors`);
  await t.runDueJobs();
  crmId = await connectStandIn(t.deps, { credentials: started.credentials, vendor });
  return started;
}

async function gate() {
  const [row] = await t.deps.db.select().from(crmGates).where(eq(crmGates.connectorId, crmId));
  if (!row) throw new Error('there is no gate');
  return { ...row, wait: Number(row.probeAt) - t.clock.now().getTime() };
}

/** Batches that come to nothing, one after the other. */
async function fail(times: number, heard: boolean, cause: 'down' | 'rights' = 'down'): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await noteDown(t.deps.db, crmId, { cause, detail: '', heard, now: t.clock.now() });
  }
}

/** Comes to the next probe, and it fails. */
async function failProbe(heard: boolean): Promise<void> {
  t.clock.advance(Math.max(0, (await gate()).wait) + 1_000);
  await fail(1, heard);
}

describe('a CRM is taken for down', () => {
  beforeEach(async () => void (await connect(await startFakeCivicrm(), vendorOf('civicrm'))));

  test('when it said nothing at all to five batches in a row', async () => {
    await fail(4, false);
    expect((await gate()).circuit).toBe('closed');
    await fail(1, false);
    expect((await gate()).circuit).toBe('open');
  });

  test('when it answers but twenty batches come to nothing, and not before', async () => {
    await fail(19, true);
    expect((await gate()).circuit).toBe('closed');
    await fail(1, true);
    expect((await gate()).circuit).toBe('open');
  });

  test('not when every now and then a batch passes', async () => {
    for (let time = 0; time < 4; time += 1) {
      await fail(4, false);
      await noteAnswered(t.deps.db, crmId, t.clock.now());
    }
    expect((await gate()).circuit).toBe('closed');
  });

  test('at once where a person has to act, whatever it answered', async () => {
    await fail(1, true, 'rights');
    expect(await gate()).toMatchObject({ circuit: 'open', openings: 1 });
    expect((await gate()).wait).toBeGreaterThan(200_000);
  });

  test('for a while that doubles as long as it says nothing, and no longer when it answers again', async () => {
    await fail(5, false);
    for (let time = 0; time < 4; time += 1) await failProbe(false);
    expect((await gate()).wait).toBeGreaterThan(160_000);
    await failProbe(true);
    expect(await gate()).toMatchObject({ circuit: 'open', openings: 1 });
    expect((await gate()).wait).toBeLessThan(20_000);
  });
});

describe('what a batch says of the CRM', () => {
  test.each<[string, Fault[], Partial<typeof crmGates.$inferSelect>]>([
    ['an answer that got lost is asked for once more', ['reset-before'], { failures: 0, cause: null }],
    // Its database is down: it answers 200, and a page.
    ['pages are no answer', Array<Fault>(2).fill('html'), { failures: 4 }],
    ['it answered who is there before it failed', ['none', 'none', 'reset-before', 'reset-before'], { failures: 1 }],
  ])('%s', async (_, faults, expected) => {
    const crm = await connect(await startFakeCivicrm(), vendorOf('civicrm'));
    crm.faults.next = faults;
    await addPeople(t.deps, 1, 'health');
    await t.runDueJobs();
    expect(crm.faults.next).toEqual([]);
    expect(await gate()).toMatchObject(expected);
    expect(crm.people()).toHaveLength(expected.failures === 0 ? 1 : 0);
    await t.deps.db.execute(sql`truncate contacts cascade`);
  });
});

test('who was not tried because the vendor was away is put back as they were, and goes as soon as it is there', async () => {
  const crm = await connect(await startFakeActionNetwork(), vendorOf('action-network'));
  await addPeople(t.deps, 12, 'behind');
  // The first passes; the answers to those behind get lost, each twice.
  crm.faults.next = ['none', 'none', ...Array<Fault>(8).fill('reset-before')];
  await t.runDueJobs();
  const states = await statesOf(t.deps, crmId);
  const tried = states.filter(({ attempts }) => attempts > 0);
  expect(tried).toHaveLength(4);
  expect(states.filter(({ state }) => state === 'synced')).toHaveLength(8);
  expect(crm.people()).toHaveLength(8);
}, 240_000);

import { setTimeout as delay } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Vendor } from '../../src/crm/connector.ts';
import { driveCrm } from '../../src/crm/drive-crm.ts';
import { findRun } from '../../src/crm/queries.ts';
import { placeOf, sealText } from '../../src/crm/seal.ts';
import { startRun } from '../../src/crm/start-run.ts';
import { crmConnectors } from '../../src/crm/table.ts';
import { vendorOf, vendors } from '../../src/crm/vendors.ts';
import type { Deps } from '../../src/deps.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import { startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import type { FakeCrm, Fault } from '../support/crm/fake-crm.ts';
import { startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { startFakeReceiver } from '../support/crm/fake-receiver.ts';
import { startStandIn } from '../support/crm/stand-in.ts';
import { addPeople, connectStandIn, withdraw } from './connected.ts';
import { startCrew } from './worker-crew.ts';

// Small in the suite; by hand: CRM_CONTACTS=20000 CRM_KILLS=30 CRM_FAULTS=0.2.
const count = Number(process.env.CRM_CONTACTS ?? 60);
const kills = Number(process.env.CRM_KILLS ?? 1);
const share = Number(process.env.CRM_FAULTS ?? 0.1);
const among: Fault[] = [
  ...(['reset-before', 'reset-during', 'reset-after', 'error-before', 'error-after', 'html', 'rate'] as const),
  ...(['frozen-before', 'frozen-after'] as const),
];

type Contestant = {
  name: string;
  start(): Promise<{ fake: FakeCrm; vendor: Vendor; tokens?: { access: string; refresh: string } }>;
  options?: Record<string, unknown>;
  /** Nobody can be there before us, and nothing can be asked back. */
  holdsNobody?: true;
};

/** Faster than the vendors allow, which is another test's matter: what counts here is what comes of it. */
const fast = { fields: [], tags: [], limits: { calls: 2_000, perSeconds: 1 } };

const contestants: Contestant[] = [
  {
    name: 'stand-in',
    async start() {
      const fake = await startStandIn({ calls: 2_000, batch: 20, inFlight: 4 });
      return { fake, vendor: fake.vendor };
    },
  },
  { name: 'civicrm', start: async () => ({ fake: await startFakeCivicrm(), vendor: vendorOf('civicrm') }) },
  {
    name: 'action-network',
    start: async () => ({ fake: await startFakeActionNetwork(), vendor: vendorOf('action-network') }),
  },
  {
    name: 'nationbuilder',
    async start() {
      const fake = await startFakeNationBuilder();
      return { fake, vendor: vendorOf('nationbuilder'), tokens: fake.grantTokens() };
    },
  },
  {
    name: 'hubspot',
    start: async () => ({ fake: await startFakeHubSpot(), vendor: vendorOf('hubspot') }),
    options: { createProperties: true },
  },
  {
    name: 'webhooks',
    start: async () => ({ fake: await startFakeReceiver(), vendor: vendorOf('webhooks') }),
    holdsNobody: true,
  },
];

/** By hand, some of them: CRM_VENDORS=civicrm,hubspot. */
const chosen = process.env.CRM_VENDORS?.split(',');
let t: TestApp;
beforeAll(async () => {
  t = await startTest({ at: 'present', env: { CRM_TIMEOUT_SECONDS: '1', LOG_LEVEL: 'fatal' } });
});
afterAll(() => t.close());

test.each(contestants.filter(({ name }) => chosen?.includes(name) ?? true))(
  '$name: with faults on its calls and workers that are killed, both sides are equal and nobody is there twice',
  async ({ start, options = {}, holdsNobody = false }) => {
    const { deps } = t;
    const { fake, vendor, tokens } = await start();
    const known = vendors[vendor.name];
    vendors[vendor.name] = vendor;
    await deps.db.execute(sql`delete from crm_connectors`);
    await deps.db.execute(sql`truncate contacts cascade`);
    // Some are there already, and some of those have left over there.
    for (let n = 1; n <= count && !holdsNobody; n += 10) {
      const left = n % 20 === 1;
      fake.add({ email: `Seul${n}@example.org`, subscription: left ? 'unsubscribed' : 'subscribed' });
    }
    const connectorId = await connectStandIn(
      deps,
      { credentials: fake.credentials, vendor },
      { options, description: fast },
    );
    if (tokens) {
      const sealed = sealText(
        deps.config,
        placeOf(connectorId, 'tokens'),
        JSON.stringify({ ...tokens, expiresAt: new Date(Date.now() + 86_400_000) }),
      );
      await deps.db.update(crmConnectors).set({ tokens: sealed }).where(eq(crmConnectors.id, connectorId));
    }
    fake.faults.share = share;
    fake.faults.among = among;
    const began = performance.now();
    const ids = await addPeople(deps, count, 'seul');
    const crew = await startCrew(2, {
      DATABASE_URL: deps.databaseUrl,
      SECRET: deps.config.secret,
      CRM_TIMEOUT_SECONDS: '1',
      LOG_LEVEL: 'fatal',
      CONNECTOR: connectorId,
      ...(vendor.label === 'Stand-in' ? { STAND_IN: JSON.stringify(vendor.limits) } : {}),
    });
    const leavers = ids.filter((_, index) => index % 7 === 3);
    try {
      let killed = 0;
      for (;;) {
        await delay(500);
        const { done, waiting } = await progress(deps);
        // The kills and those who leave fall into the midst of it.
        if (killed < kills && done >= (killed * count) / (kills + 1)) {
          killed += 1;
          await crew.killOne();
          const part = Math.ceil(leavers.length / kills);
          for (const id of leavers.slice((killed - 1) * part, killed * part)) await withdraw(deps, id);
        }
        if (killed === kills && waiting === 0 && done === count) break;
        if (performance.now() - began > 3_600_000) throw new Error(`${done} of ${count} after an hour`);
      }
    } finally {
      await crew.stop();
    }
    const took = (performance.now() - began) / 1_000;
    fake.faults.share = 0;
    // The workers went by the real time, and what a CRM asked them to wait for is written down in it.
    t.clock.advance(Date.now() - t.clock.now().getTime());
    const calls = fake.calls.length;
    console.log(
      `${vendor.label}: ${count} contacts in ${took.toFixed(0)} s, ${(calls / count).toFixed(3)} calls a contact`,
    );

    const people = fake.people();
    expect(new Set(people.map(({ email }) => email.toLowerCase())).size, 'nobody is there twice').toBe(people.length);
    expect(people).toHaveLength(count);
    const gone = new Set(leavers);
    const wrong = people.filter(({ email, contactId, subscription }) => {
      const n = Number(/\d+/.exec(email)?.[0]);
      const leftThere = n % 20 === 1 && !holdsNobody;
      const no = leftThere || gone.has(contactId ?? '');
      return no ? subscription !== 'unsubscribed' : subscription !== 'subscribed';
    });
    expect(
      wrong.map(({ email }) => email),
      'no opt-out is undone, and no consent is lost',
    ).toEqual([]);
    expect(new Set(people.map(({ contactId }) => contactId)), 'each carries our id').toEqual(new Set(ids));

    // Everybody once more: nothing changed, so nothing is written.
    const before = fake.calls.filter(({ writes }) => writes).length;
    const again = await startRun(deps, { id: uuidv7(), connectorId, kind: 'backfill', organizerId: null });
    if (!again.ok) throw new Error(again.reason);
    await driveCrm(deps, { connectorId, runId: again.runId, onProgress: () => {} });
    expect((await findRun(deps.db, again.runId))?.state).toBe('done');
    expect(fake.calls.filter(({ writes }) => writes).length - before, 'a second run writes nothing').toBe(0);
    if (!holdsNobody) await compare(deps, connectorId);
    await fake.close();
    if (known) vendors[vendor.name] = known;
    else delete vendors[vendor.name];
  },
  4_000_000,
);

/** Looked at often: counted by the database, so that the test takes nothing from those whom it watches. */
async function progress({ db }: Deps): Promise<{ done: number; waiting: number }> {
  const [row] = await db.execute<{ done: number; waiting: number }>(sql`
    select (select count(*)::int from crm_sync_states where state = 'synced') as done,
      (select count(*) from crm_changes)::int
        + (select count(*) from crm_sync_states where state <> 'synced')::int as waiting`);
  if (!row) throw new Error('nothing was counted');
  return row;
}

async function compare(deps: Deps, connectorId: string): Promise<void> {
  const compared = await startRun(deps, { id: uuidv7(), connectorId, kind: 'reconcile', organizerId: null });
  if (!compared.ok) throw new Error(compared.reason);
  await driveCrm(deps, { connectorId, runId: compared.runId, onProgress: () => {} });
  const { counts, detail } = (await findRun(deps.db, compared.runId)) ?? {};
  // Who left over there counts here too once it was pulled.
  expect((counts?.equal ?? 0) + (counts?.consent ?? 0), JSON.stringify({ counts, detail })).toBe(count);
}

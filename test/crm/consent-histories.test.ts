import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionNetwork } from '../../src/crm/action-network/vendor.ts';
import { civicrm } from '../../src/crm/civicrm/vendor.ts';
import type { Vendor } from '../../src/crm/connector.ts';
import { hubspot } from '../../src/crm/hubspot/vendor.ts';
import { nationbuilder } from '../../src/crm/nationbuilder/vendor.ts';
import { vendors } from '../../src/crm/vendors.ts';
import { webhooks } from '../../src/crm/webhooks/vendor.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import { startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import type { FakeCrm } from '../support/crm/fake-crm.ts';
import { startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { startFakeReceiver } from '../support/crm/fake-receiver.ts';
import { worlds } from '../support/crm/histories.ts';
import { playWorld, type Seen } from '../support/crm/two-sides.ts';

/** So many histories of two people for each connector; the rest by hand: `CRM_HISTORIES=10000`. */
const histories = Number(process.env.CRM_HISTORIES ?? 40);
const together = Math.min(histories, 20);
/** The suite plays the same ones each time; by hand, others each time unless `CRM_SEED` says which. */
const byHand = process.env.CRM_HISTORIES !== undefined;
const seed = Number(process.env.CRM_SEED ?? (byHand ? Date.now() % 1_000_000 : 4_242));

const sides: [Vendor['name'], Vendor, () => Promise<FakeCrm>][] = [
  ['civicrm', civicrm, startFakeCivicrm],
  ['action-network', actionNetwork, startFakeActionNetwork],
  ['nationbuilder', nationbuilder, startFakeNationBuilder],
  ['hubspot', hubspot, startFakeHubSpot],
  ['webhooks', webhooks, startFakeReceiver],
];

const keys = ['subscribed', 'departures', 'withdrawnFor', 'returns'] as const;

describe.each(sides)('with %s on the other side', (name, vendor, startFake) => {
  let t: TestApp;
  const known = vendors[name];
  beforeAll(async () => {
    t = await startTest({ env: { CRM_TIMEOUT_SECONDS: '2', LOG_LEVEL: 'silent' } });
  });
  afterAll(async () => {
    if (known) vendors[name] = known;
    await t.close();
  });

  test('whatever happens here and there, nobody is subscribed without a yes that counts, nothing from there grants, and a no wins', {
    timeout: 24 * 3_600_000,
  }, async () => {
    let played = 0;
    const total: Seen = { subscribed: 0, departures: 0, withdrawnFor: 0, returns: 0 };
    const property = fc.asyncProperty(worlds(together), async (world) => {
      const fake = await startFake();
      try {
        const seen = await playWorld(t, vendor, fake, world);
        for (const key of keys) total[key] += seen[key];
        played += world.pairs.length;
      } finally {
        await fake.close();
      }
    });
    const path = process.env.CRM_PATH ? { path: process.env.CRM_PATH } : {};
    await fc.assert(property, { seed, numRuns: Math.ceil(histories / together), endOnFailure: true, ...path });
    expect(played).toBeGreaterThanOrEqual(histories);
    if (byHand) console.info(name, { seed, played, ...total });
    // Worlds in which nothing happens prove nothing.
    if (played < 1_000) return;
    expect(total.subscribed).toBeGreaterThan(played / 20);
    expect(total.withdrawnFor).toBeGreaterThan(played / 100);
  });
});

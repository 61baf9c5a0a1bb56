import { afterAll, beforeAll, expect, test } from 'vitest';
import { vendorOf } from '../../src/crm/vendors.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import { addPeople, connectStandIn } from './connected.ts';

const token = 'a token that Prometheus has';
let t: TestApp;
beforeAll(async () => {
  t = await startTest({ env: { METRICS_TOKEN: token } });
});
afterAll(() => t.close());

test('Prometheus is told how each connector stands, and nobody else is', async () => {
  const fake = await startFakeCivicrm();
  await connectStandIn(t.deps, { credentials: fake.credentials, vendor: vendorOf('civicrm') }, { state: 'paused' });
  await addPeople(t.deps, 3, 'figure');
  await t.runDueJobs();
  expect((await t.app.request('/metrics')).status).toBe(401);
  expect((await t.app.request('/metrics', { headers: { authorization: 'Bearer x' } })).status).toBe(401);
  const answer = await t.app.request('/metrics', { headers: { authorization: `Bearer ${token}` } });
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toContain('terrain_crm_waiting{connector="Stand-in",vendor="civicrm"} 3');
  expect(text).toContain('terrain_crm_up{connector="Stand-in",vendor="civicrm"} 1');
  expect(text).toContain('terrain_crm_active{connector="Stand-in",vendor="civicrm"} 0');
  await fake.close();
});

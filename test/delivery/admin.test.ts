import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeGate } from '../../src/mail/gate.ts';
import { auditLog, type SignedInTest, startSignedIn, visitor } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';

let t: SignedInTest;
beforeAll(async () => {
  t = await startSignedIn();
  await addCampaign(t.deps);
});
afterAll(() => t.close());

test('a campaign’s mails are paused and go on at the push of a button, and both are in the log', async () => {
  expect(await page()).toContain('/admin/delivery/essai/pause');
  await press('/admin/delivery/essai/pause');
  await press('/admin/delivery/essai/pause');
  expect(await page()).toContain('Suspendu par l’équipe');
  await press('/admin/delivery/essai/resume');
  expect(await page()).toContain('/admin/delivery/essai/pause');
  expect(await auditLog(t, 'sending.paused')).toHaveLength(1);
  expect(await auditLog(t, 'sending.resumed')).toHaveLength(1);
});

test('a transport that takes nothing is told in its own words, and tried again at the push of a button', async () => {
  await closeGate(t.deps.db, new Date(t.clock.now().getTime() + 300_000), 'Resend: 401 restricted_api_key');
  expect(await page()).toContain('Resend: 401 restricted_api_key');
  await press('/admin/delivery/try-again');
  expect(await page()).not.toContain('restricted_api_key');
});

async function press(path: string): Promise<void> {
  const olive = await visitor(t, 'olive@example.org');
  expect((await olive.post(path, {})).status).toBe(303);
}

async function page(): Promise<string> {
  return await (await t.get('/admin/delivery')).text();
}

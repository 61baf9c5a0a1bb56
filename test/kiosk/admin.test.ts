import { afterEach, beforeEach, expect, test } from 'vitest';
import { consents } from '../../src/consents/table.ts';
import { kioskKeys, kioskLeftovers, kiosks } from '../../src/kiosk/table.ts';
import { messages } from '../../src/locales/index.ts';
import { auditEntries } from '../../src/organizers/table.ts';
import { signups } from '../../src/signups/table.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { formBody } from '../support/forms.ts';
import { openDevice, readSettings } from './device.ts';

const t = messages('fr').kiosk.admin;
let site: SignedInTest;
let campaign: string;

beforeEach(async () => {
  site = await startSignedIn();
  campaign = await addCampaign(site.deps);
});
afterEach(() => site.close());

test('an organizer makes a kiosk, and its link opens the page', async () => {
  expect(await (await get('/admin/kiosks')).text()).toContain(t.empty);
  const made = await post('/admin/kiosks', { name: ' Table du marché ', campaign, lifetime: 'week' });
  expect(made.status).toBe(303);
  const detail = await (await get(made.headers.get('location') ?? '')).text();
  const link = /id="kiosk-link"[^>]*value="([^"]+)"/.exec(detail)?.[1] ?? '';
  const page = await site.app.request(new URL(link).pathname + new URL(link).search);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Table du marché');
  const list = await (await get('/admin/kiosks')).text();
  expect(list).toContain('Table du marché');
  expect(list).not.toContain(new URL(link).searchParams.get('k') ?? '?');
});

test('a name that is missing or too long, an unknown campaign: the form comes back with what was typed', async () => {
  for (const wrong of [{ name: ' ' }, { name: 'x'.repeat(81) }, { campaign: 'x' }, { lifetime: 'ever' }]) {
    const answer = await post('/admin/kiosks', { name: 'Table', campaign, lifetime: 'month', ...wrong });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(t.incomplete);
    if (!wrong.name) expect(html).toContain('value="Table"');
  }
  const stranger = await post('/admin/kiosks', {
    name: 'Table',
    campaign: '0198c0de-0000-7000-8000-000000000000',
    lifetime: 'day',
  });
  expect(stranger.status).toBe(422);
  expect(await site.deps.db.$count(kiosks)).toBe(0);
});

test('closing, letting in and changing the key are in the audit log, closing twice once', async () => {
  const device = await openDevice(site);
  const item = await device.sign({ email: 'ada@example.org', firstName: 'Ada' });
  const path = `/admin/kiosks/${device.kioskId}`;
  for (let times = 0; times < 2; times += 1) expect((await post(`${path}/revoke`, {})).status).toBe(303);
  await device.send([item]);
  const shown = await (await get(path)).text();
  expect(shown).toContain(t.reasons.revoked);
  expect(shown).not.toContain('id="kiosk-link"');
  await post(`${path}/take-in`, {});
  await post(`${path}/take-in`, {});
  expect(await site.deps.db.$count(kioskLeftovers)).toBe(0);
  expect(await site.deps.db.$count(signups)).toBe(1);
  await post(`${path}/rotate-key`, {});
  expect(await site.deps.db.$count(kioskKeys)).toBe(2);
  const entries = await site.deps.db.select().from(auditEntries).orderBy(auditEntries.id);
  const kioskActs = entries.map(({ action }) => action).filter((action) => action.startsWith('kiosk.'));
  expect(kioskActs).toEqual([
    'kiosk.key-rotated',
    'kiosk.opened',
    'kiosk.revoked',
    'kiosk.leftovers-taken-in',
    'kiosk.key-rotated',
  ]);
  const log = await (await get('/admin/audit')).text();
  const words: Record<string, string> = messages('fr').admin.audit.actions;
  for (const action of kioskActs) expect(log).toContain(words[action]);
});

test('what is set aside is shown as far as it can be opened, and what was looked at can be deleted', async () => {
  const device = await openDevice(site);
  const nameless = await device.sign({ email: 'ada@example.org', firstName: '' });
  await device.send([nameless, { id: 'abc', sealed: 'abc' }]);
  const path = `/admin/kiosks/${device.kioskId}`;
  const shown = await (await get(path)).text();
  expect(shown).toContain('ada@example.org');
  expect(shown).toContain(t.reasons.unreadable);
  const seen = /name="seen" value="(\d+)"/.exec(shown)?.[1] ?? '';
  await post(`${path}/discard`, {});
  await post(`${path}/discard`, { seen: 'x' });
  expect(await site.deps.db.$count(kioskLeftovers)).toBe(2);
  site.clock.advance(1_000);
  await device.send([{ id: 'later', sealed: 'later' }]);
  await post(`${path}/discard`, { seen });
  // Nobody had looked at the third one.
  expect((await site.deps.db.select().from(kioskLeftovers)).map(({ id }) => id)).toEqual(['later']);
});

test('with a new SECRET the old keys cannot be opened, and the next kiosk gets a new one', async () => {
  const before = await openDevice(site);
  site.deps.config.secret = 'another secret, after the old one was lost';
  const after = await openDevice(site);
  expect(after.settings.key.id).not.toBe(before.settings.key.id);
  expect((await before.post([])).status).toBe(403);
  const item = await after.sign({ email: 'ada@example.org', firstName: 'Ada' });
  expect(await after.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
});

test('with OLD_SECRET, what devices sealed before the change is opened, consents too, and links go on', async () => {
  const device = await openDevice(site);
  const item = await device.sign({ email: 'ada@example.org', firstName: 'Ada', consent: 'yes' });
  const { config } = site.deps;
  Object.assign(config, { secret: 'another secret, after the old one was changed', oldSecret: config.secret });
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
  expect(await site.deps.db.$count(consents)).toBe(1);
  const page = await site.app.request(device.page);
  expect(page.status).toBe(200);
  expect(readSettings(await page.text()).token).not.toBe(device.settings.token);
});

test('two kiosks of a campaign share its key; the settings hold no secret of ours', async () => {
  const [one, other] = [await openDevice(site), await openDevice(site)];
  expect(one.settings.key).toEqual(other.settings.key);
  const html = await (await site.app.request(one.page)).text();
  const [key] = await site.deps.db.select().from(kioskKeys);
  expect(html).not.toContain(key?.lockedPrivateKey ?? '?');
  expect(html).not.toContain(site.deps.config.secret);
  expect(readSettings(html).key.id).toBe(key?.id);
});

test('nobody but an organizer sees or changes a kiosk', async () => {
  const device = await openDevice(site);
  for (const path of ['/admin/kiosks', `/admin/kiosks/${device.kioskId}`]) {
    expect((await site.app.request(path)).status).toBe(303);
  }
  const answer = await site.app.request(`/admin/kiosks/${device.kioskId}/revoke`, { method: 'POST' });
  expect(answer.headers.get('location')).toContain('/admin/sign-in');
  expect((await site.app.request(device.page)).status).toBe(200);
  expect((await get('/admin/kiosks/none')).status).toBe(404);
});

async function get(path: string): Promise<Response> {
  return await site.get(path, { 'accept-language': 'fr' });
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  return await site.app.request(path, {
    method: 'POST',
    headers: {
      cookie: site.cookie,
      origin,
      'accept-language': 'fr',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: formBody(fields),
  });
}

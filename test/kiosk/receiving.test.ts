import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { consents } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { listKiosks } from '../../src/kiosk/queries.ts';
import { revokeKiosk } from '../../src/kiosk/revoke-kiosk.ts';
import { rotateKey } from '../../src/kiosk/rotate-key.ts';
import { kioskLeftovers, kioskSignups } from '../../src/kiosk/table.ts';
import { takeInLeftovers } from '../../src/kiosk/take-in-leftovers.ts';
import { messages } from '../../src/locales/index.ts';
import { createReceiveSignup } from '../../src/signups/receive-signup.ts';
import { signups } from '../../src/signups/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { everyField } from '../support/every-field.ts';
import { type Device, loadScripts, openDevice, readSettings } from './device.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const ada = { email: 'ada@example.org', firstName: 'Ada' };
let t: TestApp;
let device: Device;
let campaignId: string;

beforeEach(async () => {
  t = await startTest({ env: { SIGNUP_LIMIT_PER_MINUTE: '2' } });
  campaignId = await addCampaign(t.deps);
  device = await openDevice(t);
});
afterEach(() => t.close());

test('a sign-up made on a device is recorded with the moment and the words of its signing', async () => {
  const signedAt = t.clock.now();
  const item = await device.sign({ ...ada, consent: 'yes' }, { at: new Date(signedAt.getTime() + 5 * minute) });
  t.clock.advance(2 * day);
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
  const [signup] = await t.deps.db.select().from(signups);
  expect(signup).toMatchObject({ id: item.id, consented: true, createdAt: new Date(signedAt.getTime() + 5 * minute) });
  const [consent] = await t.deps.db.select().from(consents);
  const wording = messages('fr').consents.wordings.quebec.email({ sender: 'Démo', partner: '' });
  expect(consent).toMatchObject({ wording, source: 'form', at: signup?.createdAt });
  const [came] = await t.deps.db.select().from(kioskSignups);
  expect(came).toMatchObject({ signupId: item.id, kioskId: device.kioskId, clock: 'right', consentDropped: false });
});

test('sent again, however often, it is the same sign-up', async () => {
  const item = await device.sign(ada);
  const [first, ...again] = await Promise.all([1, 2, 3, 4].map(() => device.send([item, item])));
  expect([first, ...again].flat().every((one) => ['kept', 'already'].includes(one?.outcome ?? ''))).toBe(true);
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'already' }]);
  expect(await t.deps.db.$count(signups)).toBe(1);
  expect(await t.deps.db.$count(kioskSignups)).toBe(1);
});

test('a table signs up more people a minute than one address may', async () => {
  const people = await Promise.all(
    Array.from({ length: 20 }, (_, n) => device.sign({ email: `p${n}@example.org`, firstName: 'P' })),
  );
  const answers = await device.send(people);
  expect(answers.map(({ outcome }) => outcome)).toEqual(people.map(() => 'kept'));
});

test('broken ones stop nobody, and are set aside rather than lost', async () => {
  const good = [await device.sign(ada), await device.sign({ email: 'bea@example.org', firstName: 'Bea' })];
  const nameless = await device.sign({ email: 'cleo@example.org', firstName: ' ' });
  const changed = { ...(await device.sign(ada)), sealed: `${good[0]?.sealed.slice(0, -4)}AAAA` };
  const [first, second] = good;
  const items = [first, null, changed, 'x', nameless, { id: 'a\u0000b', sealed: '\u0000' }, { id: 7 }, second];
  const outcomes = (await device.send(items)).map(({ outcome, reason }) => reason ?? outcome);
  const unreadable = 'unreadable';
  expect(outcomes).toEqual(['kept', unreadable, unreadable, unreadable, 'invalid', unreadable, unreadable, 'kept']);
  expect(await t.deps.db.$count(signups)).toBe(2);
  expect(await t.deps.db.$count(kioskLeftovers)).toBe(6);
  const [invalid] = await t.deps.db.select().from(kioskLeftovers).where(eq(kioskLeftovers.id, nameless.id));
  expect(invalid).toMatchObject({
    reason: 'invalid',
    sealed: nameless.sealed,
    detail: { fields: { firstName: 'required' } },
  });
  await device.send(items);
  expect(await t.deps.db.$count(kioskLeftovers)).toBe(6);
});

test('in any order, in any parts, however often each comes: every good one once, and no broken one', async () => {
  const people = await Promise.all(
    Array.from({ length: 12 }, (_, n) => device.sign({ email: `p${n % 9}@example.org`, firstName: 'P' })),
  );
  const { newId } = await loadScripts();
  const broken = people.map(({ sealed }) => ({ id: newId(), sealed }));
  const someItems = fc.array(fc.constantFrom(...people, ...broken), { maxLength: 25 });
  const sent = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(someItems, { minLength: 1, maxLength: 3 }), async (batches) => {
      const answers = (await Promise.all(batches.map((items) => device.send(items)))).flat();
      for (const [index, item] of batches.flat().entries()) {
        const { id, outcome } = answers[index] ?? {};
        expect(id).toBe(item.id);
        const expected = broken.includes(item) ? /^refused$/ : sent.has(item.id) ? /^already$/ : /^(kept|already)$/;
        expect(outcome).toMatch(expected);
      }
      for (const item of batches.flat()) if (people.includes(item)) sent.add(item.id);
      expect(await t.deps.db.$count(signups)).toBe(sent.size);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test('who signed by an older key, before the campaign changed, still comes in', async () => {
  const item = await device.sign({ ...ada, consent: 'yes' });
  await t.deps.db.transaction((tx) => rotateKey(t.deps, tx, 'olive', campaignId));
  const settings = { ...aCampaign().settings, fields: [{ name: 'phone' as const, required: true }] };
  const sender = { ...settings.sender, name: 'Un autre nom' };
  await addCampaign(t.deps, { settings: { ...settings, sender } });
  t.deps.campaigns.expire(() => true);
  const renewed = readSettings(await (await t.app.request(device.page)).text());
  expect(renewed.key.id).not.toBe(device.settings.key.id);
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
  const [consent] = await t.deps.db.select().from(consents);
  expect(consent?.wording).toBe(device.settings.wording.fr?.consents[0]?.wording);
});

test('a sentence that we never published gives no consent, and that is noted', async () => {
  const { fr } = device.settings.wording;
  if (!fr) throw new Error('no French wording');
  const forged = { ...fr, consents: fr.consents.map((one) => ({ ...one, wording: 'J’accepte tout.' })) };
  const items = [
    await device.sign({ ...ada, consent: 'yes' }, { wording: forged }),
    await device.sign({ email: 'bea@example.org', firstName: 'Bea', consent: 'yes' }, { wording: fr, locale: 'en' }),
    await device.sign({ email: 'cleo@example.org', firstName: 'Cleo' }, { wording: forged }),
  ];
  expect((await device.send(items)).map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept']);
  expect(await t.deps.db.$count(consents)).toBe(0);
  const dropped = await t.deps.db.select().from(kioskSignups).where(eq(kioskSignups.consentDropped, true));
  expect(dropped).toHaveLength(2);
});

test('every box that was ticked is in the ledger with its own sentence, and the campaign’s own questions are answered', async () => {
  await t.deps.db.transaction((tx) => importCampaign(tx, everyField(), t.clock.now()));
  const table = await openDevice(t, { slug: 'questions' });
  const boxes = { consent: 'yes', 'consents.sms': 'yes', 'consents.ally': 'yes', 'answers.rules': 'yes' };
  const item = await table.sign({ ...ada, phone: '514 555-0199', 'answers.shirt': 'large', ...boxes });
  expect(await table.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
  const [signup] = await t.deps.db.select().from(signups);
  expect(signup).toMatchObject({ source: 'kiosk', answers: { shirt: 'large', rules: 'yes' } });
  const said = await t.deps.db.select().from(consents);
  const shown = table.settings.wording.fr?.consents ?? [];
  const ticked = shown.filter(({ posted }) => posted in boxes);
  expect(said.map(({ wording }) => wording).sort()).toEqual(ticked.map(({ wording }) => wording).sort());
  expect(said).toHaveLength(4);
});

test('a number that is none takes the consent to be called with it, and what is asked no longer is kept beside the sign-up', async () => {
  await t.deps.db.transaction((tx) => importCampaign(tx, everyField(), t.clock.now()));
  const table = await openDevice(t, { slug: 'questions' });
  const boxes = { consent: 'yes', 'consents.sms': 'yes', 'answers.rules': 'yes' };
  const item = await table.sign({ ...ada, phone: '514 555', 'answers.shirt': 'large', ...boxes });
  const later = everyField();
  later.settings.fields = later.settings.fields.filter(({ name }) => name !== 'shirt');
  await t.deps.db.transaction((tx) => importCampaign(tx, later, t.clock.now()));
  t.deps.campaigns.expire(() => true);
  expect(await table.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
  const said = await t.deps.db.select().from(consents);
  expect(said.map(({ channel }) => channel).sort()).toEqual(['email', 'form']);
  const [came] = await t.deps.db.select().from(kioskSignups);
  expect(came?.dropped).toEqual({ phone: ['514 555'], 'consents.sms': ['yes'], 'answers.shirt': ['large'] });
});

test('an answer that is not valid is left out and kept beside the sign-up: who signed has left', async () => {
  await addCampaign(t.deps, { settings: { ...aCampaign().settings, fields: [{ name: 'phone', required: true }] } });
  t.deps.campaigns.expire(() => true);
  const item = await device.sign({ ...ada, phone: '514' });
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'kept' }]);
  const [contact] = await t.deps.db.select().from(contacts);
  expect(contact).toMatchObject({ email: 'ada@example.org', phone: '' });
  const [came] = await t.deps.db.select().from(kioskSignups);
  expect(came?.dropped).toEqual({ phone: ['514'] });
});

test('an answer that is not valid is kept beside the sign-up also where the process ended before that was noted', async () => {
  await addCampaign(t.deps, { settings: { ...aCampaign().settings, fields: [{ name: 'phone', required: true }] } });
  t.deps.campaigns.expire(() => true);
  const item = await device.sign({ ...ada, phone: '514' });
  await device.send([item]);
  await t.deps.db.delete(kioskSignups);
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'already' }]);
  const [came] = await t.deps.db.select().from(kioskSignups);
  expect(came?.dropped).toEqual({ phone: ['514'] });
});

test('a device whose clock is wrong is corrected by what it is off as it sends', async () => {
  const signedAt = new Date(t.clock.now().getTime() + minute);
  t.clock.advance(day);
  const off = -400 * day;
  const item = await device.sign(ada, { at: new Date(signedAt.getTime() + off) });
  await device.send([item], new Date(t.clock.now().getTime() + off));
  const [signup] = await t.deps.db.select().from(signups);
  const [came] = await t.deps.db.select().from(kioskSignups);
  expect(signup?.createdAt).toEqual(signedAt);
  expect(came).toMatchObject({ clock: 'corrected', deviceAt: new Date(signedAt.getTime() + off) });
});

test('what comes by a link that was revoked waits for an organizer, who can let it in', async () => {
  const item = await device.sign(ada);
  await t.deps.db.transaction((tx) => revokeKiosk(tx, 'olive', device.kioskId, t.clock.now()));
  expect((await t.app.request(device.page)).status).toBe(410);
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'refused', reason: 'revoked' }]);
  expect(await t.deps.db.$count(signups)).toBe(0);
  expect(await takeIn()).toBe(1);
  expect(await t.deps.db.$count(signups)).toBe(1);
  expect(await t.deps.db.$count(kioskLeftovers)).toBe(0);
  expect(await device.send([item])).toEqual([{ id: item.id, outcome: 'already' }]);
});

test('what was signed before the link’s end comes in after it, what was signed later does not', async () => {
  const early = await device.sign(ada);
  t.clock.advance(8 * day);
  const late = await device.sign({ email: 'bea@example.org', firstName: 'Bea' });
  expect((await t.app.request(device.page)).status).toBe(410);
  expect(await device.send([early, late])).toEqual([
    { id: early.id, outcome: 'kept' },
    { id: late.id, outcome: 'refused', reason: 'expired' },
  ]);
});

test('without a link of ours the page explains, and the door stays shut', async () => {
  for (const query of ['', '?k=', '?k=abc', `?k=${device.settings.token}x`]) {
    const answer = await t.app.request(`/fr/essai/kiosk${query}`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(messages('fr').kiosk.page.closed['no-link'].title);
  }
  await addCampaign(t.deps, { slug: 'autre' });
  expect((await t.app.request(device.page.replace('essai', 'autre'))).status).toBe(403);
  const send = (body: string) =>
    t.app.request('/fr/essai/kiosk/signups', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  expect((await send(JSON.stringify({ kiosk: 'abc', sentAt: 0, items: [] }))).status).toBe(403);
  expect((await send('{')).status).toBe(400);
  expect((await send(JSON.stringify({ kiosk: 'abc', sentAt: 0, items: Array(26).fill({}) }))).status).toBe(400);
  expect((await send(`"${'x'.repeat(600_000)}"`)).status).toBe(413);
});

test('a device that sends far too much is told to wait', async () => {
  const items = Array.from({ length: 25 }, () => ({}));
  const statuses: number[] = [];
  for (let times = 0; times < 121; times += 1) statuses.push((await device.post(items)).status);
  expect(statuses.at(0)).toBe(200);
  expect(statuses.at(-1)).toBe(429);
});

test('the page carries what a device needs, and stays out of caches and search', async () => {
  const answer = await t.app.request(device.page);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  const html = await answer.text();
  expect(html).toContain('noindex');
  expect(html).not.toMatch(/style="|<script>|terrain\.js/);
  const manifest = await (
    await t.app.request(`/fr/essai/kiosk/manifest.webmanifest?k=${device.settings.token}`)
  ).json();
  expect(manifest).toMatchObject({ start_url: device.page, scope: '/fr/essai/kiosk', display: 'standalone' });
  const icon = await t.app.request('/fr/essai/kiosk/icon-192.png');
  expect(icon.headers.get('content-type')).toBe('image/png');
  expect((await t.app.request('/fr/essai/kiosk/icon-7.png')).status).toBe(404);
  const worker = await t.app.request('/fr/essai/kiosk/service-worker.js');
  expect(worker.headers.get('service-worker-allowed')).toBe('/fr/essai/kiosk');
});

async function takeIn(): Promise<number> {
  const receive = createReceiveSignup(t.deps);
  const [line] = await listKiosks(t.deps.db, device.kioskId);
  if (!line) throw new Error('the kiosk is not there');
  return await takeInLeftovers(t.deps, receive, { ...line, organizerId: 'olive', address: '127.0.0.1' });
}

import { type Challenge, createChallenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMail, listMails } from '../../src/mail/queries.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { startAnother } from '../support/another.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { drawForm, post, signUp } from '../support/forms.ts';

const minute = 60_000;
let t: TestApp;
let campaignId: string;
beforeEach(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
});
afterEach(() => t.close());

describe('the proof of work', () => {
  test('is asked for once thirty posts were refused in a minute, on every machine, and no longer ten minutes later', async () => {
    const other = startAnother(t);
    await trap(29);
    expect(await isOn()).toBe(false);
    await post(other.app, '/fr/essai/signups', { website: 'https://spam.example' });
    await other.deps.refusals.flush();
    t.deps.guards.clear();
    expect([await isOn(), await other.deps.guards.isOn(campaignId)]).toEqual([true, true]);
    t.clock.advance(11 * minute);
    for (const deps of [t.deps, other.deps]) deps.guards.clear();
    expect([await isOn(), await other.deps.guards.isOn(campaignId)]).toEqual([false, false]);
    expect((await signUp(t.app)).headers.get('location')).toMatch(/next/);
    await other.close();
  });

  test('stays off where refusals are few beside a crowd', async () => {
    for (let n = 0; n < 200; n++) t.deps.refusals.noteKept(campaignId);
    await trap(40);
    expect(await isOn()).toBe(false);
  });

  test('stays off where refusals come slowly, and on while they go on', async () => {
    for (let n = 0; n < 5; n++) {
      await trap(10);
      t.clock.advance(minute);
    }
    expect(await isOn()).toBe(false);
    await trap(30);
    t.clock.advance(8 * minute);
    await trap(30);
    t.clock.advance(8 * minute);
    t.deps.guards.clear();
    expect(await isOn()).toBe(true);
  });

  test('is asked for on the page, which stays the same for everyone', async () => {
    const before = await page();
    expect(before).not.toContain('data-challenge');
    expect((await t.app.request('/fr/essai/challenge')).status).toBe(204);
    await turnOn();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await page();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [one, two] = [await page(), await page()];
    expect(one).toContain('data-challenge="/fr/essai/challenge"');
    expect(one).toBe(two);
  });

  test('lets through whoever solved it, once', async () => {
    await turnOn();
    const form = await drawForm(t.app);
    const proof = await solve();
    const sent = { email: 'ada@example.org', firstName: 'Ada', form, proof };
    const first = await post(t.app, '/fr/essai/signups', sent);
    expect(first.headers.get('location')).toMatch(/next/);
    // The network failed, and it comes again, on another machine: the same answer.
    const other = startAnother(t);
    const again = await post(other.app, '/fr/essai/signups', sent);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    // For somebody else it is worth nothing.
    const stolen = await post(other.app, '/fr/essai/signups', { ...sent, email: 'eve@example.org' });
    expect(stolen.status).toBe(422);
    expect(await stolen.text()).toContain('appuyez de nouveau');
    await other.close();
    expect(await countSignups()).toBe(1);
  });

  test('accepts the one and same form with another proof as the one sign-up that it is', async () => {
    await turnOn();
    const form = await drawForm(t.app);
    const sent = { email: 'ada@example.org', firstName: 'Ada', form };
    const first = await post(t.app, '/fr/essai/signups', { ...sent, proof: await solve() });
    const again = await post(t.app, '/fr/essai/signups', { ...sent, proof: await solve() });
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await countSignups()).toBe(1);
  });

  test.each([
    ['rubbish', async () => 'rubbish'],
    ['an unsolved one', async () => encode({ ...(await draw()), solution: { counter: 1, derivedKey: 'aa' } })],
    ['one of somebody else’s making', () => solve('essai', { counter: 1, secret: 'not ours' })],
    ['one that is too easy', () => solve('essai', { cost: 1 })],
    ['one of another campaign', () => solve('autre')],
  ])('refuses %s, with everything typed still there', async (_, make) => {
    const other = await addCampaign(t.deps, { slug: 'autre' });
    await turnOn(other, 'autre');
    await turnOn();
    const form = await drawForm(t.app);
    const sent = { email: 'ada@example.org', firstName: 'Ada', form, proof: await make() };
    const answer = await post(t.app, '/fr/essai/signups', sent);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('value="ada@example.org"');
    expect(await countSignups()).toBe(0);
  });

  test('is asked for where the page was opened before, with everything typed still there', async () => {
    const form = await drawForm(t.app);
    await turnOn();
    const answer = await post(t.app, '/fr/essai/signups', { email: 'ada@example.org', firstName: 'Ada', form });
    expect(answer.status).toBe(422);
    const again = await answer.text();
    expect(again).toContain('data-challenge="/fr/essai/challenge"');
    expect(again).toContain('value="ada@example.org"');
    await t.deps.refusals.flush();
    const [row] = await t.deps.db.$client`select count from refused_posts where reason = 'unproven'`;
    expect(row?.count).toBe(1);
  });
});

describe('a form without a proof, from a browser without scripts', () => {
  const sent = { email: 'ada@example.org', firstName: 'Ada', consent: 'yes', proof: '' };

  test('is kept aside, counts once its mail is answered, and confirms the address with it', async () => {
    await turnOn();
    const held = await post(t.app, '/fr/essai/signups', { ...sent, form: await drawForm(t.app) });
    expect([held.status, held.headers.get('location')]).toEqual([303, '/fr/essai/held']);
    expect((await t.app.request('/fr/essai/held')).status).toBe(200);
    expect(await countSignups()).toBe(0);
    t.clock.advance(minute);
    await t.runDueJobs();
    const link = await linkInMail();
    const asked = await t.app.request(link);
    expect(asked.status).toBe(200);
    const sentence = await tickedSentence();
    expect(await asked.text(), 'whoever presses reads what they agree to').toContain(`<li>${sentence}</li>`);
    expect(await countSignups(), 'a GET changes nothing').toBe(0);
    const pressed = await t.app.request(link, { method: 'POST' });
    expect(pressed.status).toBe(303);
    expect(pressed.headers.get('location')).toMatch(/^\/s\/.*outcome=confirmed/);
    expect(await countSignups()).toBe(1);
    const [row] = await t.deps.db.$client`
      select confirmed_at is not null as confirmed, signups.consented,
        signups.created_at < contacts.confirmed_at as signed_before
      from signups join contacts on contacts.id = contact_id`;
    expect({ ...row }).toEqual({ confirmed: true, consented: true, signed_before: true });
    // Pressed again, it still leads there, and nothing is twice.
    expect((await t.app.request(link, { method: 'POST' })).status).toBe(303);
    expect(await countSignups()).toBe(1);
    // Nor is anyone asked to confirm what they have just confirmed.
    await t.runDueJobs();
    const names = await t.deps.db.$client`select name from messages where state = 'sent'`;
    expect(names.map(({ name }) => name)).toEqual(['welcome']);
  });

  test('that is wrong comes back at once, as any other', async () => {
    await turnOn();
    const form = await drawForm(t.app);
    const answer = await post(t.app, '/fr/essai/signups', { ...sent, email: 'ada@', form });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('id="error-email"');
  });

  test('is mailed to a person three times a day at most, and the answer never tells', async () => {
    await turnOn();
    const form = await drawForm(t.app);
    for (let n = 0; n < 6; n++) {
      const answer = await post(t.app, '/fr/essai/signups', { ...sent, firstName: `Ada ${n}`, form });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/fr/essai/held']);
    }
    await t.runDueJobs();
    expect(await listMails(t.deps.db, { limit: 10 })).toHaveLength(3);
    for (const { id } of await listMails(t.deps.db, { limit: 10 })) {
      expect(JSON.stringify(await findMail(t.deps.db, id))).not.toContain('Ada');
    }
  });

  test('is refused beyond twenty an hour from one place', async () => {
    await turnOn();
    const form = await drawForm(t.app);
    const send = (n: number) => post(t.app, '/fr/essai/signups', { ...sent, email: `p${n}@example.org`, form });
    const statuses = await Promise.all(Array.from({ length: 30 }, async (_, n) => (await send(n)).status));
    expect(statuses.filter((status) => status === 303)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  test('is forgotten after a week', async () => {
    await turnOn();
    await post(t.app, '/fr/essai/signups', { ...sent, form: await drawForm(t.app) });
    await t.runDueJobs();
    const link = await linkInMail();
    t.clock.advance(8 * 24 * 60 * minute);
    expect((await t.app.request(link)).status).toBe(410);
    await t.runDueJobs();
    expect([...(await t.deps.db.$client`select email from held_signups`)]).toEqual([]);
  });

  test('under an address that a merge left confirms it from the main one, and from there alone', async () => {
    const ids: string[] = [];
    for (const email of ['ada@example.org', 'main@example.org']) {
      await signUp(t.app, { email });
      const [contact] = await t.deps.db.$client`select id from contacts where email = ${email}`;
      ids.push(String(contact?.id));
    }
    await t.runDueJobs();
    await turnOn();
    t.clock.advance(minute);
    const keep = async (firstName: string) =>
      await post(t.app, '/fr/essai/signups', { ...sent, firstName, form: await drawForm(t.app) });
    await keep('Ada before');
    await t.runDueJobs();
    const before = await linkInMail();
    t.clock.advance(minute);
    const [loserId = '', survivorId = ''] = ids;
    expect(await mergeContacts(t.deps, { survivorId, loserId, taken: [], organizerId: null })).toMatchObject({
      ok: true,
    });
    t.clock.advance(minute);
    for (const method of ['GET', 'POST']) expect((await t.app.request(before, { method })).status).toBe(410);
    // The mails of a day are spent.
    t.clock.advance(25 * 60 * minute);
    t.deps.guards.clear();
    await turnOn();
    await keep('Ada after');
    await t.runDueJobs();
    const [mail] = await t.deps.db.$client`
      select "to", text from mailbox_mails where text like '%/c/held/%' order by created_at desc limit 1`;
    expect(mail?.to).toBe('main@example.org');
    const after = /\/c\/held\/[\w-]+/.exec(String(mail?.text))?.[0] ?? '';
    expect((await t.app.request(after, { method: 'POST' })).headers.get('location')).toMatch(/outcome=confirmed/);
    const [main] = await t.deps.db.$client`select confirmed_at is not null as confirmed from contacts`;
    expect({ ...main }).toEqual({ confirmed: true });
  });

  test('goes to nobody who may not be written to', async () => {
    await t.deps.db.$client`insert into suppressions values ('ada@example.org', 'bounced', now())`;
    await turnOn();
    await post(t.app, '/fr/essai/signups', { ...sent, form: await drawForm(t.app) });
    await t.runDueJobs();
    expect(await listMails(t.deps.db, { limit: 10 })).toEqual([]);
  });
});

test('the mail of a form that is kept aside goes once a transport that took nothing does again', async () => {
  await turnOn();
  let stopped = true;
  const taken: string[] = [];
  t.deps.mailer.send = async (mail) => {
    if (stopped) return { kind: 'stopped', reason: 'Resend: 401 restricted_api_key' };
    taken.push(mail.to);
    return { kind: 'sent', providerId: '' };
  };
  const kept = { email: 'ada@example.org', firstName: 'Ada', consent: 'yes', proof: '', form: await drawForm(t.app) };
  const answer = await post(t.app, '/fr/essai/signups', kept);
  expect(answer.headers.get('location')).toBe('/fr/essai/held');
  await t.runDueJobs();
  stopped = false;
  await t.deps.db.$client`update graphile_worker._private_jobs set run_at = now() where attempts > 0`;
  await t.runDueJobs();
  expect(taken).toEqual(['ada@example.org']);
});

/** Sends what springs the trap, and counts it. */
async function trap(times: number, slug = 'essai'): Promise<void> {
  for (let n = 0; n < times; n++) await post(t.app, `/fr/${slug}/signups`, { website: 'https://spam.example' });
  await t.deps.refusals.flush();
}

async function turnOn(id = campaignId, slug = 'essai'): Promise<void> {
  await trap(30, slug);
  expect(await t.deps.guards.isOn(id)).toBe(true);
}

function isOn(): Promise<boolean> {
  return t.deps.guards.isOn(campaignId);
}

async function page(): Promise<string> {
  const html = await (await t.app.request('/fr/essai')).text();
  return html.replace(/name="form" value="[^"]+"/, '');
}

async function draw(slug = 'essai'): Promise<{ challenge: Challenge }> {
  return { challenge: JSON.parse(await (await t.app.request(`/fr/${slug}/challenge`)).text()) };
}

/** Solves a challenge with the library's own solver; `forged` makes one of one's own. */
async function solve(slug = 'essai', forged?: { counter?: number; secret?: string; cost?: number }): Promise<string> {
  const { challenge } = await draw(slug);
  const secret = { hmacSignatureSecret: 'not ours', hmacKeySignatureSecret: 'not ours' };
  const { cost, data = {}, expiresAt = 0 } = challenge.parameters;
  const shape = { algorithm: 'PBKDF2/SHA-256', cost, data, expiresAt, ...forged, counter: 3, deriveKey, ...secret };
  const made = forged ? await createChallenge(shape) : challenge;
  const solution = await solveChallenge({ challenge: made, deriveKey });
  return encode({ challenge: made, solution });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

async function linkInMail(): Promise<string> {
  const [mail] = await listMails(t.deps.db, { limit: 1 });
  const { html } = (await findMail(t.deps.db, mail?.id ?? '')) ?? { html: '' };
  const link = /http:\/\/localhost:3000(\/c\/held\/[\w-]+)/.exec(html)?.[1];
  if (link === undefined) throw new Error('the mail has no link');
  return link;
}

/** What stands beside the box that the kept form has ticked. */
async function tickedSentence(): Promise<string> {
  const [row] = await t.deps.db.$client`
    select signup #>> '{submission,consents,0,wording}' as wording from held_signups`;
  const wording = String(row?.wording ?? '');
  expect(wording.length).toBeGreaterThan(20);
  return escapeHtml(wording);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

async function countSignups(): Promise<number> {
  const [row] = await t.deps.db.$client`select count(*)::int as count from signups`;
  return Number(row?.count);
}

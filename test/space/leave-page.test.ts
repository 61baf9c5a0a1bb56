import { afterEach, beforeEach, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { joinAndConfirm, lastMail, namesOf, pathIn, wait } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

const { pages, consents } = messages('fr');
const { own } = consents;
const t = pages.unsubscribe;
const { settings } = aCampaign();

let site: TestApp;
/** Adèle said yes to everything, Bob to mail and text messages. */
let adele: string;
let bob: string;
beforeEach(async () => {
  site = await startTest();
  const partner = { channel: 'partner' as const, key: 'ally', name: 'Les Amies du Parc' };
  const fields = [{ name: 'phone' as const, required: false }];
  const offered = [{ channel: 'email' as const }, { channel: 'sms' as const }, { channel: 'phone' as const }, partner];
  await addCampaign(site.deps, { settings: { ...settings, fields, consents: offered } });
  const ticked = { phone: '514 555-0123', 'consents.sms': 'yes' };
  const all = { ...ticked, 'consents.phone': 'yes', 'consents.ally': 'yes' };
  adele = await arrive('adele@example.org', all);
  bob = await arrive('bob@example.org', ticked);
});
afterEach(() => site.close());

test('the way out shows each purpose with a button of its own, and a look at it changes nothing', async () => {
  const html = await read(adele);
  for (const what of [own.channels.sms, own.channels.phone, own.channels.partner('Les Amies du Parc')])
    expect(html).toContain(`aria-label="${own.withdrawNamed(what)}"`);
  expect(html).toContain(t.action);
  expect(html).toContain(t.all);
  for (const path of [adele, `${adele}?outcome=all`, `${adele}/all`, `${adele}/purposes`])
    for (const method of ['GET', 'HEAD']) await site.app.request(path, { method });
  expect(await standing('adele@example.org')).toEqual(['email', 'partner', 'phone', 'sms']);
  const early = await read(`${adele}?outcome=all`);
  expect(early).not.toContain(t.allDoneTitle);
  expect(early).toContain(t.action);
});

test('a purpose that is taken back leaves the others and the mails as they were', async () => {
  const answer = await post(site.app, `${adele}/purposes`, { consent: consentIn(await read(adele), own.channels.sms) });
  expect(answer.status).toBe(303);
  expect(await standing('adele@example.org')).toEqual(['email', 'partner', 'phone']);
  const html = await read(answer.headers.get('location') ?? '');
  expect(html).toContain(own.withdrawn);
  expect(html).toContain(t.action);
  expect(html).not.toContain(own.withdrawNamed(own.channels.sms));
  const [entry] = await site.deps.db.$client`select source, wording from consents where action = 'withdrawn'`;
  expect({ ...entry }).toEqual({ source: 'unsubscribe-page', wording: own.withdraw });
});

test('nobody takes back what is another’s', async () => {
  await post(site.app, `${adele}/purposes`, { consent: consentIn(await read(bob), own.channels.sms) });
  expect(await standing('bob@example.org')).toEqual(['email', 'sms']);
  const forged = `${adele.slice(0, -2)}AA`;
  expect((await post(site.app, `${forged}/all`, {})).status).toBe(403);
  expect(await standing('adele@example.org')).toHaveLength(4);
});

test('the mails that are left by the first button leave the rest to choose from', async () => {
  const html = await (await post(site.app, adele, {})).text();
  expect(html).toContain(t.doneTitle);
  expect(html).toContain(t.all);
  expect(await standing('adele@example.org')).toEqual(['partner', 'phone', 'sms']);
});

test('one button ends all of it, at once for what is planned, and twice as once', async () => {
  for (let press = 0; press < 2; press += 1) {
    const answer = await post(site.app, `${adele}/all`, {});
    expect(await read(answer.headers.get('location') ?? '')).toContain(t.allDoneTitle);
    expect(await standing('adele@example.org')).toEqual([]);
  }
  await wait(site, 100);
  expect(await namesOf(site, 'adele@example.org')).toEqual(['confirm', 'welcome']);
  expect(await namesOf(site, 'bob@example.org')).toEqual(['confirm', 'welcome', 'act']);
});

test('whoever agreed to the mails alone finds one button', async () => {
  const path = await arrive('cleo@example.org', {});
  expect(await read(path)).not.toContain(t.others);
});

/** Signs up and confirms; returns the path of the way out in the first mail. */
async function arrive(email: string, ticked: Record<string, string>): Promise<string> {
  await joinAndConfirm(site, { email, ...ticked });
  return pathIn(await lastMail(site, 'welcome', email), '/u/');
}

async function read(path: string): Promise<string> {
  return await (await site.app.request(path)).text();
}

function consentIn(html: string, what: string): string {
  const before = html.slice(0, html.indexOf(own.withdrawNamed(what)));
  return /.*name="consent" value="([^"]+)"/s.exec(before)?.[1] ?? '';
}

/** The channels that a contact may be turned to by, as the last entries of the ledger have it. */
async function standing(email: string): Promise<string[]> {
  const rows = await site.deps.db.$client`
    select distinct on (channel, subject) channel, action from consents join contacts on contacts.id = contact_id
    where email = ${email} order by channel, subject, at desc, action desc, consents.id desc`;
  return rows.filter(({ action }) => action === 'granted').map(({ channel }) => String(channel));
}

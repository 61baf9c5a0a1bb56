import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { everyRow } from '../support/every-row.ts';
import { post } from '../support/forms.ts';
import { joinAndConfirm, lastMail, mailsOf, pathIn, pathsIn, type SentMail, wait } from './inbox.ts';

const everyMail = [
  'confirm',
  'welcome',
  'act',
  'pledge',
  'booking',
  'booking-cancelled',
  'shift-reminder',
  'shift-morning',
  'report-ask',
];

let t: TestApp;
let mails: SentMail[];
// One person goes the whole way once, so that there is one of every mail.
beforeAll(async () => {
  t = await startTest();
  const { settings, sequences } = aCampaign();
  const pledge = { kind: 'hours' as const, required: false, suggestions: [2] };
  const withBooking = sequences.map((one) => ({
    ...one,
    steps: one.steps.map(({ condition: _, ...step }) => step),
  }));
  await addCampaign(t.deps, { settings: { ...settings, pledge }, sequences: withBooking });
  const space = await joinAndConfirm(t, { count: '2' });
  const [shift] = await t.deps.db.$client`select id from shifts`;
  await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
  await wait(t, 1);
  await post(t.app, pathIn(await lastMail(t, 'booking'), '/s/'), {});
  await wait(t, 1);
  await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
  for (let hours = 0; hours < 24 * 8; hours += 2) await wait(t, 2);
  mails = await mailsOf(t);
});
afterAll(() => t.close());

test('every mail there is went out', () => {
  expect([...new Set(mails.map((mail) => mail.name))].sort()).toEqual([...everyMail].sort());
});

describe('every mail', () => {
  test.each(everyMail)('%s can be left by one click, read as text, and says who sends it', (name) => {
    const mail = mails.find((one) => one.name === name);
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(mail?.headers['List-Unsubscribe']).toMatch(/^<http:\/\/localhost:3000\/u\/[\w-]+>$/);
    for (const part of [mail?.html, mail?.text]) {
      expect(part).toContain('1, rue Fictive, Montréal');
      expect(part).toContain('Démo');
      expect(part).not.toMatch(/undefined|null|\[object|\{firstName\}|NaN/);
    }
    expect(mail?.subject).not.toMatch(/[\r\n]|undefined|\{/);
    // What can be pressed in the one can be copied from the other.
    for (const path of pathsIn(mail ?? { html: '' })) expect(mail?.text).toContain(path.split('?')[0]);
  });

  test('leads to pages that are there', async () => {
    for (const path of mails.flatMap(pathsIn)) {
      const answer = await t.app.request(path);
      // The seat that a mail's link would give back may be given back already: its owner's space says so.
      expect([200, 303], path).toContain(answer.status);
    }
  });
});

describe('a mail scanner', () => {
  test.each(['GET', 'HEAD'])('that asks for every link of every mail with %s changes nothing', async (method) => {
    const before = await everyRow(t.deps);
    const links = mails.flatMap((mail) => [...pathsIn(mail), unsubscribePath(mail)]);
    expect(links.length).toBeGreaterThan(20);
    for (const path of links) {
      const answer = await t.app.request(path, { method });
      expect(answer.status, path).toBeLessThan(400);
      expect(answer.headers.get('cache-control'), path).toContain('no-store');
      // It follows what the pages link to as well.
      for (const next of pathsOnPage(await answer.text())) await t.app.request(next, { method });
    }
    expect(await everyRow(t.deps)).toEqual(before);
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s changes nothing either', async (method) => {
    const before = await everyRow(t.deps);
    for (const path of mails.flatMap(pathsIn)) await t.app.request(path, { method });
    expect(await everyRow(t.deps)).toEqual(before);
  });
});

function unsubscribePath(mail: SentMail): string {
  return new URL(String(mail.headers['List-Unsubscribe']).slice(1, -1)).pathname;
}

function pathsOnPage(html: string): string[] {
  return [...html.matchAll(/<a[^>]* href="(\/[^"#]*)"/g)].map(([, path = '']) => path.replaceAll('&amp;', '&'));
}

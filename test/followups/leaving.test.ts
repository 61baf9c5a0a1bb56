import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { confirm, join, joinAndConfirm, lastMail, namesOf, pathIn, skipped, wait } from './inbox.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  await addCampaign(t.deps, {
    settings: { ...settings, pledge: { kind: 'hours', required: false, suggestions: [2] } },
  });
});
afterEach(() => t.close());

/** The ways out: the page's button, and a mail program's one click in either encoding (RFC 8058 section 3.2). */
const multipart = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
const ways = [
  ['the button of the page', 'application/x-www-form-urlencoded', '', 'unsubscribe-page'],
  ['one click', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click', 'one-click'],
  ['one click sent as multipart', 'multipart/form-data; boundary=x', multipart, 'one-click'],
] as const;

describe('who leaves', () => {
  test.each(ways)('by %s gets none of the mails that were planned', async (_way, type, body, source) => {
    await joinAndConfirm(t, { count: '2' });
    const path = pathIn(await lastMail(t, 'welcome'), '/u/');
    const answer = await t.app.request(path, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(200);
    for (let week = 0; week < 5; week++) await wait(t, 168);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
    expect(await skipped(t)).toEqual(['act: no-consent', 'pledge: no-consent']);
    const [entry] = await t.deps.db.$client`select source, wording from consents where action = 'withdrawn'`;
    expect(entry?.source).toBe(source);
    expect(entry?.wording).not.toBe('');
  });

  test('between the moment a mail falls due and the moment it is sent, does not get it', async () => {
    await joinAndConfirm(t);
    t.clock.advance(49 * 3_600_000);
    // Due, and not sent yet: the worker was away.
    await leave();
    await t.runDueJobs();
    expect(await skipped(t)).toEqual(['act: no-consent']);
  });

  test('ten times at once is out once, and each time is told so', async () => {
    await joinAndConfirm(t);
    const answers = await Promise.all(Array.from({ length: 10 }, () => leave()));
    expect(new Set(answers)).toEqual(new Set([200]));
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
  });

  test('keeps the mails about a seat, which are not follow-up', async () => {
    const space = await joinAndConfirm(t);
    await leave();
    const [shift] = await t.deps.db.$client`select id from shifts`;
    await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
    await wait(t, 1);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'booking']);
  });

  test('with a body of a hundred megabytes is cut short and still believed', async () => {
    await joinAndConfirm(t);
    let pieces = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (pieces++ < 1_600 ? controller.enqueue(new Uint8Array(65_536)) : controller.close()),
    });
    const path = `http://localhost:3000${pathIn(await lastMail(t, 'welcome'), '/u/')}`;
    const answer = await t.app.request(new Request(path, { method: 'POST', body: endless, duplex: 'half' }));
    expect(answer.status).toBe(200);
    expect(pieces, 'all of it was read into memory').toBeLessThan(20);
  });
});

describe('who left', () => {
  test('is not brought back by the old link, pressed again', async () => {
    await joinAndConfirm(t);
    await leave();
    t.clock.advance(1_000);
    await confirm(t);
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome']);
  });

  test('and signs up anew is asked to confirm, and comes back only by that', async () => {
    await joinAndConfirm(t);
    await leave();
    t.clock.advance(1_000);
    await join(t);
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'confirm']);
    await confirm(t);
    await wait(t, 0.001);
    expect((await namesOf(t)).at(-1), 'who comes back is welcomed').toBe('welcome');
    await wait(t, 49);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'confirm', 'welcome', 'act']);
  });

  test('and signs up anew without the box stays out', async () => {
    await joinAndConfirm(t);
    await leave();
    t.clock.advance(1_000);
    await join(t, { consent: '' });
    await wait(t, 0.001);
    await confirm(t);
    await wait(t, 100);
    expect(await namesOf(t)).toEqual(['confirm', 'welcome', 'confirm']);
  });
});

async function leave(): Promise<number> {
  return (await post(t.app, pathIn(await lastMail(t, 'welcome'), '/u/'), {})).status;
}

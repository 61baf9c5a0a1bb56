import { afterEach, beforeEach, expect, test } from 'vitest';
import { sendDue } from '../../src/followups/send-due.ts';
import { smtpMailer } from '../../src/mail/smtp.ts';
import { addShortCampaign, follow } from '../followups/following.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';

let t: TestApp;
let smtp: FakeSmtp;
beforeEach(async () => {
  smtp = await startFakeSmtp({ knows: (address) => !/^n\d*[123]@/.test(address) });
  t = await startTest({ mailer: smtpMailer({ url: smtp.url }) });
  await addShortCampaign(t);
});
afterEach(async () => {
  await t.close();
  await smtp.close();
});

test('a campaign is paused where a server refuses too many of its addresses at once, as for reports', async () => {
  const sql = t.deps.db.$client;
  await follow(t, 120);
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
  const [pause] = await sql`select reason, sent, counted from campaign_pauses where paused_at is not null`;
  expect(pause?.reason).toBe('bounces');
  expect(pause?.sent).toBeGreaterThanOrEqual(100);
  expect(pause?.counted / pause?.sent).toBeCloseTo(0.3, 1);
  const blocked = await sql`select from suppressions`;
  expect(blocked.length).toBeGreaterThanOrEqual(pause?.counted);
});

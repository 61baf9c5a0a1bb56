import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { hour, joinAndConfirm, lastMail, mailsOf, namesOf, pathIn, type SentMail, skipped, wait } from './inbox.ts';

let t: TestApp;
let space: string;
let shift: { id: string; starts_at: Date; ends_at: Date };
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps);
  const [row] = await t.deps.db.$client<(typeof shift)[]>`select id, starts_at, ends_at from shifts`;
  if (!row) throw new Error('the campaign has no shift');
  shift = row;
  space = await joinAndConfirm(t);
});
afterEach(() => t.close());

describe('a seat', () => {
  test('is confirmed with a calendar entry that a calendar can read', async () => {
    await book();
    const mail = await lastMail(t, 'booking');
    const [file] = mail.attachments;
    expect(file?.filename).toMatch(/\.ics$/);
    expect(file?.contentType).toContain('text/calendar');
    for (const line of String(file?.content).split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const entry = calendar(mail);
    const [booking] = await t.deps.db.$client`select id from bookings`;
    const { UID, SEQUENCE, METHOD, STATUS, SUMMARY, LOCATION, DTSTAMP } = entry;
    expect({ UID, SEQUENCE, STATUS }).toEqual({ UID: `${booking?.id}@localhost`, SEQUENCE: '0', STATUS: 'CONFIRMED' });
    expect({ METHOD, SUMMARY, LOCATION }).toEqual({ METHOD: 'PUBLISH', SUMMARY: 'Porte-à-porte', LOCATION: 'Parc' });
    expect(DTSTAMP).toMatch(/^\d{8}T\d{6}Z$/);
    expect([entry.DTSTART, entry.DTEND]).toEqual([inUtc(shift.starts_at), inUtc(shift.ends_at)]);
  });

  test('has a calendar entry that leads whoever sees it to the campaign, not into the person’s space', async () => {
    await book();
    await post(t.app, pathIn(await lastMail(t, 'booking'), '/s/'), {});
    await wait(t, 0.01);
    for (const mail of [await lastMail(t, 'booking'), await lastMail(t, 'booking-cancelled')]) {
      const url = new URL(calendar(mail).URL ?? '');
      expect(url.href).toBe('http://localhost:3000/essai?lang=fr');
      const page = await t.app.request(url.pathname + url.search);
      expect(page.headers.get('location')).toBe('/fr/essai');
      const unfolded = String(mail.attachments[0]?.content).replaceAll('\r\n ', '');
      expect(unfolded).not.toMatch(/[\w-]{60,}|\/s\//);
    }
  });

  test('is recalled the day before and asked about after, once each', async () => {
    await book();
    await until(shift.starts_at, -24.1);
    expect(await bookingMails()).toEqual(['booking']);
    await until(shift.starts_at, -24);
    expect(await bookingMails()).toEqual(['booking', 'shift-reminder']);
    await until(shift.ends_at, 0.9);
    expect(await bookingMails()).toEqual(['booking', 'shift-reminder']);
    await until(shift.ends_at, 1);
    for (let week = 0; week < 5; week++) await wait(t, 168);
    expect(await bookingMails()).toEqual(['booking', 'shift-reminder', 'report-ask']);
  });

  test('taken on the eve has no reminder', async () => {
    await until(shift.starts_at, -20);
    await book();
    await until(shift.ends_at, 2);
    expect(await bookingMails()).toEqual(['booking', 'report-ask']);
  });

  test('is recalled by the same morning’s mail alone where none could go until then', async () => {
    await book();
    await until(shift.starts_at, -1);
    expect(await bookingMails()).toEqual(['booking', 'shift-morning']);
    expect(await skipped(t)).toContain('shift-reminder: morning-came');
  });

  test('given back is neither recalled nor asked about, and its calendar entry ends', async () => {
    await book();
    expect((await post(t.app, pathIn(await lastMail(t, 'booking'), '/s/'), {})).status).toBe(303);
    await wait(t, 0.01);
    const [made, ended] = [await lastMail(t, 'booking'), await lastMail(t, 'booking-cancelled')].map(calendar);
    expect(ended?.UID).toBe(made?.UID);
    expect(ended?.METHOD).toBe('CANCEL');
    expect(ended?.STATUS).toBe('CANCELLED');
    expect(Number(ended?.SEQUENCE)).toBeGreaterThan(Number(made?.SEQUENCE));
    await until(shift.ends_at, 2);
    expect(await bookingMails()).toEqual(['booking', 'booking-cancelled']);
    expect(await skipped(t)).toContain('shift-reminder: booking-changed');
  });

  test('taken again is a new round of the same mails, and the same entry with a higher number', async () => {
    await book();
    for (let round = 0; round < 2; round++) {
      await post(t.app, pathIn(await lastMail(t, 'booking'), '/s/'), {});
      await wait(t, 0.01);
      await book();
    }
    const entries = (await mailsOf(t)).filter((mail) => mail.attachments.length > 0).map(calendar);
    expect(entries.map((entry) => entry.SEQUENCE)).toEqual(['0', '1', '2', '3', '4']);
    expect(new Set(entries.map((entry) => entry.UID)).size).toBe(1);
    await until(shift.starts_at, -20);
    await until(shift.starts_at, -1);
    await until(shift.ends_at, 2);
    expect((await bookingMails()).filter((name) => !name.startsWith('booking'))).toEqual([
      'shift-reminder',
      'shift-morning',
      'report-ask',
    ]);
  });
});

async function book(): Promise<void> {
  const answer = await post(t.app, `${space}/bookings`, { shift: shift.id });
  expect(answer.headers.get('location')).toContain('outcome=booked');
  await wait(t, 0.01);
}

/** Lets time pass up to so many hours after a moment. */
async function until(moment: Date, hours: number): Promise<void> {
  await wait(t, (new Date(moment).getTime() - t.clock.now().getTime()) / hour + hours);
}

async function bookingMails(): Promise<string[]> {
  return (await namesOf(t)).filter((name) => /booking|shift|report/.test(name));
}

/** The properties of a mail's calendar file, unfolded (RFC 5545 section 3.1), parameters left out. */
function calendar(mail: SentMail): Record<string, string> {
  const text = String(mail.attachments[0]?.content).replaceAll('\r\n ', '');
  const lines = text.split('\r\n').filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => [line.split(/[;:]/)[0], line.slice(line.indexOf(':') + 1)]));
}

function inUtc(moment: Date): string {
  return `${new Date(moment).toISOString().replace(/[-:]|\.\d+Z/g, '')}Z`;
}

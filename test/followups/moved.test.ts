import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { hour, joinAndConfirm, lastMail, namesOf, pathIn, type SentMail, skipped, wait } from './inbox.ts';

let t: TestApp;
let space: string;
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps);
  space = await joinAndConfirm(t);
});
afterEach(() => t.close());

describe('a shift that an organizer moves', () => {
  test('is told to everyone booked: one entry in the calendar, its number higher, at the new time and place', async () => {
    await book();
    const made = entryOf(await lastMail(t, 'booking'));
    await addCampaign(t.deps, { shifts: [aShift({ startsAt: '18:30', place: 'École' })] });
    await wait(t, 0.01);
    const moved = entryOf(await lastMail(t, 'booking-moved'));
    const shift = await theShift();
    expect(moved).toEqual({
      method: 'PUBLISH',
      uid: made.uid,
      sequence: made.sequence + 1,
      status: 'CONFIRMED',
      start: shift.startsAt.toISOString(),
      end: shift.endsAt.toISOString(),
      location: 'École',
    });
    expect(made.start).not.toBe(moved.start);
    await post(t.app, `${space}/bookings/${(await theBooking()).id}/cancel`, {});
    await wait(t, 0.01);
    const ended = entryOf(await lastMail(t, 'booking-cancelled'));
    expect(ended).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', uid: made.uid, sequence: made.sequence + 2 });
  });

  test('is recalled by its new time, and by its old one not', async () => {
    await book();
    const old = await theShift();
    await addCampaign(t.deps, { shifts: [aShift({ inDays: 8 })] });
    await wait(t, 0.01);
    await until(old.endsAt, 3);
    expect(await seatMails()).toEqual(['booking', 'booking-moved']);
    expect(await skipped(t)).toEqual(
      expect.arrayContaining(['shift-reminder: booking-changed', 'report-ask: booking-changed']),
    );
    const { startsAt, endsAt } = await theShift();
    await until(startsAt, -23.9);
    expect(await seatMails()).toEqual(['booking', 'booking-moved', 'shift-reminder']);
    await until(startsAt, -1);
    await until(endsAt, 2);
    expect(await seatMails()).toEqual(['booking', 'booking-moved', 'shift-reminder', 'shift-morning', 'report-ask']);
  });

  test('moved twice to the same place, or given new words alone, sends nothing more', async () => {
    await book();
    for (let again = 0; again < 3; again++) {
      await addCampaign(t.deps, { shifts: [aShift({ startsAt: '18:30' })] });
      await wait(t, 0.01);
    }
    await addCampaign(t.deps, { shifts: [aShift({ startsAt: '18:30', title: 'Tournée' })] });
    await wait(t, 0.01);
    expect(await seatMails()).toEqual(['booking', 'booking-moved']);
    // The job that tells them, again: as a worker does that died at its end.
    await t.deps.db.$client`
      select graphile_worker.add_job('shifts.follow-change', json_build_object('shiftId', id)) from shifts`;
    await wait(t, 0.01);
    expect(await seatMails()).toEqual(['booking', 'booking-moved']);
  });

  test('is told once to somebody who booked the old time while the move waited for its turn', async () => {
    const moved = { shifts: [aShift({ startsAt: '18:30' })] };
    const asked = t.clock.now();
    t.clock.advance(1000);
    await post(t.app, `${space}/bookings`, { shift: (await theShift()).id });
    // Their mail had not gone yet: the one about the move stands for both.
    await t.deps.db.transaction((tx) => importCampaign(tx, aCampaign(moved), asked));
    await t.runDueJobs();
    expect(await seatMails()).toEqual(['booking-moved']);
    await t.deps.db.$client`
      select graphile_worker.add_job('shifts.follow-change', json_build_object('shiftId', id)) from shifts`;
    await t.runDueJobs();
    expect(await seatMails()).toEqual(['booking-moved']);
  });

  test('asks again who had said that they are coming', async () => {
    await book();
    const { id } = await theBooking();
    const page = await t.app.request(`${space}/bookings/${id}/confirm`);
    expect([page.status, (await theBooking()).confirmed]).toEqual([200, false]);
    await post(t.app, `${space}/bookings/${id}/confirm`, {});
    await post(t.app, `${space}/bookings/${id}/confirm`, {});
    expect((await theBooking()).confirmed).toBe(true);
    const rows = await t.deps.db.$client`select from activities where kind = 'booking.confirmed'`;
    expect(rows).toHaveLength(1);
    await addCampaign(t.deps, { shifts: [aShift({ startsAt: '18:30' })] });
    await wait(t, 0.01);
    expect((await theBooking()).confirmed).toBe(false);
    expect(pathIn(await lastMail(t, 'booking-moved'), `/s/`)).toContain('/confirm');
  });
});

describe('a shift on the day after clocks change', () => {
  test.each([
    ['forward', '2027-03-14', '2027-03-13T15:00:00.000Z', '2027-03-14T11:30:00.000Z', '2027-03-14T14:00:00.000Z'],
    ['back', '2027-11-07', '2027-11-06T14:00:00.000Z', '2027-11-07T12:30:00.000Z', '2027-11-07T15:00:00.000Z'],
  ])('is recalled at the hours of the place when they go %s', async (_, day, eve, morning, startsAt) => {
    await t.deps.db.$client`delete from shifts`;
    await addCampaign(t.deps, { shifts: [aShift({ day })] });
    await book();
    expect((await theShift()).startsAt.toISOString()).toBe(startsAt);
    const due = await t.deps.db.$client<{ name: string; due: Date }[]>`
      select name, due_at as due from messages where name in ('shift-reminder', 'shift-morning') order by due_at`;
    expect(due.map(({ name, due: at }) => [name, new Date(at).toISOString()])).toEqual([
      ['shift-reminder', eve],
      ['shift-morning', morning],
    ]);
  });
});

describe('a shift that begins early', () => {
  test.each([
    ['00:00', []],
    ['01:59', []],
    ['02:00', ['2099-05-08T04:00:00.000Z']],
    ['09:00', ['2099-05-08T11:00:00.000Z']],
  ])('at %s is recalled the same morning only on its own day', async (startsAt, mornings) => {
    await t.deps.db.$client`delete from shifts`;
    await addCampaign(t.deps, { shifts: [aShift({ day: '2099-05-08', startsAt })] });
    await book();
    const due = await t.deps.db.$client<{ name: string; due: Date }[]>`
      select name, due_at as due from messages where name in ('shift-reminder', 'shift-morning') order by due_at`;
    const dueOf = (asked: string) =>
      due.filter(({ name }) => name === asked).map(({ due: at }) => new Date(at).toISOString());
    expect(dueOf('shift-reminder')).toHaveLength(1);
    expect(dueOf('shift-morning')).toEqual(mornings);
  });
});

type Changes = { startsAt?: string; place?: string; title?: string; inDays?: number; day?: string };

function aShift({ startsAt, place = 'Parc', title = 'Porte-à-porte', inDays = 5, day }: Changes) {
  const [shift] = aCampaign().shifts;
  if (!shift) throw new Error('the campaign has no shift');
  const texts = { fr: { title, place, details: '' }, en: { title: 'Canvass', place: 'Park', details: '' } };
  return { ...shift, texts, day: day ?? { inDays }, startsAt: startsAt ?? shift.startsAt };
}

async function book(): Promise<void> {
  const { id } = await theShift();
  const answer = await post(t.app, `${space}/bookings`, { shift: id });
  expect(answer.headers.get('location')).toContain('outcome=booked');
  await wait(t, 0.01);
}

async function until(moment: Date, hours: number): Promise<void> {
  await wait(t, (moment.getTime() - t.clock.now().getTime()) / hour + hours);
}

async function theShift(): Promise<{ id: string; startsAt: Date; endsAt: Date }> {
  const [row] = await t.deps.db.$client`select id, starts_at, ends_at from shifts`;
  return { id: String(row?.id), startsAt: new Date(row?.starts_at), endsAt: new Date(row?.ends_at) };
}

async function theBooking(): Promise<{ id: string; confirmed: boolean }> {
  const [row] = await t.deps.db.$client`select id, confirmed_at is not null as confirmed from bookings`;
  return { id: String(row?.id), confirmed: row?.confirmed === true };
}

async function seatMails(): Promise<string[]> {
  return (await namesOf(t)).filter((name) => /booking|shift|report/.test(name));
}

/** The one event of a mail's calendar file, as a calendar program of others reads it. */
function entryOf(mail: SentMail) {
  const file = mail.attachments.find(({ contentType }) => contentType.startsWith('text/calendar'));
  const calendar = new ICAL.Component(ICAL.parse(String(file?.content)));
  const events = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  expect(events).toHaveLength(1);
  const [event] = events;
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: event?.uid,
    sequence: Number(event?.sequence),
    status: String(event?.component.getFirstPropertyValue('status')),
    start: event?.startDate.toJSDate().toISOString(),
    end: event?.endDate.toJSDate().toISOString(),
    location: event?.location,
  };
}

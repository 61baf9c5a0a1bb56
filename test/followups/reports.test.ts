import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { hour, joinAndConfirm, lastMail, pathIn, wait } from './inbox.ts';

let t: TestApp;
let space: string;
let shift: { id: string; ends_at: Date };
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps);
  const [row] = await t.deps.db.$client<(typeof shift)[]>`select id, ends_at from shifts`;
  if (!row) throw new Error('the campaign has no shift');
  shift = row;
  space = await joinAndConfirm(t);
});
afterEach(() => t.close());

describe('after the shift', () => {
  test('two taps tell how it went: the mail’s link, and the button behind it', async () => {
    await book();
    await until(shift.ends_at, 1);
    const mail = await lastMail(t, 'report-ask');
    const path = pathIn(mail, '/s/');
    expect(path).toContain('?answer=attended');
    const page = await (await t.app.request(path)).text();
    expect(page).toContain('value="attended"');
    expect(await reports()).toEqual([]);
    const answer = await post(t.app, path, { answer: 'attended' });
    expect(answer.status).toBe(303);
    expect((await t.app.request(answer.headers.get('location') ?? '')).status).toBe(200);
    expect(await reports()).toEqual([{ kind: 'attended', count: null, needs_help: false, state: 'attended' }]);
    // A second thought replaces the first.
    const more = { answer: 'attended', count: '42', note: 'Bon accueil \0', needsHelp: 'yes' };
    expect((await post(t.app, path, more)).status).toBe(303);
    expect(await reports()).toEqual([{ kind: 'attended', count: 42, needs_help: true, state: 'attended' }]);
  });

  test.each([
    [{ answer: 'perhaps' }, 'answer'],
    [{ answer: 'attended', count: '-1' }, 'count'],
    [{ answer: 'attended', count: '1e3' }, 'count'],
    [{ answer: 'attended', note: 'x'.repeat(5_001) }, 'note'],
  ])('what cannot be noted comes back filled in (%o)', async (fields, name) => {
    await book();
    await until(shift.ends_at, 1);
    const answer = await post(t.app, pathIn(await lastMail(t, 'report-ask'), '/s/'), {
      note: 'Bon accueil',
      ...fields,
    });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(`field-${name}`);
    expect(page).toContain('note' in fields ? 'xxxx' : 'Bon accueil');
    expect(await reports()).toEqual([]);
  });

  test('nobody tells before it has begun, and whose seat was given back tells nothing', async () => {
    await book();
    const [booking] = await t.deps.db.$client`select id from bookings`;
    const path = `${space}/bookings/${booking?.id}/report`;
    await post(t.app, path, { answer: 'missed' });
    expect(await reports(), 'a seat would stay taken that nobody sits in').toEqual([]);
    await post(t.app, path.replace(/report$/, 'cancel'), {});
    await until(shift.ends_at, 2);
    expect((await post(t.app, path, { answer: 'attended' })).status).toBe(410);
    expect(await reports()).toEqual([]);
  });

  test('nobody tells of another’s seat or pledge', async () => {
    await book();
    await until(shift.ends_at, 2);
    const [booking] = await t.deps.db.$client`select id from bookings`;
    const other = await joinAndConfirm(t, { email: 'eve@example.org' });
    for (const act of ['report', 'cancel']) {
      const path = `${other}/bookings/${booking?.id}/${act}`;
      expect((await t.app.request(path)).status).toBe(410);
      await post(t.app, path, { answer: 'attended' });
    }
    expect((await post(t.app, `${other}/pledges/${booking?.id}/report`, {})).status).toBe(410);
    expect(await reports()).toEqual([]);
    const [kept] = await t.deps.db.$client`select state from bookings`;
    expect(kept?.state).toBe('booked');
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

async function reports() {
  const rows = await t.deps.db.$client`
    select reports.kind, reports.count, needs_help, state from reports left join bookings on bookings.id = booking_id`;
  return rows.map((row) => ({ ...row }));
}

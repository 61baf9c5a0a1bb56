import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinAndConfirm, lastMail, wait } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

let t: TestApp;
let space: string;
beforeEach(async () => {
  t = await startTest();
  const texts = { fr: { title: 'Trois appels', text: 'Appelez.', action: 'La liste' } };
  const task = { key: 'appels', kind: 'call' as const, minutes: 30, url: 'https://example.org/liste', texts };
  await addCampaign(t.deps, { settings: { ...aCampaign().settings, quickTasks: [task] } });
  space = await joinAndConfirm(t);
});
afterEach(() => t.close());

test('looking says nothing; a tap gets a task in one’s language, and telling it twice tells it once', async () => {
  expect((await t.app.request(`${space}/now`)).status).toBe(200);
  expect(await kinds()).not.toContain('time.offered');
  const answer = await post(t.app, `${space}/now`, {});
  expect(answer.headers.get('location')).toBe(`${space}/now?task=appels`);
  expect(await kinds()).toContain('time.offered');
  const page = await (await t.app.request(`${space}/now?task=appels`)).text();
  expect(page).toContain('Trois appels');
  expect(page).toContain('https://example.org/liste');
  const report = /name="report" value="([^"]+)"/.exec(page)?.[1] ?? '';
  for (let press = 0; press < 2; press++)
    await post(t.app, `${space}/now/done`, { report, task: 'appels', count: '3' });
  const rows = await t.deps.db.$client`select kind, task, count from reports`;
  expect(rows.map((row) => ({ ...row }))).toEqual([{ kind: 'quick-task', task: 'appels', count: 3 }]);
  expect((await kinds()).filter((kind) => kind === 'report.recorded')).toHaveLength(1);
});

test('a shift that begins soon and has a free seat comes first; without words in one’s language, the link to share', async () => {
  await post(t.app, `${space}/language`, { locale: 'en' });
  expect((await post(t.app, `${space}/now`, {})).headers.get('location')).toBe(`${space}/now?task=share`);
  const soon = new Date(t.clock.now().getTime() + 2 * 3_600_000).toISOString();
  const [shift] = await t.deps.db.$client`
    update shifts set starts_at = ${soon}, ends_at = ${soon}::timestamptz + interval '1 hour' returning id`;
  expect((await post(t.app, `${space}/now`, {})).headers.get('location')).toBe(`${space}/now?shift=${shift?.id}`);
  await t.deps.db.$client`update shifts set booked = seats`;
  expect((await post(t.app, `${space}/now`, {})).headers.get('location')).toBe(`${space}/now?task=share`);
});

test('another language is that of the pages and of the mails to come', async () => {
  const [shift] = await t.deps.db.$client`select id, starts_at from shifts`;
  await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
  await wait(t, 0.01);
  expect((await lastMail(t, 'booking')).subject).toContain('C’est réservé');
  expect((await post(t.app, `${space}/language`, { locale: 'en' })).status).toBe(303);
  expect(await (await t.app.request(space)).text()).toContain('lang="en');
  await wait(t, (new Date(shift?.starts_at).getTime() - t.clock.now().getTime()) / 3_600_000 - 23);
  expect((await lastMail(t, 'shift-reminder')).subject).toContain('Reminder');
});

async function kinds(): Promise<unknown[]> {
  const rows = await t.deps.db.$client`select kind from activities order by id`;
  return rows.map(({ kind }) => kind);
}

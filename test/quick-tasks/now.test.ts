import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spaceUrl } from '../../src/http/links.ts';
import { nearness, postalCodesIn } from '../../src/quick-tasks/nearness.ts';
import { joinAndConfirm, lastMail, pathIn, pathsIn, wait } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { everyRow } from '../support/every-row.ts';
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

test('a campaign that is over has no shift to go to', async () => {
  const soon = new Date(t.clock.now().getTime() + 2 * 3_600_000).toISOString();
  await t.deps.db.$client`update shifts set starts_at = ${soon}, ends_at = ${soon}::timestamptz + interval '1 hour'`;
  await t.deps.db.$client`update campaigns set status = 'closed'`;
  expect((await post(t.app, `${space}/now`, {})).headers.get('location')).toBe(`${space}/now?task=appels`);
});

describe('something near', () => {
  test('is told by the first signs of postal codes, and an address by the codes in it', () => {
    expect(nearness('H2G 1C7', ['H2G 3A1', 'G1K'])).toBe(3);
    expect(nearness('h2g1c7', ['H2X'])).toBe(2);
    expect(nearness('H2G 1C7', ['G1K'])).toBe(0);
    expect(nearness('', ['H2G'])).toBe(0);
    expect(postalCodesIn('Parc Durocher, 680, rue Raoul-Jobin, Québec (Québec) G1N 1R8', 'CA')).toEqual(['G1N 1R8']);
    expect(postalCodesIn('12, rue de la Paix, 75002 Paris', 'FR')).toEqual(['75002']);
    expect(postalCodesIn('Local 12B, 3e étage', 'CA')).toEqual([]);
  });

  test('comes first of shifts and of tasks, something else is what comes next, and the same press twice is the same', async () => {
    await t.deps.db.$client`update contacts set postal_code = 'H2G 1C7'`;
    const { settings } = aCampaign();
    const texts = { fr: { title: 'Faire', text: 'Faites.', action: '' } };
    const task = (key: string, near: string[]) => ({ key, kind: 'doors' as const, minutes: 20, near, texts });
    const calls = { key: 'appels', kind: 'call' as const, minutes: 20, texts };
    const quickTasks = [task('quebec', ['G1']), calls, task('rosemont', ['H2G', 'H2S'])];
    const shift = (key: string, startsAt: string, place: string) => ({
      ...{ key, kind: 'canvass' as const, day: { inDays: 0 }, startsAt, minutes: 60, seats: 5 },
      texts: { fr: { title: key, place, details: '' } },
    });
    const campaignId = await addCampaign(t.deps, {
      slug: 'proche',
      settings: { ...settings, quickTasks },
      shifts: [
        shift('loin', '09:00', '1, rue du Port, Québec G1K 1K5'),
        shift('inconnu', '10:00', 'Au parc'),
        shift('pres', '11:00', '1, rue Beaubien, Montréal (Québec) H2G 3A1'),
      ],
    });
    await t.deps.db.$client`
      update shifts set starts_at = ${t.clock.now().toISOString()}::timestamptz + (case key
        when 'loin' then interval '1 hour' when 'inconnu' then interval '2 hours' else interval '3 hours' end),
        ends_at = ${t.clock.now().toISOString()}::timestamptz + interval '5 hours' where key <> 'samedi'`;
    const [ada] = await t.deps.db.$client`select id from contacts`;
    const links = { baseUrl: '', secret: t.deps.config.secret };
    const other = spaceUrl(links, { contactId: String(ada?.id), campaignId, since: t.clock.now() });
    const rows = await t.deps.db.$client`select id, key from shifts`;
    const names = new Map(rows.map(({ id, key }) => [`shift=${id}`, `shift=${key}`]));
    const seen: string[] = [];
    for (let after = '', press = 0; press < 7; press++) {
      const [one, twice] = [await ask(other, after), await ask(other, after)];
      expect(one).toBe(twice);
      seen.push(names.get(one) ?? one);
      after = /name="after" value="([^"]*)"/.exec(await (await t.app.request(`${other}/now?${one}`)).text())?.[1] ?? '';
    }
    const tasks = ['task=rosemont', 'task=appels', 'task=quebec'];
    expect(seen).toEqual(['shift=pres', 'shift=inconnu', ...tasks, 'shift=loin', 'task=share']);
  });
});

describe('at the foot of a follow-up', () => {
  test('stands a link to it, which changes nothing when it is opened', async () => {
    const mail = await lastMail(t, 'welcome');
    const path = pathIn(mail, '/s/').replace(/#.*/, '');
    expect(pathsIn(mail)).toContain(`${path}/now`);
    expect(mail.text).toContain(`${path}/now`);
    const before = await everyRow(t.deps);
    expect((await t.app.request(`${path}/now`)).status).toBe(200);
    expect(await everyRow(t.deps)).toEqual(before);
  });

  test('stands none in a language without tasks once the last shift has begun', async () => {
    await t.deps.db
      .$client`update shifts set starts_at = starts_at - interval '30 days', ends_at = ends_at - interval '30 days'`;
    await wait(t, 49);
    expect(pathsIn(await lastMail(t, 'act')).some((path) => path.endsWith('/now'))).toBe(true);
    const other = await joinAndConfirm(t, { email: 'cai@example.org' });
    await post(t.app, `${other}/language`, { locale: 'en' });
    await wait(t, 49);
    const mail = await lastMail(t, 'act', 'cai@example.org');
    expect(mail.html).toContain('lang="en');
    expect(pathsIn(mail).some((path) => path.endsWith('/now'))).toBe(false);
  });
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

async function ask(of: string, after: string): Promise<string> {
  const answer = await post(t.app, `${of}/now`, { after });
  return answer.headers.get('location')?.split('?')[1] ?? '';
}

async function kinds(): Promise<unknown[]> {
  const rows = await t.deps.db.$client`select kind from activities order by id`;
  return rows.map(({ kind }) => kind);
}

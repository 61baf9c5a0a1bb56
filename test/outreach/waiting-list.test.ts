import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { messages } from '../../src/locales/index.ts';
import { answerFigures, countWaiting, findAnswerer } from '../../src/outreach/queries.ts';
import { contactClocks } from '../../src/outreach/table.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { formBody } from '../support/forms.ts';
import { addAnswerer, attempt, hour } from './people.ts';

let t: SignedInTest;
let oscar: string;

/** Two hundred people: three in four are Olive's, one in five is overdue. */
beforeAll(async () => {
  t = await startSignedIn();
  oscar = await addAnswerer(t, 'Oscar');
  const now = t.clock.now().getTime();
  const people = Array.from({ length: 200 }, (_, n) => ({
    id: uuidv7(),
    email: `p${n}@example.org`,
    firstName: `P${n}`,
    locale: 'fr' as const,
    ownerId: n % 4 === 0 ? oscar : t.organizerId,
    // Several at one moment: the order must not lose anybody between two pages.
    startedAt: new Date(now - (n % 5 === 0 ? 80 : Math.floor(n / 7) % 60) * hour),
  }));
  await t.deps.db.insert(contacts).values(people);
  await t.deps.db.insert(contactClocks).values(
    people.map(({ id, ownerId, startedAt }) => ({
      contactId: id,
      ownerId,
      startedAt,
      dueAt: new Date(startedAt.getTime() + 72 * hour),
    })),
  );
});

afterAll(async () => {
  await t.close();
});

/** Everybody on a list, page after page. */
async function everybody(show: string): Promise<string[]> {
  const seen: string[] = [];
  for (let next: string | undefined = `/admin/waiting?show=${show}`; next; ) {
    const html = await (await t.get(next)).text();
    seen.push(
      ...[...html.matchAll(/class="person-name" href="\/admin\/contacts\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? ''),
    );
    next = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
  return seen;
}

test.each([
  ['mine', 150],
  ['all', 200],
  ['overdue', 40],
])('the list "%s" shows each of its people once, the most urgent first', async (show, count) => {
  const seen = await everybody(show);
  expect(new Set(seen).size).toBe(count);
  expect(seen).toHaveLength(count);
  const rows = await t.deps.db.select().from(contactClocks);
  const due = new Map(rows.map(({ contactId, dueAt }) => [contactId, dueAt.getTime()]));
  const times = seen.map((id) => due.get(id) ?? 0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('the counts of the lists and of the navigation are those of the lists', async () => {
  expect(await countWaiting(t.deps.db, { organizerId: t.organizerId, scope: undefined, now: t.clock.now() })).toEqual({
    mine: 150,
    all: 200,
    overdue: 40,
  });
  expect(await countWaiting(t.deps.db, { organizerId: oscar, scope: undefined, now: t.clock.now() })).toEqual({
    mine: 50,
    all: 200,
    overdue: 40,
  });
  expect(await (await t.get('/admin')).text()).toContain('<span class="nav-count"> 150</span>');
});

test('a list is not confused by what is no place and no list', async () => {
  for (const query of [
    'show=x',
    'after=x',
    `after=2026-13-99T00:00:00.000Z_${oscar}`,
    'noted=x',
    `noted=${uuidv7()}`,
  ]) {
    expect((await t.get(`/admin/waiting?${query}`)).status, query).toBe(200);
  }
});

test('a wrong tap is taken back within the hour, and is not said to be after it', async () => {
  const [{ id: contactId } = { id: '' }] = await t.deps.db.select({ id: contacts.id }).from(contacts).limit(1);
  const words = messages('fr').outreach.attempt;
  const takeBack = async (id: string, back: string) => {
    const answer = await t.app.request(`/admin/contacts/${contactId}/attempts/${id}/take-back`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, cookie: t.cookie },
      body: formBody({ back }),
    });
    return await (await t.get(answer.headers.get('location') ?? '')).text();
  };
  const noted = async (id: string) => await (await t.get(`/admin/waiting?show=mine&noted=${id}`)).text();
  const [soon, late] = [
    await attempt(t, contactId, t.organizerId, 'no-answer'),
    await attempt(t, contactId, t.organizerId, 'no-answer'),
  ];
  expect(await noted(soon)).toContain(`${soon}/take-back`);
  // Pressed twice by an impatient thumb.
  for (let times = 0; times < 2; times += 1) expect(await takeBack(soon, 'show=mine')).toContain(words.takenBack);
  t.clock.advance(hour);
  expect(await noted(late)).not.toContain(`${late}/take-back`);
  for (const back of ['show=mine', '']) {
    const html = await takeBack(late, back);
    expect(html).toContain(words.tooLate);
    expect(html).not.toContain(words.takenBack);
  }
  t.clock.advance(-hour);
});

test('how one takes part is kept, and a GET keeps nothing', async () => {
  const save = (fields: Record<string, string>) =>
    t.app.request('/admin/waiting/settings', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, cookie: t.cookie },
      body: formBody(fields),
    });
  expect(await findAnswerer(t.deps.db, t.organizerId)).toEqual({ takesNew: true, dailyMail: true, locale: null });
  for (let times = 0; times < 2; times += 1) expect((await save({ dailyMail: 'yes', locale: 'en' })).status).toBe(303);
  expect(await findAnswerer(t.deps.db, t.organizerId)).toEqual({ takesNew: false, dailyMail: true, locale: 'en' });
  expect(await (await t.get('/admin/waiting?saved=1')).text()).toContain(messages('fr').outreach.settings.saved);
  await save({ takesNew: 'yes', locale: 'xx' });
  expect(await findAnswerer(t.deps.db, t.organizerId)).toEqual({ takesNew: true, dailyMail: false, locale: null });
  expect((await t.get('/admin/waiting/settings')).status).toBe(404);
});

test('the figures of answering are exact', async () => {
  await t.deps.db.execute(sql`truncate contact_clocks`);
  const now = t.clock.now();
  const ids = await t.deps.db.select({ id: contacts.id }).from(contacts).limit(6);
  // Hours since the sign-up, and until the answer.
  const clocks: [ago: number, answered: number | null][] = [
    [2, 1],
    [100, 10],
    [200, 100],
    [90, null],
    [20, null],
    [31 * 24, 1],
  ];
  await t.deps.db.insert(contactClocks).values(
    clocks.map(([ago, answered], index) => {
      const startedAt = new Date(now.getTime() - ago * hour);
      return {
        contactId: ids[index]?.id ?? '',
        startedAt,
        dueAt: new Date(startedAt.getTime() + 72 * hour),
        ...(answered === null
          ? {}
          : { endedAt: new Date(startedAt.getTime() + answered * hour), ending: 'answered' as const }),
      };
    }),
  );
  expect(await answerFigures(t.deps.db, now)).toEqual({
    today: 2,
    week: 4,
    month: 5,
    answered: 3,
    median: 10 * 3_600,
    // Two of the four whose time is over or who were answered; the one of 20 hours ago still may be.
    inTime: 0.5,
  });
});

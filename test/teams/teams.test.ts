import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { readPrefixes } from '../../src/teams/form.ts';
import { saveTeam } from '../../src/teams/save-team.ts';
import { teams } from '../../src/teams/table.ts';
import { teamOf } from '../../src/teams/team-of.ts';
import { auditLog, type Visitor, visitorAs } from '../organizers/signed-in.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
let organizer: Visitor;
let leader: Visitor;

beforeAll(async () => {
  t = await startTest();
  organizer = await visitorAs(t, 'organizer');
  leader = await visitorAs(t, 'leader');
});

afterEach(async () => {
  await t.deps.db.delete(contacts);
  await t.deps.db.delete(teams);
});

afterAll(async () => {
  await t.close();
});

async function addTeam(name: string, postalPrefixes: string[]): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(teams).values({ id, name, postalPrefixes });
  return id;
}

async function found(postalCode: string): Promise<string | null> {
  const [row] = await t.deps.db.execute<{ team: string | null }>(
    sql`select (select name from teams where id = ${teamOf(sql`${postalCode}`)}) as team`,
  );
  return row?.team ?? null;
}

async function addContacts(...postalCodes: string[]): Promise<void> {
  const rows = postalCodes.map((postalCode, index) => ({
    id: uuidv7(),
    email: `${index}-${uuidv7()}@example.org`,
    locale: 'fr' as const,
    postalCode,
  }));
  await t.deps.db.insert(contacts).values(rows);
}

async function addMany(count: number): Promise<void> {
  await t.deps.db.$client`
    insert into contacts (id, email, locale, postal_code)
    select gen_random_uuid(), 'many' || n || '@example.org', 'fr',
      'H2X ' || (n % 10) || chr(65 + (n / 10) % 26) || (n % 7)
    from generate_series(1, ${count}::int) as n`;
}

const placed = async () =>
  await t.deps.db.$client`
    select c.postal_code as "at", t.name as team from contacts c left join teams t on t.id = c.team_id order by 1`;

describe('a postal code', () => {
  test('finds the team with the longest prefix, whatever its spelling', async () => {
    await addTeam('Montréal', ['H']);
    await addTeam('Centre', ['H2', 'H3']);
    await addTeam('Plateau', ['H2X', 'H2W1']);
    expect(await found('H2X 1Y4')).toBe('Plateau');
    expect(await found('h2x1y4')).toBe('Plateau');
    expect(await found('H2W-1A1')).toBe('Plateau');
    expect(await found('H2W 2A1')).toBe('Centre');
    expect(await found('H9X 1Y4')).toBe('Montréal');
    expect(await found('G1R 1Y4')).toBeNull();
    expect(await found('')).toBeNull();
  });

  test('finds what looking at every prefix by hand finds', { timeout: 60_000 }, async () => {
    const letters = fc.constantFrom('A', 'B', '1', '2');
    const word = (minLength: number) => fc.string({ unit: letters, minLength, maxLength: 4 });
    const made = fc.record({
      prefixes: fc.uniqueArray(word(1), { maxLength: 8 }),
      codes: fc.array(word(0), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(made, async ({ prefixes, codes }) => {
        await t.deps.db.delete(teams);
        for (const prefix of prefixes) await addTeam(prefix, [prefix]);
        for (const code of codes) {
          const best = prefixes.filter((one) => code.startsWith(one)).sort((a, b) => b.length - a.length)[0] ?? null;
          expect(await found(code), code).toBe(best);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('prefixes are read however they are separated, each once', () => {
  expect(readPrefixes(' h2x,H2W; g1\nH2X  g1-r ')).toEqual(['H2X', 'H2W', 'G1', 'G1R']);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readPrefixes(readPrefixes(text).join(', '))).toEqual(readPrefixes(text));
    }),
  );
});

describe('a team', () => {
  const create = async (fields: Record<string, string>, id = uuidv7()) => {
    const answer = await organizer.post('/admin/teams', { id, name: 'Sans nom', prefixes: '', leader: '', ...fields });
    return { id, answer };
  };

  test('that is made takes in the contacts of its places, and says how many', async () => {
    await addContacts('H2X 1Y4', 'H2X 2A2', 'H3A 1A1', 'G1R 2B2', '');
    await create({ name: 'Centre', prefixes: 'H2 H3' });
    const { answer } = await create({ name: 'Plateau', prefixes: 'h2x', leader: leader.id });
    expect(answer.headers.get('location')).toBe('/admin/teams?added=2');
    expect(await placed()).toEqual([
      { at: '', team: null },
      { at: 'G1R 2B2', team: null },
      { at: 'H2X 1Y4', team: 'Plateau' },
      { at: 'H2X 2A2', team: 'Plateau' },
      { at: 'H3A 1A1', team: 'Centre' },
    ]);
    const page = await (await organizer.get('/admin/teams?added=2')).text();
    expect(page).toContain('Name of leader@example.org');
    expect(page).toContain('Contacts rangés\u00a0: 2.');
    expect((await auditLog(t, 'team.added')).at(-1)).toMatchObject({ organizerId: organizer.id, count: 2 });
  });

  test('sent twice is there once', async () => {
    const { id } = await create({ name: 'Deux' });
    await create({ name: 'Deux' }, id);
    expect(await t.deps.db.$count(teams)).toBe(1);
  });

  test('that gives a prefix up gives its contacts to the next longest', async () => {
    await addContacts('H2X 1Y4', 'G1R 2B2');
    await create({ name: 'Centre', prefixes: 'H2' });
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X G1' });
    await organizer.post(`/admin/teams/${id}`, { name: 'Plateau', prefixes: '', leader: '' });
    expect(await placed()).toEqual([
      { at: 'G1R 2B2', team: null },
      { at: 'H2X 1Y4', team: 'Centre' },
    ]);
  });

  const give = async (postalCode: string, team: string) =>
    await t.deps.db.update(contacts).set({ teamId: team }).where(eq(contacts.postalCode, postalCode));

  test('leaves who was given to a team by hand where they are', async () => {
    await addContacts('H2X 1Y4', 'H2X 2A2', 'H2Y 1A1');
    const { id: centre } = await create({ name: 'Centre', prefixes: 'H2' });
    const { id: nuit } = await create({ name: 'Nuit' });
    await give('H2X 1Y4', nuit);
    const { id: plateau } = await create({ name: 'Plateau', prefixes: 'H2X' });
    await give('H2Y 1A1', plateau);
    await organizer.post(`/admin/teams/${plateau}`, { name: 'Plateau', prefixes: 'H2X H2Y', leader: '' });
    await organizer.post(`/admin/teams/${centre}`, { name: 'Centre', prefixes: 'H2 H3', leader: '' });
    await organizer.post(`/admin/teams/${plateau}`, { name: 'Plateau', prefixes: 'H2X', leader: '' });
    expect(await placed()).toEqual([
      { at: 'H2X 1Y4', team: 'Nuit' },
      { at: 'H2X 2A2', team: 'Plateau' },
      { at: 'H2Y 1A1', team: 'Centre' },
    ]);
  });

  test('that somebody else changed meanwhile is shown beside what one typed, and nothing is overwritten', async () => {
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X' });
    const path = `/admin/teams/${id}`;
    const was = (html: string) => /name="was" value="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? '';
    const drawn = was(await (await organizer.get(path)).text());
    const mine = { name: 'Plateau', prefixes: 'H2X, H2W', leader: '' };
    const theirs = { name: 'Mile End', prefixes: 'H2X', leader: leader.id };
    expect((await organizer.post(path, { ...theirs, was: drawn })).status).toBe(303);
    const faulty = await organizer.post(path, { ...mine, name: '', was: drawn });
    expect(was(await faulty.text())).toBe(drawn);
    const refused = await organizer.post(path, { ...mine, was: drawn });
    expect(refused.status).toBe(409);
    const page = await refused.text();
    for (const words of ['Mile End · H2X · Name of leader@example.org', 'value="H2X, H2W"'])
      expect(page).toContain(words);
    const kept = async () => (await t.deps.db.select().from(teams))[0];
    expect(await kept()).toMatchObject({ name: 'Mile End', postalPrefixes: ['H2X'] });
    for (let times = 0; times < 2; times += 1)
      expect((await organizer.post(path, { ...mine, was: was(page) })).status).toBe(303);
    expect(await kept()).toMatchObject({ name: 'Plateau', postalPrefixes: ['H2X', 'H2W'] });
  });

  test('moves nobody where its prefixes stay', async () => {
    await addContacts('H2X 1Y4');
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X G1' });
    await t.deps.db.update(contacts).set({ teamId: null });
    await organizer.post(`/admin/teams/${id}`, { name: 'Le Plateau', prefixes: 'G1 H2X', leader: leader.id });
    expect(await placed()).toEqual([{ at: 'H2X 1Y4', team: null }]);
  });

  test('is kept without a NUL that somebody sent in its name', async () => {
    await create({ name: 'Pla\0teau' });
    expect((await t.deps.db.select().from(teams)).map(({ name }) => name)).toEqual(['Plateau']);
  });

  test('of more places than one transaction should hold goes on in the background, and says so', async () => {
    await addMany(5_000);
    const { id, answer } = await create({ name: 'Plateau', prefixes: 'H2X H3' });
    const at = answer.headers.get('location') ?? '';
    expect(at).toMatch(/^\/admin\/teams\?added=2\d{3}&more=1$/);
    const inTeam = async () => await t.deps.db.$count(contacts, eq(contacts.teamId, id));
    expect(await inTeam()).toBeLessThan(3_000);
    expect(await (await organizer.get(at)).text()).toContain('Les autres sont rangés en arrière-plan');
    const page = await organizer.get(`/admin/teams/${id}?saved=1&more=1`);
    expect(page.headers.get('refresh')).toBe('3');
    expect(await page.text()).toContain('encore en train d’être rangés');
    await t.runDueJobs();
    expect(await inTeam()).toBe(5_000);
    const over = await organizer.get(`/admin/teams/${id}?saved=1&more=1`);
    expect(over.headers.get('refresh')).toBeNull();
    const first = Number(/added=(\d+)/.exec(at)?.[1]);
    expect((await auditLog(t, 'team.added')).at(-1)).toMatchObject({ count: first });
    expect((await auditLog(t, 'team.placed')).at(-1)).toMatchObject({ organizerId: organizer.id, count: 5_000 });
    // Given up again before it is through: the two come to the same end.
    await organizer.post(`/admin/teams/${id}`, { name: 'Plateau', prefixes: 'H3', leader: '' });
    await organizer.post(`/admin/teams/${id}`, { name: 'Plateau', prefixes: 'H2X', leader: '' });
    await organizer.post(`/admin/teams/${id}`, { name: 'Plateau', prefixes: '', leader: '' });
    await t.runDueJobs();
    expect(await inTeam()).toBe(0);
  });

  test('that takes up what another gave up gets all of its contacts, also those who were not moved yet', async () => {
    await addMany(5_000);
    const { id: nord } = await create({ name: 'Nord' });
    const { id: sud } = await create({ name: 'Sud', prefixes: 'H2X' });
    await t.runDueJobs();
    await organizer.post(`/admin/teams/${sud}`, { name: 'Sud', prefixes: '', leader: '' });
    await organizer.post(`/admin/teams/${nord}`, { name: 'Nord', prefixes: 'H2X', leader: '' });
    await t.runDueJobs();
    expect(await t.deps.db.$count(contacts, eq(contacts.teamId, nord))).toBe(5_000);
  });

  test('that is deleted leaves its contacts, after saying how many', async () => {
    await addContacts('H2X 1Y4');
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X' });
    expect(await (await organizer.get(`/admin/teams/${id}`)).text()).toContain('1 contact quittera l’équipe');
    await organizer.post(`/admin/teams/${id}/remove`);
    expect((await organizer.post(`/admin/teams/${id}/remove`)).status).toBe(303);
    expect(await placed()).toEqual([{ at: 'H2X 1Y4', team: null }]);
  });

  test('that is deleted gives its contacts to the next longest, as a new sign-up there goes to it', async () => {
    await addContacts('H2X 1Y4', 'H2X 2A2', 'H2X 3B3', 'G1R 2B2');
    await create({ name: 'Montréal', prefixes: 'H', leader: leader.id });
    const { id: nuit } = await create({ name: 'Nuit' });
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X G1' });
    await give('H2X 3B3', nuit);
    const page = await (await organizer.get(`/admin/teams/${id}`)).text();
    expect(page).toContain('3 contacts quitteront l’équipe');
    await organizer.post(`/admin/teams/${id}/remove`);
    expect(await placed()).toEqual([
      { at: 'G1R 2B2', team: null },
      { at: 'H2X 1Y4', team: 'Montréal' },
      { at: 'H2X 2A2', team: 'Montréal' },
      { at: 'H2X 3B3', team: 'Nuit' },
    ]);
    expect((await auditLog(t, 'team.removed')).at(-1)).toMatchObject({ organizerId: organizer.id, count: 3 });
  });

  test('that is deleted leaves who was given to it by hand, from where no team is, without one', async () => {
    await addContacts('J4K 1A1', '');
    await create({ name: 'Montréal', prefixes: 'H' });
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X' });
    await give('J4K 1A1', id);
    await give('', id);
    await organizer.post(`/admin/teams/${id}/remove`);
    expect(await placed()).toEqual([
      { at: '', team: null },
      { at: 'J4K 1A1', team: null },
    ]);
  });

  test('that is deleted and was given somebody by hand from another team’s place gives them back to it', async () => {
    await addContacts('H3A 1A1');
    await create({ name: 'Montréal', prefixes: 'H' });
    const { id } = await create({ name: 'Nuit' });
    await give('H3A 1A1', id);
    await organizer.post(`/admin/teams/${id}/remove`);
    expect(await placed()).toEqual([{ at: 'H3A 1A1', team: 'Montréal' }]);
  });

  test('of many that is deleted goes on in the background', async () => {
    await addMany(5_000);
    await create({ name: 'Montréal', prefixes: 'H' });
    const { id } = await create({ name: 'Plateau', prefixes: 'H2X' });
    await t.runDueJobs();
    expect(await t.deps.db.$count(contacts, eq(contacts.teamId, id))).toBe(5_000);
    await organizer.post(`/admin/teams/${id}/remove`);
    await t.runDueJobs();
    expect((await placed()).every(({ team }) => team === 'Montréal')).toBe(true);
  });

  test.each([
    ['no name', { name: '  ' }, 'name-error', 'Donnez un nom'],
    ['a name that is too long', { name: 'n'.repeat(201) }, 'name-error', 'de 200 caractères au plus'],
    ['one that would be cut within a character', { name: `${'n'.repeat(199)}🌳` }, 'name-error', 'de 200 caractères'],
    ['a prefix that is none', { prefixes: 'H2X, <b>' }, 'prefixes-error', '«\u00a0&lt;B&gt;\u00a0»'],
    ['another team’s prefix', { prefixes: 'g1 h2' }, 'prefixes-error', 'H2 est déjà à l’équipe Centre'],
    ['a leader who is gone', { leader: 'nobody' }, 'leader-error', 'n’a plus accès'],
  ])('with %s is refused beside the field, and keeps what was typed', async (_, fields, id, words) => {
    await create({ name: 'Centre', prefixes: 'H2' });
    const { answer } = await create({ name: 'Nouvelle', ...fields });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain(`id="${id}"`);
    expect(html).toContain(words);
    for (const value of Object.values(fields)) {
      if (value !== 'nobody') expect(html).toContain(`value="${value.replace('<', '&lt;').replace('>', '&gt;')}"`);
    }
    expect(await t.deps.db.$count(teams)).toBe(1);
  });

  test('and another that want the same prefix at once: one of them gets it', async () => {
    const wish = (name: string) =>
      saveTeam(t.deps, { id: uuidv7(), team: { name, postalPrefixes: ['H2X'], leaderId: null }, by: organizer.id });
    const outcomes = await Promise.all(['a', 'b', 'c'].map(wish));
    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, false, true]);
  });
});

import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { sortKeys } from '../../src/dossiers/list-form.ts';
import { everyone, type SegmentDefinition } from '../../src/segments/form.ts';
import { segments } from '../../src/segments/table.ts';
import { teams } from '../../src/teams/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { formBody } from '../support/forms.ts';

let t: SignedInTest;
const rows: { id: string; name: string; email: string; postalCode: string; since: string }[] = [];
const teamId = uuidv7();

beforeAll(async () => {
  t = await startSignedIn();
  await t.deps.db.insert(teams).values({ id: teamId, name: 'Rosemont' });
  const inserted = Array.from({ length: 130 }, (_, index) => {
    const lastName = ['tremblay', 'roy', 'cote', "o'neil"][index % 4] ?? '';
    const firstName = ['ana', 'zoe', 'marc'][index % 3] ?? '';
    const postalCode = ['H2X 1Y4', 'J7K 1A1', ''][index % 3] ?? '';
    const id = uuidv7({ msecs: Date.UTC(2026, 0, 1) + index });
    const email = `${(index * 7) % 130}@example.org`;
    rows.push({ id, name: `${lastName}\u0001${firstName}`, email, postalCode, since: id });
    return {
      id,
      email,
      firstName,
      lastName,
      firstFolded: firstName,
      lastFolded: lastName,
      postalCode,
      locale: index % 2 === 0 ? ('fr' as const) : ('en' as const),
      teamId: index < 10 ? teamId : null,
    };
  });
  await t.deps.db.insert(contacts).values(inserted);
});

afterAll(async () => {
  await t.close();
});

async function list(path: string) {
  const answer = await t.get(path);
  expect(answer.status, path).toBe(200);
  const html = await answer.text();
  const link = (rel: string) => new RegExp(`rel="${rel}" href="([^"]+)"`).exec(html)?.[1]?.replaceAll('&amp;', '&');
  const ids = [...html.matchAll(/href="\/admin\/contacts\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '');
  return { html, ids, next: link('next'), previous: link('prev') };
}

async function send(path: string, fields: Record<string, string | string[]>): Promise<Response> {
  return await t.app.request(path, {
    method: 'POST',
    headers: { cookie: t.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody(fields),
  });
}

const ofTeam: SegmentDefinition = { ...everyone, conditions: [{ kind: 'team', teamId }] };
const path = (query: Record<string, string>) => `/admin/contacts?${new URLSearchParams(query)}`;

describe('the order of the list', () => {
  test('is that of its columns, whichever they are, and its pages lead down and up again past everyone once', async () => {
    const order = fc.uniqueArray(fc.record({ key: fc.constantFrom(...sortKeys), descending: fc.boolean() }), {
      selector: ({ key }) => key,
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(order, async (sort) => {
        const expected = rows
          .toSorted((one, other) => {
            for (const { key, descending } of [...sort, { key: 'since' as const, descending: true }]) {
              if (one[key] !== other[key]) return one[key] < other[key] === descending ? 1 : -1;
            }
            return 0;
          })
          .map(({ id }) => id);
        const pages: string[][] = [];
        let page = await list(
          path({ sort: sort.map(({ key, descending }) => `${descending ? '-' : ''}${key}`).join(',') }),
        );
        pages.push(page.ids);
        while (page.next) {
          page = await list(page.next);
          pages.push(page.ids);
        }
        expect(pages.flat()).toEqual(expected);
        expect(pages).toHaveLength(3);
        for (const above of pages.slice(0, -1).reverse()) {
          page = await list(page.previous ?? '');
          expect(page.ids).toEqual(above);
        }
        expect(page.previous).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });

  test('can be chosen in a form as well, and turns round with a click on the column that leads', async () => {
    const page = await list(path({ sort1: '-email', sort2: 'name' }));
    expect(page.ids[0]).toBe(rows.find(({ email }) => email === '9@example.org')?.id);
    expect(page.html).toMatch(
      /aria-sort="descending"[^>]*><span class="sort-name">Courriel<\/span><a class="sort" href="\/admin\/contacts\?sort=email%2Cname"/,
    );
  });
});

describe('the filter of the list', () => {
  test('is built one condition at a time without scripts, counted, and each condition can be taken out', async () => {
    const add = async (from: string, fields: Record<string, string>) => {
      const answer = await t.get(
        `${from}${from.includes('?') ? '&' : '?'}${new URLSearchParams({ ...fields, sent: '1' })}`,
      );
      expect(answer.status).toBe(303);
      return answer.headers.get('location') ?? '';
    };
    let at = await add('/admin/contacts', { add: 'language', locale: 'fr' });
    expect((await list(at)).html).toContain('65 contacts correspondent');
    at = await add(at, { add: 'team', teamId, not: 'yes', into: '' });
    expect((await list(at)).html).toContain('60 contacts correspondent');
    at = await add(at, { add: 'place', prefix: 'h2x1', into: 'new-any' });
    at = await add(at, { add: 'place', prefix: 'J7', into: '2' });
    const page = await list(at);
    const expected = rows.filter((row, index) => index % 2 === 0 && index >= 10 && row.postalCode !== '').length;
    expect(page.html).toContain(`${expected} contacts correspondent`);
    for (const words of ['Langue\u00a0: Français', 'Sauf', 'Équipe\u00a0: Rosemont', 'Code postal\u00a0: J7'])
      expect(page.html).toContain(words);
    const without = /href="([^"]+)"><span class="hidden">Retirer\u00a0: Code postal\u00a0: h2x1/.exec(page.html)?.[1];
    const fewer = await list((without ?? '').replaceAll('&amp;', '&'));
    expect(fewer.html).not.toContain('h2x1');
    expect(fewer.html).toContain('Code postal\u00a0: J7');
  });

  test('asks again for what is missing, keeps what was typed, and changes nothing', async () => {
    const page = await list(path({ add: 'activity', is: 'within', days: 'beaucoup', sent: '1' }));
    expect(page.html).toContain('Écrivez un nombre de jours');
    expect(page.html).toContain('value="beaucoup"');
    for (const fields of [
      { add: 'place', prefix: ' ' },
      { add: 'source' },
      { add: 'tag' },
      { add: 'answer' },
      { add: 'team', teamId: 'x' },
    ])
      expect((await list(path({ ...fields, sent: '1' }))).html).toContain('field-error');
    // Each kind has its form.
    expect((await list(path({ add: 'owner' }))).html).toContain('Quelqu’un');
  });

  test('asks again for a day of a year that nothing was in, and passes over a NUL', async () => {
    const asked = await t.get(path({ add: 'created', is: 'after', date: '0000-01-01', sent: '1' }));
    expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('field-error')]);
    expect((await t.get('/admin/contacts?campaign=%00')).status).toBe(200);
  });

  test('begins a day at midnight of the organizers’ zone', async () => {
    const answer = await t.get(path({ add: 'created', is: 'after', date: '2026-07-01', sent: '1' }));
    expect(decodeURIComponent(answer.headers.get('location') ?? '')).toContain('2026-07-01T04:00:00.000Z');
    const winter = await t.get(path({ add: 'created', is: 'before', date: '2026-01-15', sent: '1' }));
    expect(decodeURIComponent(winter.headers.get('location') ?? '')).toContain('2026-01-15T05:00:00.000Z');
  });

  test('that cannot be read is said to be so, and shows everyone', async () => {
    expect((await list(path({ filter: '{"version":9}' }))).html).toContain('ne peut pas être lu');
    expect((await list(path({ segment: uuidv7() }))).html).toContain('n’existe plus');
    for (const query of [{ filter: 'x' }, { segment: uuidv7() }, { segment: 'x' }])
      expect((await t.get(`/admin/contacts.csv?${new URLSearchParams(query)}`)).status).not.toBe(200);
  });
});

describe('a saved segment', () => {
  test.each(['\ud800', '\0'])('is refused with text that cannot be kept, such as %j', async (source) => {
    const filter = JSON.stringify({ version: 1, match: 'all', conditions: [{ kind: 'source', source }] });
    expect((await send('/admin/segments', { filter, name: 'Moitié' })).status).toBe(400);
    expect((await list(`/admin/contacts?${new URLSearchParams({ filter })}`)).html).toContain('ne peut pas être lu');
    expect(await t.deps.db.$count(segments)).toBe(0);
  });

  test('is kept once, however often its form is sent', async () => {
    const filter = JSON.stringify(ofTeam);
    const { html } = await list(`/admin/contacts?${new URLSearchParams({ filter })}`);
    const [, form = ''] = /action="\/admin\/segments">([\s\S]*?)<\/form>/.exec(html) ?? [];
    const id = /name="id" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const [once, again] = [
      await send('/admin/segments', { id, filter, name: 'Rosemont' }),
      await send('/admin/segments', { id, filter, name: 'Rosemont' }),
    ];
    expect(once.headers.get('location')).toBe(`/admin/contacts?segment=${id}`);
    expect(again.headers.get('location')).toBe(`/admin/contacts?segment=${id}`);
    expect(await t.deps.db.$count(segments)).toBe(1);
    await send(`/admin/segments/${id}/delete`, {});
  });

  test('is kept, listed in words, renamed, changed, exported and deleted', async () => {
    const filter = JSON.stringify(ofTeam);
    expect((await send('/admin/segments', { filter, name: '  ' })).status).toBe(422);
    const kept = await send('/admin/segments', { filter, name: 'Rosemont, tous' });
    const at = kept.headers.get('location') ?? '';
    expect((await list(at)).ids).toHaveLength(10);
    expect(await (await t.get('/admin/segments')).text()).toContain('Équipe\u00a0: Rosemont');
    const id = at.split('=').at(-1) ?? '';
    const csv = (await (await t.get(`/admin/contacts.csv?segment=${id}`)).text()).trim().split('\n');
    expect(csv).toHaveLength(11);
    expect(
      (await (await t.get(`/admin/contacts.csv?${new URLSearchParams({ filter })}`)).text()).trim().split('\n'),
    ).toEqual(csv);
    expect(await (await t.get('/admin/audit')).text()).toContain('Rosemont, tous');

    await send(`/admin/segments/${id}`, { name: 'Rosemont' });
    const french = { ...ofTeam, conditions: [...ofTeam.conditions, { kind: 'language', locale: 'fr' }] };
    const changed = await send(`/admin/segments/${id}`, { filter: JSON.stringify(french) });
    const page = await list(changed.headers.get('location') ?? '');
    expect(page.ids).toHaveLength(5);
    expect(page.html).toContain('<h2 id="filter">Rosemont</h2>');
    expect((await send(`/admin/segments/${id}`, { name: '' })).status).toBe(422);

    for (let count = 0; count < 2; count += 1)
      expect((await send(`/admin/segments/${id}/delete`, {})).status).toBe(303);
    expect(await t.deps.db.$count(segments)).toBe(0);
    expect(await (await t.get('/admin/segments')).text()).toContain('Aucun segment encore');
  });
});

describe('two organizers at one segment', () => {
  const drawn = (html: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1]?.replaceAll('&quot;', '"') ?? '';
  const withLocale = (locale: 'fr' | 'en') =>
    JSON.stringify({ ...ofTeam, conditions: [...ofTeam.conditions, { kind: 'language', locale }] });
  const saved = async () => (await t.deps.db.select().from(segments))[0];
  let id = '';
  beforeEach(async () => {
    id = uuidv7();
    await send('/admin/segments', { id, filter: JSON.stringify(ofTeam), name: 'Rosemont' });
  });
  afterEach(async () => await t.deps.db.delete(segments));

  test('who both change its conditions: the second sees both, and nothing is overwritten until they say so', async () => {
    const [mine, theirs] = [withLocale('en'), withLocale('fr')];
    const { html } = await list(`/admin/contacts?${new URLSearchParams({ segment: id, filter: mine })}`);
    const form = { filter: mine, 'was.filter': drawn(html, 'was.filter') };
    await send(`/admin/segments/${id}`, { ...form, filter: theirs });
    const refused = await send(`/admin/segments/${id}`, form);
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(page).toContain(`action="/admin/segments/${id}"`);
    for (const language of ['français', 'anglais']) expect(page.toLowerCase()).toContain(language);
    expect((await saved())?.definition).toEqual(JSON.parse(theirs));
    const again = { filter: drawn(page, 'filter'), 'was.filter': drawn(page, 'was.filter') };
    for (let times = 0; times < 2; times += 1) expect((await send(`/admin/segments/${id}`, again)).status).toBe(303);
    expect((await saved())?.definition).toEqual(JSON.parse(mine));
  });

  test('who both rename it: the second sees the other’s name beside what they typed', async () => {
    const was = { 'was.name': drawn(await (await t.get('/admin/segments')).text(), 'was.name') };
    await send(`/admin/segments/${id}`, { ...was, name: 'De Béa' });
    const refused = await send(`/admin/segments/${id}`, { ...was, name: 'D’Olive' });
    expect(refused.status).toBe(409);
    const page = await refused.text();
    expect(page).toContain('value="D’Olive"');
    expect(page).toContain('De Béa');
    expect((await saved())?.name).toBe('De Béa');
    await send(`/admin/segments/${id}`, { name: 'D’Olive', 'was.name': drawn(page, 'was.name') });
    expect((await saved())?.name).toBe('D’Olive');
  });

  test('conditions that cannot be read are refused, whatever name comes with them', async () => {
    const answer = await send(`/admin/segments/${id}`, { filter: '{"match":"some"}', name: 'Laval' });
    expect(answer.status).toBe(422);
    expect((await saved())?.name).toBe('Rosemont');
  });
});

describe('the columns of the list', () => {
  test('are each organizer’s own choice, and remembered', async () => {
    const back = new URLSearchParams({ q: 'ana' }).toString();
    const answer = await send('/admin/list/columns', { column: ['team', 'language', 'nonsense'], back });
    expect(answer.headers.get('location')).toBe('/admin/contacts?q=ana');
    const { html } = await list('/admin/contacts');
    const heads = [...html.matchAll(/<th role="columnheader"[^>]*>/g)];
    expect(heads).toHaveLength(3);
    expect(html).toContain('data-label="Équipe"');
    expect(html).not.toContain('data-label="Courriel"');
    expect((await send('/admin/list/columns', { back: '//evil.example' })).headers.get('location')).toMatch(
      /^\/admin\/contacts/,
    );
    expect((await list('/admin/contacts')).html).not.toContain('data-label="Équipe"');
  });
});

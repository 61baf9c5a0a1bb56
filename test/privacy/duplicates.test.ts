import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { dismissDuplicate } from '../../src/privacy/dismiss-duplicate.ts';
import { likelyOf, listPairs, reasonsOf } from '../../src/privacy/duplicates-queries.ts';
import { findDuplicates } from '../../src/privacy/find-duplicates.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';

let t: SignedInTest;
beforeAll(async () => {
  t = await startSignedIn();
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.deps.db.$client`truncate contacts cascade`;
});

async function add(row: Partial<typeof contacts.$inferInsert> = {}): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email: `${id}@example.org`, locale: 'fr', ...row });
  return id;
}

/** The pairs that a search finds, with what speaks for each. */
async function pairs(): Promise<[string, string, string[]][]> {
  await findDuplicates(t.deps.db, t.clock.now());
  t.clock.advance(1000);
  const found = await listPairs(t.deps.db, 100);
  return found.map(({ first, second, strength }) => [first.id, second.id, reasonsOf(strength)]);
}

const name = { firstFolded: 'ada', lastFolded: 'roy', postalCode: 'H2X 1Y4' };

describe('possible duplicates', () => {
  test('are those with one phone, one name at one postal code, one mailbox; the likeliest first', async () => {
    const named = [await add(name), await add(name)];
    const phoned = [await add({ phone: '+15145550100' }), await add({ phone: '+15145550100' })];
    const mailed = [await add({ email: 'a.da+x@gmail.com' }), await add({ email: 'ada@googlemail.com' })];
    await add({ ...name, postalCode: 'H2X 1Y5' });
    await add({ ...name, firstFolded: 'bea' });
    await add();
    expect(await pairs()).toEqual([
      [...mailed, ['email']],
      [...phoned, ['phone']],
      [...named, ['name']],
    ]);
  });

  test.each([
    ['ada.l@gmail.com', 'adal@gmail.com', true],
    ['ada+promo@outlook.com', 'ada@outlook.com', true],
    ['ada.l@outlook.com', 'adal@outlook.com', false],
    ['ada+promo@example.org', 'ada@example.org', false],
    ['ada.l@example.org', 'adal@example.org', false],
    ['ada@gmail.com', 'ada@outlook.com', false],
  ])('%s and %s lead to one mailbox: %s', async (one, other, same) => {
    await add({ email: one });
    await add({ email: other });
    expect(await pairs()).toHaveLength(same ? 1 : 0);
  });

  test('are not those who share an office’s phone, nor those without one', async () => {
    for (let count = 0; count < 6; count += 1) await add({ phone: '+15145550100' });
    await add();
    await add();
    expect(await pairs()).toEqual([]);
  });

  test('told apart by an organizer stay apart, whichever way round, and a new sign of it brings nothing back', async () => {
    const [one, other] = [await add(name), await add(name)];
    expect(await pairs()).toHaveLength(1);
    const dismissal = { organizerId: t.organizerId, at: t.clock.now() };
    await dismissDuplicate(t.deps.db, { ids: [other, one], ...dismissal });
    await dismissDuplicate(t.deps.db, { ids: [one, other], ...dismissal });
    await t.deps.db.execute(sql`update contacts set phone = '+15145550100'`);
    expect(await pairs()).toEqual([]);
    expect(await likelyOf(t.deps.db, one)).toEqual([]);
    const audit = await t.deps.db.execute(sql`select 1 from audit_entries where action = 'duplicates.dismissed'`);
    expect(audit).toHaveLength(1);
  });

  test('that are no longer alike are no longer shown', async () => {
    const [one] = [await add(name), await add(name)];
    expect(await pairs()).toHaveLength(1);
    await t.deps.db.execute(sql`update contacts set postal_code = '' where id = ${one}`);
    expect(await pairs()).toEqual([]);
  });

  test('of one contact are found at once, without the search', async () => {
    const [one, other] = [await add({ ...name, phone: '+15145550100' }), await add({ ...name, phone: '+15145550100' })];
    expect(await likelyOf(t.deps.db, one)).toMatchObject([{ id: other, strength: 3 }]);
  });

  test('whatever the addresses are, each pair is there once and nobody is alike to themselves', async () => {
    const box = fc.stringMatching(/^[a-c](\.?[a-c]){0,3}(\+[a-c])?$/);
    const emails = fc.uniqueArray(fc.tuple(box, fc.constantFrom('gmail.com', 'me.com', 'example.org')), {
      selector: ([local, domain]) => `${local}@${domain}`,
      maxLength: 12,
    });
    const mailboxOf = (local: string, domain: string) => {
      if (domain === 'example.org') return `${local}@${domain}`;
      const [before = ''] = local.split('+');
      return `${domain === 'gmail.com' ? before.replaceAll('.', '') : before}@${domain}`;
    };
    await fc.assert(
      fc.asyncProperty(emails, async (addresses) => {
        await t.deps.db.$client`truncate contacts cascade`;
        for (const [local, domain] of addresses) await add({ email: `${local}@${domain}` });
        const groups = Map.groupBy(addresses, ([local, domain]) => mailboxOf(local, domain)).values();
        const expected = [...groups]
          .filter(({ length }) => length <= 5)
          .reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
        expect(await pairs()).toHaveLength(expected);
      }),
      { numRuns: 25 },
    );
  });

  test('are listed with what to do, also when there are none', async () => {
    expect(await (await t.get('/admin/duplicates')).text()).toContain('Aucun doublon en vue');
    const one = await add({ ...name, firstName: '<b>Ada</b>' });
    await add(name);
    await findDuplicates(t.deps.db, t.clock.now());
    const html = await (await t.get('/admin/duplicates')).text();
    expect(html).toContain(`/admin/contacts/${one}/merge?with=`);
    expect(html).toContain('même nom et même code postal');
    expect(html).not.toContain('<b>Ada');
  });
});

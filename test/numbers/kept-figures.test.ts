import { parse } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { campaigns } from '../../src/campaigns/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { createDeps } from '../../src/deps.ts';
import { type CountedFigures, figuresNow, figuresOf } from '../../src/numbers/figures-queries.ts';
import { pledges } from '../../src/pledges/table.ts';
import { signups } from '../../src/signups/table.ts';
import { formatDay } from '../../src/ui/admin-time.ts';
import { type SignedInTest, startSignedIn, visitorAs } from '../organizers/signed-in.ts';
import { startAnother } from '../support/another.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';

let t: SignedInTest;
let campaignId: string;

beforeAll(async () => {
  t = await startSignedIn();
});
afterAll(() => t.close());
beforeEach(async () => {
  await emptyTables(t.deps, 'contacts, campaigns');
  campaignId = await addCampaign(t.deps);
});

async function signUp(): Promise<void> {
  const [contactId, createdAt] = [uuidv7(), t.clock.now()];
  const signup = {
    id: uuidv7(),
    campaignId,
    contactId,
    createdAt,
    locale: 'fr',
    answers: {},
    consented: true,
  } as const;
  await t.deps.db.insert(contacts).values({ id: contactId, email: `${contactId}@example.org`, locale: 'fr' });
  await t.deps.db.insert(signups).values(signup);
}

const signedUp = (counted: CountedFigures) => figuresOf(counted, campaignId).total.signedUp;

/** As if counting took five seconds, which is kept for fifty. */
const takeLong = () => t.deps.db.execute(sql`update campaign_figures set took = 5000`);

/** Does something while another machine counts. */
async function whileCounted<T>(act: () => Promise<T>): Promise<T> {
  return await t.deps.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('numbers.count'))`);
    return await act();
  });
}

describe('figures', () => {
  test('are counted anew for who looks a second later', async () => {
    await signUp();
    expect(signedUp(await figuresNow(t.deps))).toBe(1);
    await signUp();
    t.clock.advance(900);
    expect(signedUp(await figuresNow(t.deps))).toBe(1);
    t.clock.advance(100);
    const counted = await figuresNow(t.deps);
    expect([signedUp(counted), counted.countedAt]).toEqual([2, t.clock.now()]);
  });

  test('that took long to count are shown as they were, at once, and anew to who looks next', async () => {
    await signUp();
    const { countedAt } = await figuresNow(t.deps);
    await takeLong();
    await signUp();
    t.clock.advance(49_000);
    expect(signedUp(await figuresNow(t.deps))).toBe(1);
    t.clock.advance(1_000);
    const old = await whileCounted(() => figuresNow(t.deps));
    expect([signedUp(old), old.countedAt]).toEqual([1, countedAt]);
    await expect.poll(async () => signedUp(await figuresNow(t.deps))).toBe(2);
  });

  test('are there at once for a machine that has just started, though another one counts', async () => {
    await signUp();
    await figuresNow(t.deps);
    await takeLong();
    t.clock.advance(86_400_000);
    const another = startAnother(t);
    expect(signedUp(await whileCounted(() => figuresNow(another.deps)))).toBe(1);
    await expect.poll(async () => (await figuresNow(another.deps)).countedAt).toEqual(t.clock.now());
    await another.close();
  });

  test('are counted by one of two machines that find none', async () => {
    await signUp();
    // A clock of its own tells who counted.
    const ahead = { now: () => new Date(t.clock.now().getTime() + 300) };
    const another = createDeps(t.deps.config, { clock: ahead, log: t.deps.log });
    const [one, other] = await Promise.all([figuresNow(t.deps), figuresNow(another)]);
    await another.close();
    expect(one).toEqual(other);
    expect(signedUp(one)).toBe(1);
  });

  test('that quick counting kept are shown when another machine counts for longer than anyone waits', async () => {
    await signUp();
    await figuresNow(t.deps);
    await signUp();
    t.clock.advance(5_000);
    expect(signedUp(await whileCounted(() => figuresNow(t.deps)))).toBe(1);
    await expect.poll(async () => signedUp(await figuresNow(t.deps))).toBe(2);
  });

  test('may be older for a screen that looks all the time', async () => {
    const look = async () => signedUp(await figuresNow(t.deps, { maxAge: 5_000 }));
    await signUp();
    expect(await look()).toBe(1);
    await signUp();
    t.clock.advance(4_900);
    expect(await look()).toBe(1);
    t.clock.advance(100);
    expect(await look()).toBe(2);
  });

  test('of a machine whose clock is ahead are taken, unless it is far ahead', async () => {
    await signUp();
    const countAhead = async (by: number) => {
      const ahead = { now: () => new Date(t.clock.now().getTime() + by) };
      const another = createDeps(t.deps.config, { clock: ahead, log: t.deps.log });
      const { countedAt } = await figuresNow(another);
      await another.close();
      return countedAt;
    };
    const near = await countAhead(20_000);
    expect((await figuresNow(t.deps)).countedAt).toEqual(near);
    const far = await countAhead(50_000);
    expect(far).not.toEqual(near);
    expect((await figuresNow(t.deps)).countedAt).toEqual(t.clock.now());
  });

  test('that are the same are not written again', async () => {
    await signUp();
    // So long that the table keeps them beside itself.
    await t.deps.db.execute(sql`
      insert into page_views (campaign_id, day, via, source, count)
      select ${campaignId}, '2026-06-13', 'link', (select string_agg(md5(n || '-' || i), '') from generate_series(1, 6) i), n
      from generate_series(1, 40) n`);
    const [table] = await t.deps.db.execute<{ name: string }>(sql`
      select reltoastrelid::regclass::text as name from pg_class where relname = 'campaign_figures'`);
    const written = async () => await t.deps.db.execute(sql`select max(chunk_id) from ${sql.raw(table?.name ?? '')}`);
    await figuresNow(t.deps);
    const before = await written();
    t.clock.advance(5_000);
    expect((await figuresNow(t.deps)).countedAt).toEqual(t.clock.now());
    expect(before).not.toEqual([{ max: null }]);
    expect(await written()).toEqual(before);
    await signUp();
    t.clock.advance(5_000);
    await figuresNow(t.deps);
    expect(await written()).not.toEqual(before);
  });

  test('that cannot be counted anew are shown as they were, and the home page with them', async () => {
    await signUp();
    await figuresNow(t.deps);
    await signUp();
    t.clock.advance(5_000);
    await t.deps.db.execute(sql`alter table page_views rename to nowhere`);
    expect(signedUp(await figuresNow(t.deps))).toBe(1);
    expect((await t.get('/admin')).status).toBe(200);
    await t.deps.db.execute(sql`alter table nowhere rename to page_views`);
    expect(signedUp(await figuresNow(t.deps))).toBe(2);
  });

  test.each([
    ['of an old form', sql`figures || '{"version": 0}'`],
    ['of another zone, whose days are others', sql`figures || '{"timezone": "Asia/Tokyo"}'`],
    ['that say nothing', sql`'{}'::jsonb`],
  ])('%s are counted anew', async (_, figures) => {
    await signUp();
    await figuresNow(t.deps);
    await signUp();
    await t.deps.db.execute(sql`update campaign_figures set figures = ${figures}, took = 5000`);
    expect(signedUp(await figuresNow(t.deps))).toBe(2);
  });

  test('of a campaign that was made since the last count are zeros', async () => {
    const counted = await figuresNow(t.deps);
    const { total, days } = figuresOf(counted, await addCampaign(t.deps, { slug: 'nouvelle' }));
    expect([total.signedUp, days]).toEqual([0, []]);
  });
});

describe('a campaign’s numbers', () => {
  test('are there when it is archived, and the home page leads to them', async () => {
    await signUp();
    await t.deps.db.update(campaigns).set({ status: 'archived' });
    expect(await (await t.get('/admin')).text()).toContain('href="/admin/campaigns/essai/numbers"');
    const html = await (await t.get('/admin/campaigns/essai/numbers')).text();
    expect(html).toMatch(/<strong>1<\/strong>\s*Inscrites/);
  });

  test('name the day where nobody has counted today, and say that it is being done', async () => {
    await signUp();
    const { day } = await figuresNow(t.deps);
    await takeLong();
    t.clock.advance(86_400_000);
    const html = await (await t.get('/admin/campaigns/essai/numbers')).text();
    expect(html).toContain('On recompte en ce moment');
    expect(html).toContain(formatDay('fr', day));
    expect(html).not.toContain('Aujourd’hui');
    await expect.poll(async () => (await figuresNow(t.deps)).countedAt).toEqual(t.clock.now());
  });

  test('are for viewers too, without a person’s name', async () => {
    const viewer = await visitorAs(t, 'viewer');
    for (const page of ['numbers', 'numbers?step=booked', 'sources']) {
      const answer = await viewer.get(`/admin/campaigns/essai/${page}`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toContain('Qui a amené du monde');
    }
    expect(await (await t.get('/admin/campaigns/essai/sources')).text()).toContain('Qui a amené du monde');
    expect((await viewer.get('/admin/campaigns/nulle/numbers')).status).toBe(404);
  });

  test('take a step that there is not for the first one', async () => {
    await signUp();
    const html = await (await t.get('/admin/campaigns/essai/numbers?step=<b>')).text();
    expect(html).toContain('Inscrites, par jour, 30 derniers jours');
  });

  test('are taken along as tables that a strict reader reads, and that no spreadsheet runs', async () => {
    await signUp();
    await t.deps.db.update(signups).set({ via: 'link', source: '=HYPERLINK("x"), "y"' });
    const [signup] = await t.deps.db.select().from(signups);
    const { id: signupId = '', contactId = '' } = signup ?? {};
    const promise = { campaignId, contactId, signupId, createdAt: t.clock.now() };
    await t.deps.db.insert(pledges).values([
      { ...promise, id: uuidv7(), kind: 'money', amountMinor: 2_050, currency: 'CAD', frequency: 'once' },
      { ...promise, id: uuidv7(), kind: 'hours', count: 3, reportedAt: t.clock.now() },
    ]);
    const read = async (table: string): Promise<string[][]> => {
      const answer = await t.get(`/admin/campaigns/essai/numbers.csv?table=${table}`);
      expect(answer.headers.get('content-type')).toContain('text/csv');
      return parse(await answer.text());
    };
    const people = ['0', '1', '0', '1', '0', '0', '0'];
    expect((await read('sources')).at(-1)).toEqual(['link', `'=HYPERLINK("x"), "y"`, ...people]);
    expect((await read('days')).at(-1)?.slice(1)).toEqual(people);
    expect(await read('funnel')).toEqual(
      expect.arrayContaining([
        ['step', 'count'],
        ['signed_up', '1'],
      ]),
    );
    expect((await read('teams')).at(-1)).toEqual(['', ...people]);
    expect(await read('pledges')).toEqual([
      ['kind', 'currency', 'frequency', 'action', 'pledged_minor', 'kept_minor', 'pledged_count', 'kept_count'],
      ['money', 'CAD', 'once', '', '2050', '0', '', ''],
      ['hours', '', '', '', '', '', '3', '3'],
    ]);
    expect((await t.get('/admin/campaigns/essai/numbers.csv?table=people')).status).toBe(404);
  });
});

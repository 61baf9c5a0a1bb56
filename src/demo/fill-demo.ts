import { eq, inArray, like, notLike, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { campaigns } from '../campaigns/table.ts';
import { fold } from '../contacts/fold.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { shifts } from '../shifts/table.ts';
import { tags } from '../tags/table.ts';
import { teams } from '../teams/table.ts';
import { neighbourhoods, tagNames } from './names.ts';
import { demoRows, shiftsEach } from './rows.ts';

/** The campaigns that made-up people sign up to. */
const slugs = ['porte-a-porte', 'loyers-justes', 'paniers-solidaires'];
const atOnce = 25_000;
/** The key of a shift that was made for them. */
const demoKey = (index: number | '%') => `demo-${index}`;

export type DemoFill = {
  contacts: number;
  seed: number;
  /** Where there are people already who were not made up. */
  amongReal: boolean;
  /** Told how many there are, after each batch. */
  onProgress(made: number): void;
};

export type DemoFilled = { ok: true; made: number } | { ok: false; why: 'real-contacts' | 'no-campaigns' };

/**
 * Fills the demo's campaigns with people who are plainly made up (all at `demo.example.org`), up to a number: each with
 * sign-ups, consents and a timeline as real ones leave them. What was interrupted goes on; twice is once.
 */
export async function fillDemo(deps: Pick<Deps, 'db' | 'clock'>, fill: DemoFill): Promise<DemoFilled> {
  const { db, clock } = deps;
  const real = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(notLike(contacts.email, '%@demo.example.org'))
    .limit(1);
  if (real.length > 0 && !fill.amongReal) return { ok: false, why: 'real-contacts' };
  if ((await db.$count(campaigns, inArray(campaigns.slug, slugs))) < slugs.length)
    return { ok: false, why: 'no-campaigns' };
  const before = await lastNumber(db);
  const now = clock.now();
  if (before < fill.contacts) await db.transaction((tx) => layGround(tx, now));
  for (let from = before + 1; from <= fill.contacts; from += atOnce) {
    const to = Math.min(from + atOnce - 1, fill.contacts);
    await db.transaction(async (tx) => {
      await prepare(tx);
      for (const statement of demoRows({ seed: fill.seed, from, to, total: fill.contacts, now }))
        await tx.execute(statement);
    });
    fill.onProgress(to);
  }
  await db.execute(sql`
    update shifts set booked = taken, seats = greatest(seats, taken + 5)
    from (select shift_id, count(*)::int as taken from bookings where state <> 'cancelled' group by shift_id) as counted
    where shifts.id = shift_id and booked <> taken and key like ${demoKey('%')}
      and campaign_id in (select id from campaigns where ${inArray(campaigns.slug, slugs)})`);
  // Without it the planner would go on taking the tables for empty.
  if (before < fill.contacts) await db.execute(sql`vacuum analyze`);
  return { ok: true, made: Math.max(0, fill.contacts - before) };
}

/** The highest number in the addresses of made-up people: where one was erased or merged, fewer are left than that. */
async function lastNumber(db: Db): Promise<number> {
  const number = sql`substring(${contacts.email} from '[.]([0-9]{1,9})@demo[.]example[.]org$')::int`;
  const [row] = await db
    .select({ last: sql<number>`coalesce(max(${number}), 0)::int` })
    .from(contacts)
    .where(like(contacts.email, '%@demo.example.org'));
  return row?.last ?? 0;
}

/** What made-up people are sorted by and come to: teams, tags, shifts of the last weeks and the next. */
async function layGround(tx: Tx, now: Date): Promise<void> {
  const known = new Set((await tx.select({ name: teams.name }).from(teams)).map(({ name }) => name));
  const missing = neighbourhoods.filter(({ team }) => !known.has(team));
  if (missing.length > 0) {
    await tx
      .insert(teams)
      .values(missing.map(({ prefix, team }) => ({ id: uuidv7(), name: team, postalPrefixes: [prefix] })));
  }
  await tx
    .insert(tags)
    .values(tagNames.map((name) => ({ id: uuidv7(), name, folded: fold(name) })))
    .onConflictDoNothing();
  for (const slug of slugs) {
    const [model] = await tx
      .select({ shift: shifts })
      .from(shifts)
      .innerJoin(campaigns, eq(campaigns.id, shifts.campaignId))
      .where(eq(campaigns.slug, slug))
      .limit(1);
    if (!model) continue;
    const day = 86_400_000;
    const rows = Array.from({ length: shiftsEach }, (_, index) => {
      const startsAt = new Date(now.getTime() + (index - shiftsEach + 5) * 3 * day);
      const endsAt = new Date(startsAt.getTime() + 2 * 3_600_000);
      return { ...model.shift, id: uuidv7(), key: demoKey(index), startsAt, endsAt, booked: 0 };
    });
    await tx.insert(shifts).values(rows).onConflictDoNothing();
  }
}

/** What a batch looks up, numbered, for as long as its transaction. */
async function prepare(tx: Tx): Promise<void> {
  // Only who owns the server may leave the checks of foreign keys out; what is written here keeps them by its making.
  await tx.execute(sql`
    select set_config('session_replication_role', 'replica', true) from pg_roles where rolname = current_user and rolsuper`);
  await tx.execute(sql`select set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`);
  const numbered = (name: string, query: string) =>
    sql.raw(`create temporary table ${name} on commit drop as ${query}`);
  await tx.execute(
    numbered(
      'demo_campaigns',
      `select id, row_number() over (order by slug) - 1 as place from campaigns
    where slug in (${slugs.map((slug) => `'${slug}'`).join(', ')})`,
    ),
  );
  await tx.execute(
    numbered(
      'demo_shifts',
      `select shifts.id, campaign_id, starts_at,
    row_number() over (order by place, key) - 1 as place
    from shifts join demo_campaigns on demo_campaigns.id = campaign_id where key like '${demoKey('%')}'`,
    ),
  );
  await tx.execute(
    numbered(
      'demo_teams',
      `select (array_agg(id))[1] as id, prefix from teams, unnest(postal_prefixes) as prefix
    group by prefix`,
    ),
  );
  await tx.execute(
    numbered(
      'demo_tags',
      `select id, row_number() over (order by folded) - 1 as place from tags
    where folded in (${tagNames.map((name) => `'${fold(name)}'`).join(', ')})`,
    ),
  );
  await tx.execute(
    numbered(
      'demo_owners',
      `select id, row_number() over (order by id) - 1 as place,
    count(*) over () as howmany from organizers`,
    ),
  );
}

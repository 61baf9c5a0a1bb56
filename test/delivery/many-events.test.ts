import { setTimeout as delay } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../src/db/client.ts';
import * as schema from '../../src/db/schema.ts';
import { forgetEvents } from '../../src/delivery/forget-events.ts';
import { campaignsDelivering, failureGroups, urgentWaiting } from '../../src/delivery/queries.ts';
import { takeEvents } from '../../src/delivery/take-events.ts';
import { claim } from '../../src/followups/claim.ts';
import { hasDue } from '../../src/followups/queries.ts';
import { sendDue } from '../../src/followups/send-due.ts';
import { addShortCampaign } from '../followups/following.ts';
import { startTest, type TestApp } from '../support/app.ts';

const events = 1_000_000;
const mails = 200_000;
const fresh = 1_000;
let t: TestApp;

// A ledger of some months: every event was dealt with, and stays known by its id.
beforeAll(async () => {
  t = await startTest();
  await addShortCampaign(t);
  const sql = t.deps.db.$client;
  await sql`
    insert into delivery_events (id, kind, content, at)
    select gen_random_uuid(), 'email.delivered', null, now() - n * interval '2 seconds' from generate_series(${events}::int, 1, -1) n`;
  await sql`
    insert into contacts (id, email, locale)
    select gen_random_uuid(), 'n' || n || '@example.org', 'fr' from generate_series(1, ${mails / 10}::int) n`;
  await sql`
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, provider_id, due_at, created_at, sent_at)
    select gen_random_uuid(), c.id, (select id from campaigns), 'welcome', gen_random_uuid(), 'fr', 'sent',
      gen_random_uuid()::text, now(), now(), now() from contacts c, generate_series(1, 10)`;
  await sql`vacuum analyze`;
}, 240_000);
afterAll(() => t.close());

test('a thousand events among a million read of the ledger what they are about, and little else', {
  timeout: 120_000,
}, async () => {
  const sql = t.deps.db.$client;
  await sql`
    insert into delivery_events (id, kind, content, at)
    select gen_random_uuid(), 'email.bounced', jsonb_build_object('type', 'email.bounced', 'created_at', now(),
      'data', jsonb_build_object('email_id', provider_id, 'to', jsonb_build_array('x@example.org'),
        'bounce', jsonb_build_object('type', 'Transient', 'subType', 'MailboxFull', 'message', 'full'))), now()
    from messages order by id limit ${fresh}`;
  const before = await readRows();
  await takeEvents(t.deps);
  const after = await readRowsSince(before);
  const [told] = await sql`select count(*)::int as count from messages where state in ('bounced', 'deferred')`;
  expect(told?.count).toBe(fresh);
  expect(await sql`select from delivery_events where content is not null`).toHaveLength(0);
  for (const table of ['messages', 'delivery_events']) {
    const read = (after[table] ?? 0) - (before[table] ?? 0);
    // Read from end to end once, it would be two hundred times as many as there are events.
    expect(read, `rows of ${table} that were read`).toBeLessThan(60 * fresh);
    expect(read, `rows of ${table} that were read`).toBeGreaterThan(0);
  }
});

test('every statement about the ledger finds its rows by an index, however long it is: the plans', async () => {
  const sql = t.deps.db.$client;
  // What waits and what failed is a handful beside what went; half of the events name their mail, half the provider's id.
  await sql`
    update messages set state = case when n % 3 = 0 then 'failed' else 'queued' end, provider_id = '', sent_at = null,
      urgent = n % 3 = 1, batch_id = null, due_at = ${t.clock.now().toISOString()}
    from (select id as one, row_number() over (order by id desc) as n from messages limit 300) as late where id = one`;
  await sql`
    insert into delivery_events (id, kind, content, at)
    select gen_random_uuid(), 'email.delivered', jsonb_build_object('type', 'email.delivered', 'created_at', now(), 'data',
      jsonb_build_object('email_id', provider_id, 'to', '[]'::jsonb) || case when random() < 0.5
        then jsonb_build_object('tags', jsonb_build_object('message', id)) else '{}' end), now()
    from messages where provider_id <> '' order by id desc limit 100`;
  await sql`analyze messages, delivery_events`;
  const { db, queries } = listening();
  const [deps, now] = [{ ...t.deps, db }, t.deps.clock.now()];
  await takeEvents(deps);
  await campaignsDelivering(db, now);
  await urgentWaiting(db, now);
  await failureGroups(db);
  expect(await hasDue(db, now)).toBe(true);
  await sendDue(deps, undefined);
  await db.transaction((tx) => claim(tx, deps.config, { by: now, most: 100, now }));
  await forgetEvents(db, now);
  const plans = new Map<string, string>();
  for (const { query, params } of queries) {
    if (plans.has(query) || !/\b(messages|delivery_events)\b/.test(query)) continue;
    const lines = await sql.unsafe(`explain (costs off) ${query}`, params);
    const plan = lines.map((line) => String(line['QUERY PLAN'])).join('\n');
    plans.set(query, plan.replace(/'\[[^']{60,}\]'/g, "'[…]'"));
  }
  console.log(
    [...plans].map(([query, plan]) => `${query.replace(/\s+/g, ' ').trim().slice(0, 150)} …\n${plan}\n`).join('\n'),
  );
  const whole = [...plans.values()].filter((plan) => /Seq Scan on (messages|delivery_events)/.test(plan));
  expect(whole, 'plans that read a whole table').toEqual([]);
  const used = new Set([...plans.values()].flatMap((plan) => plan.match(/\b\w+_(index|pkey)\b/g) ?? []));
  expect([...used].sort()).toEqual(
    expect.arrayContaining([
      'delivery_events_pkey',
      'delivery_events_waiting_index',
      'messages_batch_index',
      'messages_failed_index',
      'messages_pkey',
      'messages_provider_index',
      'messages_queued_index',
      'messages_urgent_index',
    ]),
  );
}, 240_000);

type Said = { query: string; params: string[] };

/** The same database, and every statement that is sent through it. */
function listening(): { db: Db; queries: Said[] } {
  const queries: Said[] = [];
  const logQuery = (query: string, params: unknown[]) => void queries.push({ query, params: params.map(String) });
  const { $client, $renew } = t.deps.db;
  const db = Object.assign(drizzle($client, { schema, casing: 'snake_case', logger: { logQuery } }), { $renew });
  return { db, queries };
}

/** The same once what was done since then is in it: a connection that ends hands its counts over a moment later. */
async function readRowsSince(before: Record<string, number>): Promise<Record<string, number>> {
  await expect
    .poll(async () => Object.entries(await readRows()).every(([table, count]) => count > (before[table] ?? 0)), {
      timeout: 20_000,
      interval: 250,
    })
    .toBe(true);
  await delay(1_000);
  return await readRows();
}

/** Rows and index entries read so far; a connection's are counted when it ends. */
async function readRows(): Promise<Record<string, number>> {
  t.deps.db.$renew(0);
  await delay(500);
  const rows = await t.deps.db.$client`
    select relname as name, seq_tup_read + (
      select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = s.relid) as count
    from pg_stat_user_tables s where relname in ('messages', 'delivery_events')`;
  return Object.fromEntries(rows.map(({ name, count }) => [String(name), Number(count)]));
}

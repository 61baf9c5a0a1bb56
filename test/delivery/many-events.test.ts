import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeEvents } from '../../src/delivery/take-events.ts';
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

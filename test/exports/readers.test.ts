import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';

let t: SignedInTest;
let server: ServerType;
let port: number;

const rows = 200_000;

beforeAll(async () => {
  t = await startSignedIn();
  await t.deps.db.$client`
    insert into contacts (id, email, first_name, last_name, phone, postal_code, locale)
    select gen_random_uuid(), 'p' || i || '@example.org', 'Élodie', 'Tremblay ' || i, '+15145550123', 'H2X 1Y4', 'fr'
    from generate_series(1, ${rows}::int) i`;
  server = serve({ fetch: t.app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});

afterAll(async () => {
  server.close();
  await t.close();
});

/** Opens the export over a real socket, which reads nothing until it is asked to. */
async function open(): Promise<IncomingMessage> {
  const request = get({ port, path: '/admin/contacts.csv', headers: { cookie: t.cookie }, agent: false });
  const [answer] = await once(request, 'response');
  request.on('error', () => {});
  return answer;
}

async function bytesOf(answer: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const piece of answer) bytes += piece.length;
  return bytes;
}

const backends = async () =>
  await t.deps.db.$client`
    select state, wait_event from pg_stat_activity
    where application_name = 'terrain export' and datname = current_database()`;

/** Waits until something holds; false when it has not after so many milliseconds. */
async function within(milliseconds: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (const until = Date.now() + milliseconds; Date.now() < until; await delay(20)) if (await holds()) return true;
  return false;
}

const lastEntry = async () =>
  (
    await t.deps.db.$client`select detail, count from audit_entries where action = 'contacts.exported' order by id desc`
  )[0];

describe('an export over the network', () => {
  test('ends within a second when its reader hangs up in the middle', async () => {
    const answer = await open();
    await once(answer, 'readable');
    answer.destroy();
    expect(await within(1_000, async () => (await backends()).length === 0)).toBe(true);
    expect(await within(1_000, async () => (await lastEntry())?.detail.complete === false)).toBe(true);
  });

  test('ends within a second when its reader hangs up while the database still sorts', async () => {
    // As if the ledger were large: the statement cannot begin to answer.
    const lock = await t.deps.db.$client.reserve();
    await lock`begin`;
    await lock`lock table consents in access exclusive mode`;
    const request = get({ port, path: '/admin/contacts.csv', headers: { cookie: t.cookie }, agent: false });
    request.on('error', () => {});
    expect(await within(3_000, async () => (await backends())[0]?.wait_event === 'relation')).toBe(true);
    request.destroy();
    expect(await within(1_000, async () => (await backends()).length === 0)).toBe(true);
    await lock`rollback`;
    lock.release();
  });

  test('waits for a reader that stalls without reading ahead, and then gives it all', async () => {
    const answer = await open();
    await delay(1_500);
    // The statement is stopped by its own client's back-pressure, not buffered here.
    expect((await backends())[0]).toMatchObject({ state: 'active', wait_event: 'ClientWrite' });
    expect(await bytesOf(answer)).toBeGreaterThan(rows * 100);
    expect(await within(1_000, async () => (await lastEntry())?.count === rows)).toBe(true);
  });

  test('goes on beside others, and with a stalled one among them', async () => {
    const stalled = await open();
    const sizes = await Promise.all([open().then(bytesOf), open().then(bytesOf)]);
    expect(sizes[0]).toBe(sizes[1]);
    stalled.destroy();
    expect(await within(1_000, async () => (await backends()).length === 0)).toBe(true);
  });

  test('is broken off, not ended, when the database fails half-way', async () => {
    const answer = await open();
    let last = '';
    answer.on('data', (piece) => {
      last = String(piece);
    });
    answer.pause();
    const ending = new Promise<string>((resolve) => {
      answer.on('end', () => resolve('ended')).on('error', () => resolve('broken off'));
    });
    expect(await within(3_000, async () => (await backends())[0]?.wait_event === 'ClientWrite')).toBe(true);
    await t.deps.db.$client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'terrain export' and datname = current_database()`;
    answer.resume();
    expect(await ending).toBe('broken off');
    expect(last).not.toContain('terminating connection');
    expect(t.errors.splice(0)).toEqual([expect.stringContaining('an export failed')]);
    expect(await within(1_000, async () => (await lastEntry())?.detail.complete === false)).toBe(true);
  });

  test('that is under way is finished by a server that stops', async () => {
    const answer = await open();
    server.close();
    expect(await bytesOf(answer)).toBeGreaterThan(rows * 100);
    expect((await lastEntry())?.detail.complete).toBe(true);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Db, type Tx } from '../../src/db/client.ts';
import { isConnectionError } from '../../src/db/connection-error.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

// postgres.js 3.4.9 goes on with a transaction whose connection is gone: it ended the process, or wrote outside of it.

let database: TestDatabase;
let server: postgres.Sql;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  server = postgres(database.url, { max: 1, onnotice: () => {} });
  await server`create table scribbles (text text)`;
  // One connection: whatever takes the place of a lost one is what the next statement would go through.
  db = connect(database.url, { max: 1 });
});
afterAll(async () => {
  await db.$client.end({ timeout: 1 });
  await server.end();
  await database.drop();
});

describe('a transaction whose connection is lost', () => {
  test('between two statements: the next one is refused, and nothing of it is written', async () => {
    const failed = await outcome(async (tx) => {
      await note(tx, 'before');
      await cut();
      await note(tx, 'after');
    });
    expect(isConnectionError(failed)).toBe(true);
    expect(await notes()).toEqual([]);
  });

  test('while another has opened a new connection in its place: it does not go on in that one', async () => {
    const failed = await outcome(async (tx) => {
      await note(tx, 'before');
      await cut();
      await db.execute(sql`select 1`);
      await note(tx, 'after');
    });
    expect(isConnectionError(failed)).toBe(true);
    expect(await notes()).toEqual([]);
  });

  test('during a statement: it fails, and the next transaction works', async () => {
    const failed = await outcome(async (tx) => {
      await note(tx, 'before');
      const cutting = delay(200).then(cut);
      await tx.execute(sql`select pg_sleep(5)`).finally(() => cutting);
    });
    expect(isConnectionError(failed)).toBe(true);
    await db.transaction((tx) => note(tx, 'next'));
    expect(await notes()).toEqual(['next']);
  });

  test('before its end: nobody is told that it was committed', async () => {
    const failed = await outcome(async (tx) => {
      await note(tx, 'uncommitted');
      await cut();
    });
    expect(isConnectionError(failed)).toBe(true);
    expect(await notes()).toEqual(['next']);
  });

  test('in a savepoint: the same', async () => {
    const failed = await outcome(async (tx) => {
      await tx.transaction(async (inner) => {
        await note(inner, 'inside');
        await cut();
        await note(inner, 'inside too');
      });
    });
    expect(isConnectionError(failed)).toBe(true);
    expect(await notes()).toEqual(['next']);
  });

  test('not at all, because only another connection failed: it is rolled back, and its own is free again', async () => {
    const away = connect('postgres://127.0.0.1:1/nowhere', { max: 1 });
    const failed = await outcome(async (tx) => {
      await note(tx, 'rolled back');
      await away.execute(sql`select 1`);
    });
    expect(isConnectionError(failed)).toBe(true);
    await db.transaction((tx) => note(tx, 'last'));
    expect(await notes()).toEqual(['next', 'last']);
    await away.$client.end({ timeout: 1 });
  });
});

describe('a client exchanged for a new one', () => {
  test('serves at once through new connections, and tells who waits on the old ones', async () => {
    const stuck = db.execute(sql`select pg_sleep(60)`).then(
      () => 'answered',
      () => 'told',
    );
    await delay(100);
    db.$renew(0);
    expect([...(await db.execute(sql`select 1 as one`))]).toEqual([{ one: 1 }]);
    expect(await stuck).toBe('told');
    // What drizzle reads and writes in its own way goes on so.
    const [row] = await db.execute<{ at: unknown }>(sql`select now() as at`);
    expect(typeof row?.at).toBe('string');
  });
});

async function note(tx: Tx, text: string): Promise<void> {
  await tx.execute(sql`insert into scribbles values (${text})`);
}

async function notes(): Promise<unknown[]> {
  return (await server`select text from scribbles`).map((row) => row.text);
}

/** What the transaction threw. */
async function outcome(run: (tx: Tx) => Promise<void>): Promise<unknown> {
  return await db.transaction(run).then(
    () => 'committed',
    (error: unknown) => error,
  );
}

/** Ends the connection from the server's side, and lets it be known. */
async function cut(): Promise<void> {
  await server`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'terrain' and datname = current_database()`;
  await delay(100);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { isConnectionError } from './connection-error.ts';
import { renewable } from './renewable.ts';
import * as schema from './schema.ts';

type Schema = typeof schema;
/**
 * The database, through drizzle. `$client` is the postgres.js client under it. `$renew` gives up on its connections
 * and opens new ones, for who has waited too long for an answer or been told that one is lost; `grace` is how long what
 * the old ones are still doing may take, in seconds.
 */
export type Db = PostgresJsDatabase<Schema> & { $client: postgres.Sql; $renew(grace?: number): void };
/** A transaction. A verb that takes one joins what its caller commits. */
export type Tx = PgTransaction<PostgresJsQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/**
 * Opens a pool of connections; nothing is sent before the first query.
 *
 * Every statement is prepared once a connection and then sent by name: parsing and planning cost more than running
 * most of ours. `max` is the pool's size, `settings` are Postgres's for each connection.
 */
export function connect(url: string, options: { max?: number; settings?: Record<string, string> } = {}): Db {
  const { client, renew } = renewable(() =>
    postgres(url, {
      max: options.max ?? 10,
      idle_timeout: 60,
      connect_timeout: 5,
      // Tries again at once after a lost connection: a request would rather be told "unavailable" than wait.
      backoff: false,
      // Asked at each connecting and awaited by nobody: a connection cut just then would end the process. Drizzle reads
      // arrays by itself.
      fetch_types: false,
      onnotice: () => {},
      connection: {
        application_name: 'terrain',
        TimeZone: 'UTC',
        // What a process held when it was cut off must not stay locked for as long as the server takes to notice.
        idle_in_transaction_session_timeout: 20_000,
        ...options.settings,
      },
    }),
  );
  return Object.assign(drizzle(preparing(client), { schema, casing: 'snake_case' }), { $renew: renew });
}

/** The same client, with `unsafe`, which drizzle sends everything through, preparing its statements. */
function preparing<T extends postgres.Sql | postgres.TransactionSql>(client: T, check: () => void = () => {}): T {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') {
        return (
          query: string,
          parameters?: postgres.ParameterOrJSON<never>[],
          options?: postgres.UnsafeQueryOptions,
        ) => {
          check();
          return target.unsafe(query, parameters, { ...options, prepare: true });
        };
      }
      if (name === 'begin' && 'begin' in target) {
        return (run: (tx: postgres.TransactionSql) => Promise<unknown>) => beginGuarded(target, run);
      }
      if (name === 'savepoint' && 'savepoint' in target) {
        return (run: (tx: postgres.TransactionSql) => Promise<unknown>) =>
          target.savepoint((tx) => run(preparing(tx, check)));
      }
      return Reflect.get(target, name);
    },
  });
}

/**
 * A transaction that ends with its connection. postgres.js 3.4.9 tells the caller, and goes on: it sends ROLLBACK, and
 * whatever statement comes next, through the connection that is gone, which ends the process, or through the one that
 * took its place, outside of any transaction. So nothing more is sent, and the driver never hears of an end.
 */
function beginGuarded(target: postgres.Sql, run: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<unknown> {
  let lost: { cause: unknown } | undefined;
  const check = () => {
    if (lost) throw lost.cause;
  };
  const done = target.begin(async (tx) => {
    try {
      const result = await run(preparing(tx, check));
      return lost ? await never : result;
    } catch (error) {
      // The statement is told first, the transaction a moment later. It may also be another connection's error.
      if (isConnectionError(error))
        await Promise.race([done.catch(() => never), delay(1_000, undefined, { ref: false })]);
      if (lost) await never;
      throw error;
    }
  });
  done.catch((cause) => {
    lost = { cause };
  });
  return done;
}

const never = new Promise<never>(() => {});

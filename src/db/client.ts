import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema.ts';

type Schema = typeof schema;
/** The database, through drizzle. `$client` is the postgres.js client under it. */
export type Db = PostgresJsDatabase<Schema> & { $client: postgres.Sql };
/** A transaction. A verb that takes one joins what its caller commits. */
export type Tx = PgTransaction<PostgresJsQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/**
 * Opens a pool of connections; nothing is sent before the first query.
 *
 * Every statement is prepared once a connection and then sent by name: parsing and planning cost more than running
 * most of ours. `max` is the pool's size, `settings` are Postgres's for each connection.
 */
export function connect(url: string, options: { max?: number; settings?: Record<string, string> } = {}): Db {
  const client = postgres(url, {
    max: options.max ?? 10,
    idle_timeout: 60,
    connect_timeout: 5,
    // Tries again at once after a lost connection: a request would rather be told "unavailable" than wait.
    backoff: false,
    onnotice: () => {},
    connection: { application_name: 'terrain', TimeZone: 'UTC', ...options.settings },
  });
  return drizzle(preparing(client), { schema, casing: 'snake_case' });
}

/** The same client, with `unsafe`, which drizzle sends everything through, preparing its statements. */
function preparing<T extends postgres.Sql | postgres.TransactionSql>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') {
        return (query: string, parameters?: postgres.ParameterOrJSON<never>[], options?: postgres.UnsafeQueryOptions) =>
          target.unsafe(query, parameters, { ...options, prepare: true });
      }
      if (name === 'begin' && 'begin' in target) {
        return (run: (tx: postgres.TransactionSql) => Promise<unknown>) => target.begin((tx) => run(preparing(tx)));
      }
      if (name === 'savepoint' && 'savepoint' in target) {
        return (run: (tx: postgres.TransactionSql) => Promise<unknown>) => target.savepoint((tx) => run(preparing(tx)));
      }
      return Reflect.get(target, name);
    },
  });
}

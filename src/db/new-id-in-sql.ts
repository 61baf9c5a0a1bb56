import { type SQL, sql } from 'drizzle-orm';

/**
 * A UUIDv7 (RFC 9562 section 5.7) made by Postgres, a new one for each row: its own `uuidv7()` came with version 18. The
 * time stands over the first six bytes of a random UUID, and the version's bits are set from 4 to 7.
 */
export const newIdInSql: SQL = sql.raw(`encode(set_bit(set_bit(
  overlay(uuid_send(gen_random_uuid())
    placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
  52, 1), 53, 1), 'hex')::uuid`);

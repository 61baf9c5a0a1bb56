import pg from 'pg';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { pgUrl, readPostgresUrl } from '../../src/db/postgres-url.ts';

const base = 'postgres://ana:p%40ss@db.example.org:5432/terrain';

describe('a database’s address means the same to both drivers', () => {
  test.each([
    ['', false, false],
    ['?sslmode=disable', false, false],
    ['?sslmode=require', 'require', { rejectUnauthorized: false }],
    ['?sslmode=no-verify', 'require', { rejectUnauthorized: false }],
    ['?sslmode=require&channel_binding=require', 'require', { rejectUnauthorized: false }],
    ['?sslmode=require&uselibpqcompat=true', 'require', { rejectUnauthorized: false }],
    ['?sslmode=verify-full', 'verify-full', {}],
    ['?sslmode=verify-ca', 'verify-full', {}],
    ['?sslrootcert=system', 'verify-full', {}],
  ])('with %s', (query, ofPostgresJs, ofPg) => {
    const url = readPostgresUrl(base + query);
    const { options } = postgres(url);
    expect(options.ssl).toEqual(ofPostgresJs);
    expect(Object.keys(options.connection), 'what the server is sent').toEqual(['application_name']);
    const client = new pg.Client({ connectionString: pgUrl(url) });
    expect(Reflect.get(client, 'ssl')).toEqual(ofPg);
    expect([client.host, client.user, client.password, client.database]).toEqual([
      'db.example.org',
      'ana',
      'p@ss',
      'terrain',
    ]);
  });

  test('and where it names a file that neither reads, it is refused', () => {
    expect(() => readPostgresUrl(`${base}?sslmode=verify-full&sslrootcert=/etc/ca.pem`)).toThrow(/NODE_EXTRA_CA_CERTS/);
  });
});

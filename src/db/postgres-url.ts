import { StartError } from '../errors.ts';

/** What libpq reads and our drivers do not: postgres.js would send it to the server, which refuses the connection. */
const notOurs = ['channel_binding', 'uselibpqcompat'];
/** Files that libpq reads. */
const files = ['sslrootcert', 'sslcert', 'sslkey'];

/**
 * A database's address as both drivers can take it, whoever's panel it was copied from. TLS is as libpq has it:
 * `sslmode=require` encrypts and asks for no certificate, `verify-full` checks it (libpq's documentation, "SSL Support").
 * @throws StartError where it names files with keys or certificates.
 */
export function readPostgresUrl(given: string): string {
  const url = new URL(given);
  const { searchParams: query } = url;
  if (query.get('sslrootcert') === 'system') {
    query.delete('sslrootcert');
    query.set('sslmode', 'verify-full');
  }
  const file = files.find((name) => query.has(name));
  if (file !== undefined) {
    throw new StartError(
      `DATABASE_URL: ${file} is not read; name the certificate's file in NODE_EXTRA_CA_CERTS, and take ?sslmode=verify-full`,
    );
  }
  for (const name of notOurs) query.delete(name);
  const mode = query.get('sslmode');
  if (mode === 'verify-ca') query.set('sslmode', 'verify-full');
  if (mode === 'no-verify') query.set('sslmode', 'require');
  return query.size === 0 && !given.includes('?') ? given : url.href;
}

/** The same for pg, which without a word more takes `require` for `verify-full`. */
export function pgUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  if (url.searchParams.has('sslmode')) url.searchParams.set('uselibpqcompat', 'true');
  return url.href;
}

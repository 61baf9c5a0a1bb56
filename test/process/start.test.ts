import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { withBuiltApp } from '../support/process.ts';

const startApp = withBuiltApp();
const secret = 'a secret that only the tests know, 42';

describe('a start that cannot succeed', () => {
  test.each([
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/terrain' }],
    ['SECRET', { DATABASE_URL: 'postgres://localhost/terrain' }],
    ['SECRET', { DATABASE_URL: 'postgres://localhost/terrain', SECRET: 'short' }],
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '70000' }],
    ['BASE_URL', { BASE_URL: 'terrain.example.org' }],
    ['RESEND_API_KEY', { RESEND_API_KEY: 'x', SMTP_URL: 'smtp://localhost', MAIL_FROM: 'a@b.ca' }],
    ['MAIL_FROM', { RESEND_API_KEY: 'x' }],
    ['MAIL_FROM', { MAIL_FROM: 'nobody' }],
    ['TIMEZONE', { TIMEZONE: 'Quebec' }],
    ['DEFAULT_LOCALE', { DEFAULT_LOCALE: 'de' }],
    ['SIGNUP_LIMIT_PER_MINUTE', { SIGNUP_LIMIT_PER_MINUTE: '-1' }],
    ['RECIPIENT_LIMIT_PER_HOUR', { RECIPIENT_LIMIT_PER_HOUR: 'ten' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ])('says so in a sentence that names %s (%o)', async (name, env) => {
    await refuses(name, { ...env });
  });

  test('names PORT where another program listens on it', async () => {
    const database = await createTestDatabase();
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await refuses('PORT', { DATABASE_URL: database.url, SECRET: secret }, port);
    taken.close();
    await database.drop();
  });

  test('names DATABASE_URL where nothing answers there', async () => {
    await refuses('DATABASE_URL', { DATABASE_URL: `postgres://localhost:${await freePort()}/terrain`, SECRET: secret });
  });

  test('names DATABASE_URL where there is no such database, and where the password is wrong', async () => {
    const database = await createTestDatabase();
    const missing = new URL(database.url);
    missing.pathname = '/there_is_none';
    await refuses('DATABASE_URL', { DATABASE_URL: missing.href, SECRET: secret });
    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    const said = await refuses('DATABASE_URL', { DATABASE_URL: wrong.href, SECRET: secret });
    expect(said, 'a password is nobody’s to read').not.toContain('wrong');
    await database.drop();
  });
});

/** Starts, and expects a sentence that begins with the variable's name, no stack, and exit code 1. */
async function refuses(name: string, env: Record<string, string>, port?: number): Promise<string> {
  const app = startApp({ env, port: port ?? (await freePort()) });
  expect(await app.ended).toBe(1);
  const said = app.said();
  expect(said).toMatch(new RegExp(`^${name}\\b`));
  expect(said).not.toMatch(/\n\s+at |node_modules|Error:/);
  return said;
}

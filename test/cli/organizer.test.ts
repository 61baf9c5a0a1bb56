import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { organizerCommands } from '../../src/cli/organizer.ts';
import { origin } from '../organizers/signed-in.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
let printed: string[];
beforeEach(async () => {
  t = await startTest();
  printed = [];
  vi.stubEnv('DATABASE_URL', t.deps.databaseUrl);
  vi.stubEnv('BASE_URL', t.deps.config.baseUrl);
  vi.stubEnv('SECRET', t.deps.config.secret);
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)));
});
afterEach(async () => {
  vi.mocked(console.log).mockRestore();
  // What it says to people goes there, as it should.
  vi.mocked(console.error).mockClear();
  vi.unstubAllEnvs();
  await t.close();
});

async function run(name: string, ...args: string[]): Promise<number | undefined> {
  return await organizerCommands.find(({ usage }) => usage.startsWith(`organizer ${name}`))?.run(args);
}

describe('npm run terrain -- organizer', () => {
  test('add gives a role and prints a link that signs in; list shows them; remove takes access away', async () => {
    expect(await run('add', 'olive@example.org', '--name', 'Olive', '--role', 'owner')).toBe(0);
    expect(await run('add', 'Leo@example.org', '--role', 'leader')).toBe(0);
    const link = new URL(printed.at(-1) ?? '');
    const signedIn = await t.app.request(link.pathname, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    });
    expect(signedIn.status).toBe(303);
    printed = [];
    expect(await run('list')).toBe(0);
    expect(printed[0]).toBe('olive@example.org\towner\tnever');
    expect(printed[1]).toMatch(/^leo@example\.org\tleader\t\d{4}-/);
    expect(await run('remove', 'leo@example.org')).toBe(0);
    expect(await run('remove', 'leo@example.org')).toBe(1);
    const audit = await t.deps.db.$client`select action, organizer_id from audit_entries order by id`;
    expect(audit.map((entry) => ({ ...entry }))).toEqual(
      ['organizer.added', 'organizer.added', 'organizer.removed'].map((action) => ({ action, organizer_id: null })),
    );
  });

  test('remove keeps the last owner', async () => {
    await run('add', 'olive@example.org', '--role', 'owner');
    expect(await run('remove', 'olive@example.org')).toBe(1);
    expect(await t.deps.db.$client`select 1 from organizers`).toHaveLength(1);
  });

  test('reset takes the second factor away and prints a link', async () => {
    await run('add', 'olive@example.org', '--role', 'owner');
    await t.deps.db.$client`
      insert into organizer_passkeys (id, user_id, public_key, credential_id, counter, device_type, backed_up)
      select 'k', id, 'x', 'x', 0, 'singleDevice', false from organizers`;
    printed = [];
    expect(await run('reset', 'olive@example.org')).toBe(0);
    expect(printed[0]).toMatch(/\/admin\/sign-in\/\w+$/);
    expect(await t.deps.db.$client`select 1 from organizer_passkeys`).toHaveLength(0);
  });

  test.each(['add', 'add olive', 'add olive@example.org --role king', 'remove', 'reset a@b.ca c@d.ca'])(
    '%s is asked for wrongly',
    async (line) => {
      const [name = '', ...args] = line.split(' ');
      await expect(run(name, ...args)).rejects.toThrow(UsageError);
    },
  );
});

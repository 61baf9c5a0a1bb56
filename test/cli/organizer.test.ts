import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { organizerCommands } from '../../src/cli/organizer.ts';
import { origin } from '../organizers/signed-in.ts';
import { type Cli, withCli } from '../support/cli.ts';

let t: Cli;
withCli((cli) => {
  t = cli;
});

async function run(name: string, ...args: string[]): Promise<number | undefined> {
  return await organizerCommands.find(({ usage }) => usage.startsWith(`organizer ${name}`))?.run(args);
}

describe('npm run terrain -- organizer', () => {
  test('add gives a role and prints a link that signs in; list shows them; remove takes access away', async () => {
    expect(await run('add', 'olive@example.org', '--name', 'Olive', '--role', 'owner')).toBe(0);
    expect(await run('add', 'Leo@example.org', '--role', 'leader')).toBe(0);
    const link = new URL(t.printed.at(-1) ?? '');
    const signedIn = await t.app.request(link.pathname, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    });
    expect(signedIn.status).toBe(303);
    t.printed = [];
    expect(await run('list')).toBe(0);
    expect(t.printed[0]).toBe('olive@example.org\towner\tnever');
    expect(t.printed[1]).toMatch(/^leo@example\.org\tleader\t\d{4}-/);
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
    t.printed = [];
    expect(await run('reset', 'olive@example.org')).toBe(0);
    expect(t.printed[0]).toMatch(/\/admin\/sign-in\/\w+$/);
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

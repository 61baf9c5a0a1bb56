import { describe, expect, test, vi } from 'vitest';
import { apiKeyCommands } from '../../src/cli/api-key.ts';
import { UsageError } from '../../src/cli/command.ts';
import { ada, call, site } from '../api/calls.ts';
import { addCampaign } from '../support/campaign.ts';
import { type Cli, withCli } from '../support/cli.ts';

let t: Cli;
withCli(async (cli) => {
  t = cli;
  await addCampaign(t.deps);
});

describe('npm run terrain -- api-key', () => {
  test('add prints a token that works and is kept as a hash alone, list shows it, revoke ends it', async () => {
    expect(await run('add', 'Serveur', '--campaign', 'essai')).toBe(0);
    const [token = ''] = t.printed.splice(0);
    expect(token).toMatch(/^terrain_[\w-]{43}$/);
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'one' };
    expect((await call(t.app, { body: ada, headers })).status).toBe(201);
    expect(JSON.stringify(await t.deps.db.$client`select * from api_keys`)).not.toContain(token);
    await vi.waitFor(async () => {
      const [key] = await t.deps.db.$client`select last_used_at is not null as used from api_keys`;
      expect(key?.used).toBe(true);
    });
    expect(await run('list')).toBe(0);
    const [line = ''] = t.printed.splice(0);
    expect(line).toMatch(/\tServeur\ttoken, 600 a minute\tessai\tused .*\tworks$/);
    const [id = ''] = line.split('\t');
    expect(await run('revoke', id)).toBe(0);
    expect(await run('revoke', id)).toBe(1);
    const audit = await t.deps.db.$client`select action from audit_entries where action like 'api-key.%' order by id`;
    expect(audit.map(({ action }) => action)).toEqual(['api-key.added', 'api-key.revoked']);
  });

  test('add --origin lets the pages of a site, without a token', async () => {
    expect(await run('add', 'Site', '--origin', `${site}/`, '--origin', 'http://localhost:8080')).toBe(0);
    expect(t.printed.join()).not.toContain('terrain_');
    const [key] = await t.deps.db.$client`select origins::text as origins, token_hash from api_keys`;
    expect({ ...key }).toEqual({ origins: `{${site},http://localhost:8080}`, token_hash: null });
    const answer = await call(t.app, { body: ada, headers: { origin: site } });
    expect(answer.body.code).toBe('form-stale');
  });

  test.each([
    'add',
    'add two names',
    'add x --origin site.example',
    'add x --origin https://site.example/page',
    'add x --per-minute 0',
    'revoke not-an-id',
  ])('%s is asked for wrongly', async (line) => {
    const [name = '', ...args] = line.split(' ');
    await expect(run(name, ...args)).rejects.toBeInstanceOf(UsageError);
  });

  test('add for a campaign that there is not makes nothing', async () => {
    expect(await run('add', 'x', '--campaign', 'nulle-part')).toBe(1);
    expect(await t.deps.db.$client`select id from api_keys`).toHaveLength(0);
  });
});

async function run(name: string, ...args: string[]): Promise<number> {
  const command = apiKeyCommands.find(({ usage }) => usage.startsWith(`api-key ${name}`));
  if (!command) throw new Error(`there is no api-key ${name}`);
  return await command.run(args);
}

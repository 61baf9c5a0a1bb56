import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { demo } from '../../src/cli/demo.ts';
import { contacts } from '../../src/contacts/table.ts';
import { type Cli, withCli } from '../support/cli.ts';

let t: Cli;
withCli((cli) => {
  t = cli;
});

describe('npm run terrain -- demo', () => {
  test('brings the demo campaigns in and fills them, and says how many it added', async () => {
    expect(await demo.run(['--contacts', '60'])).toBe(0);
    expect(t.printed.splice(0).join()).toContain('60 made-up contacts');
    expect(await t.deps.db.$count(contacts)).toBe(60);
    expect(await demo.run(['--contacts', '60'])).toBe(0);
    expect(await t.deps.db.$count(contacts)).toBe(60);
  });

  test('fails where there are real people, and takes whole numbers alone', async () => {
    await t.deps.db.insert(contacts).values({ id: crypto.randomUUID(), email: 'ada@example.com', locale: 'fr' });
    expect(await demo.run(['--contacts', '5'])).toBe(1);
    expect(await t.deps.db.$count(contacts)).toBe(1);
    for (const wrong of ['0', '-1', 'x', '1.5', '99999999'])
      await expect(demo.run([`--contacts=${wrong}`]), wrong).rejects.toThrow(UsageError);
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { demo } from '../../src/cli/demo.ts';
import { contacts } from '../../src/contacts/table.ts';
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

describe('npm run terrain -- demo', () => {
  test('brings the demo campaigns in and fills them, and says how many it added', async () => {
    expect(await demo.run(['--contacts', '60'])).toBe(0);
    expect(printed.splice(0).join()).toContain('60 made-up contacts');
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

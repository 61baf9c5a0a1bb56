import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { erase } from '../../src/cli/erase.ts';
import { addEverything, findAnywhere, makePlace } from '../privacy/everything.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

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

describe('npm run terrain -- erase', () => {
  test('--dry-run says what goes and what stays and changes nothing; without it that happens, once', async () => {
    const ada = await addEverything(t.deps, await makePlace(t.deps, await addCampaign(t.deps)), 'adamark');
    expect(await erase.run(['ADAmark@example.org', '--dry-run'])).toBe(0);
    expect(printed).toContain('signups\t1\tstays without a name, for the totals');
    expect(printed).toContain('notes\t1\tgoes');
    expect((await findAnywhere(t.deps, ada.mark)).length).toBeGreaterThan(10);
    // A further address finds the person too.
    expect(await erase.run(['old-adamark@example.org'])).toBe(0);
    expect(await findAnywhere(t.deps, ada.mark)).toEqual([]);
    expect(await erase.run(['adamark@example.org'])).toBe(1);
    expect(await erase.run(['adamark@example.org', '--dry-run'])).toBe(1);
  });

  test.each([[[]], [['no address']], [['a@example.org', 'b@example.org']]])('is refused for %j', async (args) => {
    await expect(erase.run(args)).rejects.toThrow(UsageError);
  });
});

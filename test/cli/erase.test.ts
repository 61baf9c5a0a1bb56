import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { erase } from '../../src/cli/erase.ts';
import { addEverything, findAnywhere, makePlace } from '../privacy/everything.ts';
import { addCampaign } from '../support/campaign.ts';
import { type Cli, withCli } from '../support/cli.ts';

let t: Cli;
withCli((cli) => {
  t = cli;
});

describe('npm run terrain -- erase', () => {
  test('--dry-run says what goes and what stays and changes nothing; without it that happens, once', async () => {
    const ada = await addEverything(t.deps, await makePlace(t.deps, await addCampaign(t.deps)), 'adamark');
    expect(await erase.run(['ADAmark@example.org', '--dry-run'])).toBe(0);
    expect(t.printed).toContain('signups\t1\tstays without a name, for the totals');
    expect(t.printed).toContain('notes\t1\tgoes');
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

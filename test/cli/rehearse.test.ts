import { expect, test } from 'vitest';
import { followupsRehearse } from '../../src/cli/followups-rehearse.ts';
import { addCampaign } from '../support/campaign.ts';
import { type Cli, withCli } from '../support/cli.ts';

let cli: Cli;
withCli(async (begun) => {
  cli = begun;
  await addCampaign(cli.deps);
});

test('a rehearsal prints every mail with its hour in the person’s zone, and leaves nothing behind', async () => {
  const args = ['essai', '--sequence', 'confirmed', '--days', '10', '--first-name', 'Zoé', '--postal-code', 'v5k 0a1'];
  expect(await followupsRehearse.run(args)).toBe(0);
  const printed = cli.printed.join('\n');
  expect(printed).toContain('America/Vancouver');
  expect(printed).toMatch(/welcome sent\n {2}Bonjour Zoé/);
  expect(printed).toMatch(/act sent\n/);
  expect(printed).toContain('Ends (finished)');
  expect(await cli.deps.db.$client`select from messages union all select from contacts`).toHaveLength(0);
});

test('a campaign, a sequence or a contact that there is not is said', async () => {
  expect(await followupsRehearse.run(['ailleurs'])).toBe(1);
  expect(await followupsRehearse.run(['essai', '--sequence', 'rien'])).toBe(1);
  expect(await followupsRehearse.run(['essai', '--contact', 'nobody@example.org'])).toBe(1);
  await expect(followupsRehearse.run(['essai', '--days', '0'])).rejects.toThrow('--days');
});

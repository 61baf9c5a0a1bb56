import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { contactsExport } from '../../src/cli/contacts-export.ts';
import { contactsImport } from '../../src/cli/contacts-import.ts';
import { stopImport } from '../../src/imports/stop-import.ts';
import { addCampaign } from '../support/campaign.ts';
import { type Cli, withCli } from '../support/cli.ts';
import { signUp } from '../support/forms.ts';

let t: Cli;
let folder: string;
withCli(async (cli) => {
  t = cli;
  await addCampaign(t.deps);
  folder = await mkdtemp(path.join(os.tmpdir(), 'terrain-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const people = async () => [...(await t.deps.db.$client`select * from contacts order by id`)];

describe('npm run terrain -- contacts', () => {
  test('export --all and import are each other’s opposite', async () => {
    await signUp(t.app, { email: 'ada@example.org', firstName: '=Ada, "A"' });
    const before = [await people(), [...(await t.deps.db.$client`select * from consents`)]];
    expect(await contactsExport.run(['--all', folder])).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(
      ['addresses', 'consents', 'contacts', 'notes', 'pledges', 'signups', 'suppressions', 'tags'].map(
        (name) => `${name}.csv`,
      ),
    );
    await t.deps.db.$client`truncate contacts cascade`;
    expect(await contactsImport.run([folder, '--dry-run', '--trust-ledger'])).toBe(0);
    expect(t.printed.join('\n')).toContain('1 rows: 1 new, 0 changed, 0 unchanged, 0 left out.');
    expect(await people()).toEqual([]);
    expect(await contactsImport.run([folder, '--yes', '--trust-ledger'])).toBe(0);
    expect([await people(), [...(await t.deps.db.$client`select * from consents`)]]).toEqual(before);
  });

  test('import says why a file is refused, and which rows are left out', async () => {
    const file = path.join(folder, 'gens.csv');
    await writeFile(file, 'email,nom,consentement\nnobody,A,\nada@example.org,B,maybe\n');
    expect(await contactsImport.run([file])).toBe(0);
    expect(t.printed.join('\n')).toContain('Row 2 is left out: “nobody” is no email address.');
    expect(t.printed.join('\n')).toContain('Row 3: “maybe” in a column of consent is neither a yes nor a no');
    await writeFile(file, 'email,nom\nada@example.org,"B');
    expect(await contactsImport.run([file, '--yes'])).toBe(1);
    expect(vi.mocked(console.error).mock.lastCall?.[0]).toMatch(/row 2 does not end/);
    expect(await people()).toEqual([]);
  });

  test('import that somebody stops meanwhile says so, and does not end well', async () => {
    const file = path.join(folder, 'long.csv');
    await writeFile(file, `email\n${Array.from({ length: 3_000 }, (_, n) => `p${n}@example.org`).join('\n')}\n`);
    const stopping = setInterval(async () => {
      const [running] = await t.deps.db.$client`select id from imports where state = 'running' and cursor > 0`;
      if (running) await stopImport(t.deps, running.id);
    }, 5);
    try {
      expect(await contactsImport.run([file, '--yes'])).toBe(1);
    } finally {
      clearInterval(stopping);
    }
    expect(vi.mocked(console.error).mock.lastCall?.[0]).toMatch(/It was stopped/);
  });

  test('export writes another tool’s file, and refuses a tool that there is not', async () => {
    await signUp(t.app);
    const file = path.join(folder, 'nb.csv');
    expect(await contactsExport.run(['--preset', 'nationbuilder', '--to', file])).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(/^external_id,email,email_opt_in,/);
    await expect(contactsExport.run(['--preset', 'none'])).rejects.toThrow(UsageError);
    for (const args of [
      ['--campaign', ''],
      ['--campaign', 'x'.repeat(201)],
      ['--to', ''],
      ['--all', folder, '--to', file],
    ])
      await expect(contactsExport.run(args), args.join(' ')).rejects.toThrow(UsageError);
    expect(await contactsExport.run(['--campaign', 'nulle'])).toBe(1);
    await expect(contactsImport.run([])).rejects.toThrow(UsageError);
    await expect(contactsImport.run(['a', '--yes', '--dry-run'])).rejects.toThrow(UsageError);
  });
});

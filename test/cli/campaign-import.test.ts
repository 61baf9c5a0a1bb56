import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { campaignExport } from '../../src/cli/campaign-export.ts';
import { campaignImport } from '../../src/cli/campaign-import.ts';
import { exportCampaign } from '../../src/exports/export-campaign.ts';
import { messages } from '../../src/locales/index.ts';
import { addCampaign } from '../support/campaign.ts';
import { type Cli, withCli } from '../support/cli.ts';
import { signUp } from '../support/forms.ts';

let cli: Cli;
withCli(async (begun) => {
  cli = begun;
  await addCampaign(cli.deps);
});

test('a file with steps that cannot be sent is refused with sentences that name each of them', async () => {
  const { mail, sequences } = messages('en');
  const file = await exportCampaign(cli.deps.db, 'essai');
  const [first, ...others] = file?.sequences ?? [];
  const steps = (first?.steps ?? []).map((step, index) =>
    index === 0
      ? { ...step, condition: { version: 1, match: 'all', conditions: [{ kind: 'horoscope' }] } }
      : { ...step, texts: { ...step.texts, en: { subject: 'Hi {prenom}', body: 'Hello', action: 'Go' } } },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'terrain-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const name = path.join(folder, 'faulty.json');
  await writeFile(name, JSON.stringify({ ...file, sequences: [{ ...first, steps }, ...others] }));
  expect(await campaignImport.run([name])).toBe(1);
  const printed = vi.mocked(console.error).mock.calls.flat().join('\n');
  const field = mail.mergeFaults.unknown({ field: 'prenom' });
  expect(printed).toContain(sequences.stepFault('Hi {prenom}', 'confirmed', field));
  expect(printed).toContain(sequences.stepFault('Bonjour {firstName}', 'confirmed', sequences.unreadable));
  expect(printed).not.toMatch(/Invalid|expected|prettify/);
});

test('a stored step that cannot be sent is written to the file as it is, with a sentence that names it', async () => {
  const { mail, sequences } = messages('en');
  await cli.deps.db.$client`
    update sequences set steps = jsonb_set(steps, '{1,texts,en,subject}', '"Hi {prenom}"') where key = 'confirmed'`;
  const folder = await mkdtemp(path.join(tmpdir(), 'terrain-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const name = path.join(folder, 'stored.json');
  expect(await campaignExport.run(['essai', '--to', name])).toBe(0);
  const field = mail.mergeFaults.unknown({ field: 'prenom' });
  const printed = vi.mocked(console.error).mock.calls.flat().join('\n');
  expect(printed).toContain(sequences.stepFault('Hi {prenom}', 'confirmed', field));
  expect(await readFile(name, 'utf8')).toContain('Hi {prenom}');
});

test('a file that gives a date that is over another day is refused as a whole, with the date named', async () => {
  await signUp(cli.app);
  await cli.deps.db.$client`
    update shifts set starts_at = starts_at - interval '21 days', ends_at = ends_at - interval '21 days'`;
  await cli.deps.db.$client`
    insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    select gen_random_uuid(), shifts.id, contacts.id, campaign_id, 'fr', 'attended', starts_at, starts_at
    from shifts, contacts`;
  const before = await exportCampaign(cli.deps.db, 'essai');
  const shifts = before?.shifts.map((shift) => ({ ...shift, day: '2099-05-01' }));
  const folder = await mkdtemp(path.join(tmpdir(), 'terrain-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const name = path.join(folder, 'moved.json');
  await writeFile(name, JSON.stringify({ ...before, status: 'closed', shifts }));
  expect(await campaignImport.run([name, '--force'])).toBe(1);
  const printed = vi.mocked(console.error).mock.calls.flat().join('\n');
  expect(printed).toContain(`samedi: ${messages('en').editor.problems.dateOver}`);
  expect(await exportCampaign(cli.deps.db, 'essai')).toEqual(before);
});

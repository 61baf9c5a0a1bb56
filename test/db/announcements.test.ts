import { expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.tsx';
import { announce } from '../../src/db/announcements.ts';
import { createDeps, type Deps } from '../../src/deps.ts';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { startTest } from '../support/app.ts';

const file = campaignFile.parse(riding);

test('a campaign changed on one machine is shown changed on another at once, and not before it is committed', async () => {
  const t = await startTest();
  const other = createDeps(t.deps.config, { clock: t.clock, log: t.deps.log });
  const app = createApp(other);
  const headline = async () => /<h1[^>]*>([^<]*)/.exec(await (await app.request('/fr/porte-a-porte')).text())?.[1];
  try {
    await change(t.deps, 'Avant.');
    const heard = vi.fn();
    other.announcements.on('campaign', heard);
    other.announcements.open();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(undefined), 5_000);
    expect(await headline()).toBe('Avant.');
    await change(t.deps, 'Après.', async () => expect(await headline()).toBe('Avant.'));
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('porte-a-porte'), 5_000);
    expect(await headline()).toBe('Après.');
  } finally {
    await other.close();
    await t.close();
  }
});

test('who lost the connection listens again, and is told that something may have been missed', async () => {
  const t = await startTest();
  try {
    const heard = vi.fn();
    t.deps.announcements.on('campaign', heard);
    t.deps.announcements.open();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1), 5_000);
    await t.deps.db.$client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'terrain-listen' and datname = current_database()`;
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), 5_000);
    expect(heard).toHaveBeenLastCalledWith(undefined);
    await announce(t.deps.db, 'campaign', 'x');
    await vi.waitFor(() => expect(heard).toHaveBeenLastCalledWith('x'), 5_000);
  } finally {
    await t.close();
  }
});

async function change(deps: Deps, headline: string, beforeCommit = async () => {}): Promise<void> {
  const { fr } = file.texts;
  if (!fr) throw new Error('the demo has no French');
  const changed = { ...file, texts: { ...file.texts, fr: { ...fr, headline } } };
  await deps.db.transaction(async (tx) => {
    await importCampaign(tx, changed, deps.clock.now());
    await beforeCommit();
  });
}

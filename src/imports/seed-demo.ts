import { countCampaigns } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import tenants from './demo/loyers-justes.json' with { type: 'json' };
import foodBank from './demo/paniers-solidaires.json' with { type: 'json' };
import riding from './demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from './form.ts';
import { importCampaign } from './import-campaign.ts';

/** Brings the three demo campaigns in where there is no campaign at all. Several processes may try at once. */
export async function seedDemo(deps: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if ((await countCampaigns(tx)) > 0) return;
    // The first one listed is the newest, and stands first on the front page.
    for (const file of [foodBank, tenants, riding])
      await importCampaign(tx, campaignFile.parse(file), deps.clock.now(), { isDemo: true });
  });
}

import { eq } from 'drizzle-orm';
import { findCampaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { campaignGuides } from '../imports/campaign-table.ts';
import type { CampaignContent } from '../imports/form.ts';
import { importCampaign } from '../imports/import-campaign.ts';
import { holdCampaign } from '../imports/keep-version.ts';

/** A new campaign, by the id of the form that asks for it: `slug` is taken with a number behind it where another has the name. */
type NewCampaign = { id: string; slug: string; content: CampaignContent; organizerId: string; guided?: boolean };

/**
 * Adds a campaign as a draft and returns its name in URLs; the same `id` again adds nothing, and returns the same.
 * `guided`: it is the one that the guided start makes.
 */
export async function createCampaign(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { id, slug: wanted, content, organizerId, guided = false }: NewCampaign,
): Promise<string> {
  return await db.transaction(async (tx) => {
    // A form that is sent twice asks for one name: the second waits here, and finds what the first has made.
    await holdCampaign(tx, wanted);
    const [made] = await tx.select({ slug: campaigns.slug }).from(campaigns).where(eq(campaigns.id, id));
    if (made) return made.slug;
    let slug = wanted;
    for (let number = 2; !(await isFree(tx, slug)); number += 1) slug = `${wanted}-${number}`;
    const by = { id, act: 'created' as const, organizerId };
    const campaignId = await importCampaign(tx, { slug, status: 'draft', ...content }, clock.now(), by);
    if (guided) {
      const step = 2;
      await tx
        .insert(campaignGuides)
        .values({ organizerId, campaignId, step })
        .onConflictDoUpdate({ target: campaignGuides.organizerId, set: { campaignId, step } });
    }
    return slug;
  });
}

/** Whether a name is free, and stays so until the transaction ends: it is held before it is looked for. */
async function isFree(tx: Tx, slug: string): Promise<boolean> {
  await holdCampaign(tx, slug);
  return (await findCampaign(tx, slug)) === undefined;
}

/** Remembers how far an organizer's guided start is. */
export async function moveGuide({ db }: Pick<Deps, 'db'>, organizerId: string, step: number): Promise<void> {
  await db.update(campaignGuides).set({ step }).where(eq(campaignGuides.organizerId, organizerId));
}

import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Campaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import { announce } from '../db/announcements.ts';
import type { Tx } from '../db/client.ts';
import { campaignVersions, type campaignVersions as Table } from './campaign-table.ts';
import { changedPaths, editionOf } from './content-view.ts';
import type { CampaignContent } from './form.ts';
import { findVersion, readContent } from './queries.ts';

/** Who changes a campaign, and how. */
export type Change = {
  act: (typeof Table.$inferInsert)['act'];
  organizerId: string | null;
  restored?: number;
  now: Date;
};

/** Keeps one change of a campaign from falling between two others: to be called before its state is read. */
export async function holdCampaign(tx: Tx, slug: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`campaign ${slug}`}, 0))`);
}

/** Keeps the state that a campaign is in, for campaigns from before there were versions. */
export async function keepFound(tx: Tx, campaign: Campaign, content: CampaignContent): Promise<void> {
  if (await findVersion(tx, campaign.id, campaign.version)) return;
  const found = { id: uuidv7(), campaignId: campaign.id, number: campaign.version, act: 'found' as const };
  await tx
    .insert(campaignVersions)
    .values({ ...found, content, edition: editionOf(content), organizerId: null, at: campaign.updatedAt });
}

/**
 * Keeps what a campaign has become as its next version, in the transaction of the change, and tells every process.
 * `before` is what it was; undefined for a new one. Returns the version's number.
 */
export async function keepVersion(
  tx: Tx,
  campaign: Campaign,
  before: CampaignContent | undefined,
  { act, organizerId, restored, now }: Change,
): Promise<number> {
  const content = await readContent(tx, campaign);
  const changed = before ? changedPaths(before, content) : [];
  const number = before ? campaign.version + 1 : campaign.version;
  if (before) await tx.update(campaigns).set({ version: number, updatedAt: now }).where(eq(campaigns.id, campaign.id));
  await tx.insert(campaignVersions).values({
    id: uuidv7(),
    campaignId: campaign.id,
    number,
    act,
    content,
    edition: editionOf(content),
    changed,
    restored: restored ?? null,
    organizerId,
    at: now,
  });
  await announce(tx, 'campaign', campaign.slug);
  return number;
}

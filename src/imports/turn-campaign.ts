import { eq } from 'drizzle-orm';
import { campaignsById } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Deps } from '../deps.ts';
import { campaignFile } from './form.ts';
import { holdCampaign, keepFound, keepVersion } from './keep-version.ts';
import { readContent } from './queries.ts';

/**
 * Opens or closes a campaign whose time has come. A draft that something is still missing from stays a draft, and its
 * page says what. Doing it again does nothing.
 */
export async function turnCampaign({ db, clock }: Pick<Deps, 'db' | 'clock'>, campaignId: string): Promise<void> {
  await db.transaction(async (tx) => {
    const slug = (await campaignsById(tx, [campaignId])).get(campaignId)?.slug;
    if (slug === undefined) return;
    await holdCampaign(tx, slug);
    const campaign = (await campaignsById(tx, [campaignId])).get(campaignId);
    if (!campaign) return;
    const now = clock.now();
    const { status, opensAt, closesAt } = campaign;
    const isDue = (at: Date | null) => at !== null && at <= now;
    const content = await readContent(tx, campaign);
    const closes = isDue(closesAt) && (status === 'live' || (status === 'draft' && opensAt !== null));
    const opens = !closes && status === 'draft' && isDue(opensAt);
    if (!closes && !opens) return;
    if (opens && !campaignFile.safeParse({ slug, status: 'live', ...content }).success) return;
    await keepFound(tx, campaign, content);
    const next = closes
      ? ({ status: 'closed', closesAt: null, opensAt: null } as const)
      : ({ status: 'live', opensAt: null } as const);
    await tx.update(campaigns).set(next).where(eq(campaigns.id, campaignId));
    await keepVersion(tx, campaign, content, { act: closes ? 'closed' : 'opened', organizerId: null, now });
  });
}

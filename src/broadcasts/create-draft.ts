import { eq } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { emptyContent } from './form.ts';
import { broadcasts } from './table.ts';

type NewDraft = { id: string; campaignId: string; organizerId: string };

/**
 * Begins a draft in the name of a campaign. The same `id` again begins nothing.
 * @throws AppError `not-found` for a campaign that there is not
 */
export async function createDraft(deps: Deps, { id, campaignId, organizerId }: NewDraft): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const [campaign] = await tx.select({ id: campaigns.id }).from(campaigns).where(eq(campaigns.id, campaignId));
    if (!campaign) throw new AppError('not-found');
    const by = { createdBy: organizerId, savedBy: organizerId };
    const draft = { id, campaignId, content: emptyContent, state: 'draft', createdAt: now, updatedAt: now } as const;
    await tx
      .insert(broadcasts)
      .values({ ...draft, ...by })
      .onConflictDoNothing();
  });
}

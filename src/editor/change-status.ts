import { eq } from 'drizzle-orm';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { holdCampaign, keepFound, keepVersion } from '../imports/keep-version.ts';
import { planTurns } from '../imports/plan-turns.ts';
import { readContent } from '../imports/queries.ts';
import { check, type Problem } from './save-edit.ts';

export const turns = ['open', 'close', 'archive', 'reopen', 'schedule'] as const;
export type Turn = (typeof turns)[number];

/** What a campaign is to become. The times are for `schedule` alone; null takes one away. */
type Wanted = { turn: Turn; organizerId: string; opensAt?: Date | null; closesAt?: Date | null };

/** From which states each turn may be taken; from where it leads already, taking it again does nothing. */
const from: Record<Turn, readonly Campaign['status'][]> = {
  open: ['draft'],
  close: ['live'],
  archive: ['draft', 'live', 'closed'],
  reopen: ['closed', 'archived'],
  schedule: ['draft', 'live'],
};
const acts = {
  open: 'opened',
  close: 'closed',
  archive: 'archived',
  reopen: 'reopened',
  schedule: 'scheduled',
} as const;

/** Opens, closes, archives or reopens a campaign, or sets when it does so by itself. What is incomplete stays closed. */
export async function changeStatus(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  slug: string,
  { turn, organizerId, opensAt = null, closesAt = null }: Wanted,
): Promise<{ ok: true } | { ok: false; problems: Problem[] }> {
  return await db.transaction(async (tx) => {
    await holdCampaign(tx, slug);
    const campaign = await findCampaign(tx, slug);
    if (!campaign) throw new AppError('not-found');
    if (!from[turn].includes(campaign.status)) return { ok: true };
    const next = nextOf(campaign, { turn, opensAt, closesAt }, clock.now());
    if (
      turn === 'schedule' &&
      isSameMoment(next.opensAt, campaign.opensAt) &&
      isSameMoment(next.closesAt, campaign.closesAt)
    )
      return { ok: true };
    const content = await readContent(tx, campaign);
    const checked = next.status === 'live' || next.opensAt ? check({ ...campaign, ...next }, content) : undefined;
    if (checked && !checked.ok) return checked;
    const [changed] = await tx.update(campaigns).set(next).where(eq(campaigns.id, campaign.id)).returning();
    if (changed) await planTurns(tx, changed, clock.now());
    await keepFound(tx, campaign, content);
    await keepVersion(tx, campaign, content, { act: acts[turn], organizerId, now: clock.now() });
    return { ok: true };
  });
}

function isSameMoment(one: Date | null, other: Date | null): boolean {
  return one?.getTime() === other?.getTime();
}

function nextOf(
  campaign: Campaign,
  { turn, opensAt, closesAt }: { turn: Turn; opensAt: Date | null; closesAt: Date | null },
  now: Date,
) {
  switch (turn) {
    case 'open':
    case 'reopen':
      return { status: 'live' as const, opensAt: null, closesAt: aheadOf(now, campaign.closesAt) };
    case 'close':
      return { status: 'closed' as const, opensAt: null, closesAt: null };
    case 'archive':
      return { status: 'archived' as const, opensAt: null, closesAt: null };
    case 'schedule':
      return { status: campaign.status, opensAt: campaign.status === 'draft' ? opensAt : null, closesAt };
  }
}

/** Whoever opens by hand what is to close by itself wants it closed all the same, unless the time has passed. */
function aheadOf(now: Date, closesAt: Date | null): Date | null {
  return closesAt !== null && closesAt > now ? closesAt : null;
}

import { desc, eq, inArray, sql } from 'drizzle-orm';
import { type Campaign, campaignsById } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Locale } from '../locales/index.ts';
import { organizers } from '../organizers/table.ts';
import { everyone, type SegmentDefinition } from '../segments/form.ts';
import { findSegment } from '../segments/queries.ts';
import type { BroadcastContent, Variant } from './form.ts';
import { broadcastRecipients, broadcasts } from './table.ts';

export type Broadcast = typeof broadcasts.$inferSelect;

/** A broadcast in a list, with how many of its mails have gone. */
export type BroadcastLine = { broadcast: Broadcast; campaign: Campaign };

/** The latest broadcasts, the newest first. */
export async function listBroadcasts(db: Db, limit: number): Promise<BroadcastLine[]> {
  return await db
    .select({ broadcast: broadcasts, campaign: campaigns })
    .from(broadcasts)
    .innerJoin(campaigns, eq(campaigns.id, broadcasts.campaignId))
    .orderBy(desc(broadcasts.createdAt), desc(broadcasts.id))
    .limit(limit);
}

/** One broadcast and its campaign; undefined where there is none. `id` must be a UUID. */
export async function findBroadcast(db: Db | Tx, id: string): Promise<BroadcastLine | undefined> {
  const [broadcast] = await db.select().from(broadcasts).where(eq(broadcasts.id, id));
  if (!broadcast) return undefined;
  const campaign = (await campaignsById(db, [broadcast.campaignId])).get(broadcast.campaignId);
  return campaign && { broadcast, campaign };
}

/** The campaigns that a broadcast can go out in the name of, the newest first. */
export async function sendingCampaigns(db: Db): Promise<Campaign[]> {
  return await db
    .select()
    .from(campaigns)
    .where(inArray(campaigns.status, ['live', 'closed']))
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id));
}

/** Whom a broadcast's audience means at this moment; undefined where the saved segment is there no more. */
export async function meantBy(
  db: Db | Tx,
  { content, campaignId }: Pick<Broadcast, 'content' | 'campaignId'>,
): Promise<SegmentDefinition | undefined> {
  if (content.audience === 'campaign') return { ...everyone, conditions: [{ kind: 'campaign', campaignId }] };
  return (await findSegment(db, content.audience))?.definition;
}

/** What a recipient's mail says: the broadcast, in which of its languages, and which of its subjects they get. */
export type Receiving = { content: BroadcastContent; locale: Locale; variant: Variant };

/** What the mails of these recipients say, by the recipient's id. Who waited for the trial gets what it decided. */
export async function receivingOf(db: Db | Tx, recipientIds: string[]): Promise<Map<string, Receiving>> {
  const rows = await db
    .select({
      id: broadcastRecipients.id,
      content: broadcasts.content,
      locale: broadcastRecipients.locale,
      variant: sql<Variant>`${givenVariant}`,
    })
    .from(broadcastRecipients)
    .innerJoin(broadcasts, eq(broadcasts.id, broadcastRecipients.broadcastId))
    .where(inArray(broadcastRecipients.id, idList(recipientIds)));
  return new Map(rows.map(({ id, ...receiving }) => [id, receiving]));
}

/** Which subject a recipient gets, in a statement with both tables. */
export const givenVariant = sql.raw(`case when broadcast_recipients.cohort = 'rest' and broadcasts.choice in ('a', 'b')
  then broadcasts.choice else broadcast_recipients.variant end`);

/** Who saved a draft last; empty where they are gone. */
export async function savedByName(db: Db, { savedBy }: Broadcast): Promise<string> {
  if (savedBy === null) return '';
  const [organizer] = await db.select().from(organizers).where(eq(organizers.id, savedBy));
  return organizer?.name || organizer?.email || '';
}

import { and, asc, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { segmentCondition } from '../segments/condition.ts';
import { type Count, countContacts, type SavedSegment, savedSegments } from '../segments/queries.ts';
import { preparedExports } from './table.ts';

export type PreparedExport = typeof preparedExports.$inferSelect;

/** Whether an export is still to be made. */
export function isUnfinished({ state }: Pick<PreparedExport, 'state'>): boolean {
  return state === 'making' || state === 'retrying';
}

/** From so many contacts on, one would wait at the download. */
export const largeFrom = 50_000;

/**
 * What an export can be narrowed to, how many contacts there are (at most one beyond `largeFrom`), and what waits for this
 * organizer.
 */
export type ExportChoices = {
  campaigns: { id: string; slug: string; texts: CampaignTexts }[];
  segments: SavedSegment[];
  contacts: number;
  prepared: PreparedExport[];
};

export async function exportChoices(db: Db, organizerId: string, now: Date): Promise<ExportChoices> {
  const [rows, segments, count, prepared] = await Promise.all([
    db
      .select({ id: campaigns.id, slug: campaigns.slug, texts: campaigns.texts })
      .from(campaigns)
      .orderBy(desc(campaigns.createdAt), asc(campaigns.slug)),
    savedSegments(db),
    // Whoever was erased is in no export; and how many there are beyond that is not worth a look at each of them.
    db.$count(
      db
        .select({ id: contacts.id })
        .from(contacts)
        .where(isNull(contacts.erasedAt))
        .limit(largeFrom + 1)
        .as('some'),
    ),
    db
      .select()
      .from(preparedExports)
      .where(and(eq(preparedExports.organizerId, organizerId), gt(preparedExports.expiresAt, now)))
      .orderBy(desc(preparedExports.id)),
  ]);
  return { campaigns: rows, segments, contacts: count, prepared };
}

/** How many contacts are in a segment and in a campaign, where one or both are chosen. */
export async function countChosen(
  db: Db,
  { segment, campaignId }: { segment: SavedSegment | undefined; campaignId: string | undefined },
  now: Date,
): Promise<Count> {
  const inSegment = segmentCondition(segment?.definition ?? { version: 1, match: 'all', conditions: [] }, now);
  const inCampaign = campaignId
    ? sql`exists (select from signups where signups.contact_id = contacts.id and signups.campaign_id = ${campaignId}::uuid)`
    : sql`true`;
  return await countContacts(db, sql`${inSegment} and ${inCampaign}`);
}

/** An export that was prepared for this organizer and is still kept; nobody else's. */
export async function findPrepared(
  db: Db,
  { id, organizerId, now }: { id: string; organizerId: string; now: Date },
): Promise<PreparedExport | undefined> {
  const [found] = await db
    .select()
    .from(preparedExports)
    .where(
      and(eq(preparedExports.id, id), eq(preparedExports.organizerId, organizerId), gt(preparedExports.expiresAt, now)),
    );
  return found;
}

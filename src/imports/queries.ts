import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { sequencesOf } from '../followups/queries.ts';
import { organizers } from '../organizers/table.ts';
import { shifts } from '../shifts/table.ts';
import { campaignDrafts, campaignGuides, campaignVersions } from './campaign-table.ts';
import { type CampaignContent, type CampaignFile, campaignContent } from './form.ts';

export type CampaignVersion = typeof campaignVersions.$inferSelect;
export type CampaignDraft = typeof campaignDrafts.$inferSelect;

/** What a campaign holds now, as its file has it; shifts in the local time of their place. */
export async function readContent(
  db: Db | Tx,
  { id, settings, texts }: Pick<Campaign, 'id' | 'settings' | 'texts'>,
): Promise<CampaignContent> {
  const local = sql`${shifts.startsAt} at time zone ${shifts.timezone}`;
  const rows = await db
    .select({
      key: shifts.key,
      kind: shifts.kind,
      day: sql<string>`to_char(${local}, 'YYYY-MM-DD')`,
      startsAt: sql<string>`to_char(${local}, 'HH24:MI')`,
      minutes: sql<number>`(extract(epoch from ${shifts.endsAt} - ${shifts.startsAt}) / 60)::int`,
      seats: shifts.seats,
      minimum: shifts.minimum,
      texts: shifts.texts,
    })
    .from(shifts)
    .where(eq(shifts.campaignId, id))
    .orderBy(asc(shifts.startsAt), asc(shifts.key));
  const sequences = (await sequencesOf(db, id)).map(({ id: _, campaignId: __, ...sequence }) => sequence);
  // What is not said is left out, as it was in the file.
  const said = rows.map(({ minimum, ...shift }) => (minimum === null ? shift : { ...shift, minimum }));
  return { settings, texts, sequences, shifts: said };
}

/** A content as it was kept, in the form that contents have now. */
function readStored(content: CampaignContent): CampaignContent {
  const read = campaignContent.safeParse(content);
  return read.success ? read.data : content;
}

/** The versions of a campaign without their content, the newest first, each with the name of whoever made it. */
export async function listVersions(db: Db | Tx, campaignId: string) {
  const { id, number, act, edition, changed, restored, at } = campaignVersions;
  return await db
    .select({ id, number, act, edition, changed, restored, at, who: organizers.name, email: organizers.email })
    .from(campaignVersions)
    .leftJoin(organizers, eq(organizers.id, campaignVersions.organizerId))
    .where(eq(campaignVersions.campaignId, campaignId))
    .orderBy(desc(number))
    .limit(500);
}
export type VersionLine = Awaited<ReturnType<typeof listVersions>>[number];

/**
 * What organizers changed in a campaign since a file was made of it: of a file that names no state, or one that is
 * unknown here, since a file was last brought in. None where the campaign is not there or is what the file says.
 */
export async function newerVersions(db: Db | Tx, file: Pick<CampaignFile, 'slug' | 'edition'>): Promise<VersionLine[]> {
  const campaign = await findCampaign(db, file.slug);
  if (!campaign) return [];
  const versions = await listVersions(db, campaign.id);
  const made = versions.findIndex(({ edition }) => edition === file.edition);
  const base = made >= 0 ? made : versions.findIndex(({ act }) => act === 'imported' || act === 'found');
  return versions
    .slice(0, base < 0 ? versions.length : base)
    .filter(({ act, changed }) => act !== 'imported' && changed.length > 0);
}

export async function findVersion(
  db: Db | Tx,
  campaignId: string,
  number: number,
): Promise<CampaignVersion | undefined> {
  const isIt = and(eq(campaignVersions.campaignId, campaignId), eq(campaignVersions.number, number));
  const [version] = await db.select().from(campaignVersions).where(isIt);
  return version && { ...version, content: readStored(version.content) };
}

export async function findDraft(
  db: Db | Tx,
  campaignId: string,
  organizerId: string,
): Promise<CampaignDraft | undefined> {
  const isIt = and(eq(campaignDrafts.campaignId, campaignId), eq(campaignDrafts.organizerId, organizerId));
  const [draft] = await db.select().from(campaignDrafts).where(isIt);
  return draft && { ...draft, content: readStored(draft.content) };
}

/** How far an organizer's guided start is, with the campaign that it makes. */
export async function findGuide(
  db: Db | Tx,
  organizerId: string,
): Promise<{ step: number; campaign: Campaign } | undefined> {
  const [guide] = await db
    .select({ step: campaignGuides.step, campaign: campaigns })
    .from(campaignGuides)
    .innerJoin(campaigns, eq(campaigns.id, campaignGuides.campaignId))
    .where(eq(campaignGuides.organizerId, organizerId));
  return guide;
}

/** How many seats are taken in each shift of a campaign, by the shift's key. */
export async function seatsTaken(db: Db | Tx, campaignId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({
      key: shifts.key,
      ever: sql<number>`(select count(*) from bookings where bookings.shift_id = ${shifts}.id)::int`,
    })
    .from(shifts)
    .where(eq(shifts.campaignId, campaignId));
  return new Map(rows.map(({ key, ever }) => [key, ever]));
}

import { asc, eq, sql } from 'drizzle-orm';
import { findCampaign } from '../campaigns/queries.ts';
import type { Db } from '../db/client.ts';
import { stepsOf } from '../followups/queries.ts';
import { type CampaignFile, campaignFile } from '../imports/form.ts';
import { shifts } from '../shifts/table.ts';

/** A campaign as its file, which `importCampaign` brings in elsewhere; undefined when there is none of that name. */
export async function exportCampaign(db: Db, slug: string): Promise<CampaignFile | undefined> {
  const campaign = await findCampaign(db, slug);
  if (!campaign) return undefined;
  const { status, settings, texts } = campaign;
  const local = sql`${shifts.startsAt} at time zone ${shifts.timezone}`;
  const rows = await db
    .select({
      key: shifts.key,
      kind: shifts.kind,
      day: sql<string>`to_char(${local}, 'YYYY-MM-DD')`,
      startsAt: sql<string>`to_char(${local}, 'HH24:MI')`,
      minutes: sql<number>`(extract(epoch from ${shifts.endsAt} - ${shifts.startsAt}) / 60)::int`,
      seats: shifts.seats,
      texts: shifts.texts,
    })
    .from(shifts)
    .where(eq(shifts.campaignId, campaign.id))
    .orderBy(asc(shifts.startsAt), asc(shifts.key));
  const sequence = await stepsOf(db, campaign.id);
  return campaignFile.parse({ slug, status, settings, texts, sequence, shifts: rows });
}

import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { campaigns } from '../campaigns/table.ts';
import { announce } from '../db/announcements.ts';
import type { Tx } from '../db/client.ts';
import { sequences } from '../followups/table.ts';
import type { shiftDefinition } from '../shifts/form.ts';
import { shifts } from '../shifts/table.ts';
import type { CampaignFile } from './form.ts';

/**
 * Brings a campaign's file in: the campaign, its sequence and its shifts, new or changed. A shift that the file no
 * longer names stays, for people may sit in it. `seats` below what is booked already becomes what is booked.
 */
export async function importCampaign(tx: Tx, file: CampaignFile, now: Date): Promise<string> {
  const { slug, status, settings, texts } = file;
  const [campaign] = await tx
    .insert(campaigns)
    .values({ id: uuidv7(), slug, status, settings, texts, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: campaigns.slug,
      set: { status, settings, texts, version: sql`${campaigns.version} + 1`, updatedAt: now },
    })
    .returning({ id: campaigns.id });
  if (!campaign) throw new Error(`campaign ${slug} was neither added nor changed`);
  await tx
    .insert(sequences)
    .values({ campaignId: campaign.id, steps: file.sequence })
    .onConflictDoUpdate({ target: sequences.campaignId, set: { steps: file.sequence } });
  for (const shift of file.shifts) await importShift(tx, campaign.id, settings.timezone, shift, now);
  await announce(tx, 'campaign', slug);
  return campaign.id;
}

async function importShift(
  tx: Tx,
  campaignId: string,
  timezone: string,
  shift: z.output<typeof shiftDefinition>,
  now: Date,
): Promise<void> {
  const { key, kind, texts, seats } = shift;
  const day =
    typeof shift.day === 'string'
      ? sql`${shift.day}::date`
      : sql`((${now.toISOString()}::timestamptz at time zone ${timezone})::date + ${shift.day.inDays}::int)`;
  // Postgres knows when the clocks of the place change.
  const startsAt = sql<Date>`(${day} + ${shift.startsAt}::time) at time zone ${timezone}`;
  const endsAt = sql<Date>`(${startsAt}) + make_interval(mins => ${shift.minutes}::int)`;
  const changes = { kind, texts, timezone, startsAt, endsAt };
  await tx
    .insert(shifts)
    .values({ id: uuidv7(), campaignId, key, seats, ...changes })
    .onConflictDoUpdate({
      target: [shifts.campaignId, shifts.key],
      set: { ...changes, seats: sql`greatest(${seats}::int, ${shifts.booked})` },
    });
}

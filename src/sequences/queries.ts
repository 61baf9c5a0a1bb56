import { sql } from 'drizzle-orm';
import { findCampaign } from '../campaigns/queries.ts';
import type { Db } from '../db/client.ts';
import { AppError } from '../errors.ts';
import type { Sequence, Step } from '../followups/form.ts';
import { movedPlaces } from '../followups/form.ts';
import { sequencesOf } from '../followups/queries.ts';

/** How many people are in a sequence, and how many have been through it, by its id. */
export type Crowd = { inside: number; finished: number; reached: number; replied: number; left: number };

export async function crowdsOf(db: Db, campaignId: string): Promise<Map<string, Crowd>> {
  const rows = await db.execute<Crowd & { id: string }>(sql`
    select sequence_id as id, count(*) filter (where ended_at is null)::int as inside,
      count(*) filter (where ending = 'finished')::int as finished, count(*) filter (where ending = 'goal')::int as reached,
      count(*) filter (where ending = 'replied')::int as replied, count(*) filter (where ending = 'left')::int as left
    from enrolments where campaign_id = ${campaignId}::uuid group by sequence_id`);
  return new Map(rows.map(({ id, ...crowd }) => [id, crowd]));
}

/** People who wait at one place of a sequence: what they would get next, and what they get once it is changed. */
export type Waiting = { count: number; now: Step | undefined; next: Step | undefined; atOnce: number };

/**
 * What a change of a sequence means for those who are in it: from where each group is, the step that comes next now and
 * the one that would come, and for how many its time would have passed already.
 */
export async function impactOf(
  db: Db,
  { sequenceId, before, after, now }: { sequenceId: string; before: Sequence; after: Sequence; now: Date },
): Promise<Waiting[]> {
  const moves = movedPlaces(before.steps, after.steps);
  const nextOf = (steps: Step[], place: string) => steps[steps.findIndex(({ key }) => key === place) + 1];
  const places = ['', ...before.steps.map(({ key }) => key)].map((place) => ({
    place,
    now: nextOf(before.steps, place),
    next: nextOf(after.steps, moves.get(place) ?? place),
  }));
  const delays = places.map(({ place, next }) => ({ place, hours: next?.delayHours ?? null }));
  const rows = await db.execute<{ place: string; count: number; atOnce: number }>(sql`
    select e.step as place, count(*)::int as count,
      (count(*) filter (where e.step_at + make_interval(secs => delay.hours * 3600) <= ${now.toISOString()}::timestamptz))::int
        as "atOnce"
    from enrolments e
    left join json_to_recordset(${JSON.stringify(delays)}::json) as delay(place text, hours float8) on delay.place = e.step
    where e.sequence_id = ${sequenceId}::uuid and e.ended_at is null group by e.step`);
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return places.flatMap(({ place, now: was, next }) => {
    const row = byPlace.get(place);
    return row ? [{ count: row.count, now: was, next, atOnce: next ? row.atOnce : 0 }] : [];
  });
}

/** A campaign with its sequences. @throws AppError `not-found` */
export async function campaignSequences(db: Db, slug = '') {
  const campaign = await findCampaign(db, slug);
  if (!campaign) throw new AppError('not-found');
  return { campaign, sequences: await sequencesOf(db, campaign.id) };
}

/** One of them. @throws AppError `not-found` */
export async function knownSequence(db: Db, slug = '', key = '') {
  const { campaign, sequences } = await campaignSequences(db, slug);
  const sequence = sequences.find((one) => one.key === key);
  if (!sequence) throw new AppError('not-found');
  return { campaign, sequence };
}

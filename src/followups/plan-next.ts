import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { newId } from '../db/new-id.ts';
import type { Step } from './form.ts';
import { contactZone, nextHour } from './local-time.ts';
import { stepsOfSequences } from './queries.ts';
import { wakingSender } from './wake-sender.ts';

/** An enrolment that goes on: the step that was decided last, and the names of its mails so far. */
type Waiting = { id: string; sequenceId: string; step: string; planned: string[] | null };

/**
 * Plans the next mail of each of these enrolments, after the step that was decided last, by its sequence as it is now;
 * ends those that have no step left. Who has a mail planned further on waits for that one. Twice is once.
 */
export async function planNext(tx: Tx, enrolmentIds: string[], now: Date): Promise<void> {
  if (enrolmentIds.length === 0) return;
  await planOf(tx, sql`select * from enrolments where id in ${idList(enrolmentIds)}`, now);
}

/**
 * The same for the enrolments that `these` is a query of, which may change them first. `known`: the steps of their
 * sequences, where they were read before.
 */
export async function planOf(tx: Tx, these: SQL, now: Date, known?: Map<string, Step[]>): Promise<void> {
  const waiting = await tx.execute<Waiting>(sql`
    with e as (${these})
    select e.id, e.sequence_id as "sequenceId", e.step, own.planned
    from e cross join lateral (
      select array_agg(m.name) filter (where m.round = '') as planned,
        bool_or(m.state = 'queued' and m.handed_at is null and m.name <> e.step) as further
      from messages m where m.subject_id = e.id
    ) as own
    where e.ended_at is null and own.further is not true`);
  const sequenceIds = waiting.map(({ sequenceId }) => sequenceId);
  const steps = known ?? (await stepsOfSequences(tx, sequenceIds));
  const next = waiting.map((one) => ({ id: one.id, step: stepAfter(one, steps.get(one.sequenceId) ?? []) }));
  await finish(
    tx,
    next.flatMap(({ id, step }) => (step ? [] : [id])),
    now,
  );
  await plan(
    tx,
    next.flatMap(({ id, step }) => (step ? [{ id, step }] : [])),
    now,
  );
}

function stepAfter({ step, planned }: Waiting, steps: Step[]): Step | undefined {
  const decided = steps.findIndex(({ key }) => key === step);
  return steps.slice(decided + 1).find(({ key }) => !planned?.includes(key));
}

async function finish(tx: Tx, ids: string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    update enrolments set ended_at = ${now.toISOString()}::timestamptz, ending = 'finished' where id in ${idList(ids)}`);
}

async function plan(tx: Tx, next: { id: string; step: Step }[], now: Date): Promise<void> {
  if (next.length === 0) return;
  const rows = next.map(({ id, step: { key, delayHours, at } }) => ({
    message_id: newId(),
    id,
    name: key,
    delay: delayHours * 3_600,
    hour: at?.hour,
    weekdays: at?.weekdays,
    by_place: at?.zone === 'place',
  }));
  await tx.execute(sql`
    with added as (
      insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
      select row.message_id, e.contact_id, e.campaign_id, row.name, e.id, e.locale, 'queued', ${dueAt},
        ${now.toISOString()}::timestamptz
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as row(message_id uuid, id uuid, name text, delay float8, hour int, weekdays boolean, by_place boolean)
      join enrolments e on e.id = row.id
      on conflict do nothing returning due_at
    )
    ${wakingSender(sql`select due_at from added`, now)}`);
}

const moment = sql`e.step_at + make_interval(secs => row.delay)`;
const place = sql`(campaigns.settings ->> 'timezone')`;
const zone = sql`case when row.by_place then ${place} else ${contactZone(sql`contacts.postal_code`, place)} end`;

/** When a step is due: after its delay, and from then at the hour of the clock that it is for, where it is for one. */
const dueAt = sql`
  case when row.hour is null then ${moment} else (
    select ${nextHour({ moment, zone: sql`zone`, hour: sql`row.hour`, weekdays: sql`coalesce(row.weekdays, false)` })}
    from (
      select ${zone} as zone from contacts, campaigns where contacts.id = e.contact_id and campaigns.id = e.campaign_id
    ) as theirs
  ) end`;

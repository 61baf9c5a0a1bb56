import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Step } from './form.ts';
import { contactZone, nextHour } from './local-time.ts';
import { stepsOfSequences } from './queries.ts';
import { wakeSender } from './wake-sender.ts';

/** An enrolment that goes on: the step that was decided last, and the names of its mails so far. */
type Waiting = { id: string; sequenceId: string; step: string; planned: string[] | null };

/**
 * Plans the next mail of each of these enrolments, after the step that was decided last, by its sequence as it is now;
 * ends those that have no step left. Who has a mail planned further on waits for that one. Twice is once.
 */
export async function planNext(tx: Tx, enrolmentIds: string[], now: Date): Promise<void> {
  if (enrolmentIds.length === 0) return;
  const waiting = await tx.execute<Waiting>(sql`
    select e.id, e.sequence_id as "sequenceId", e.step, own.planned
    from enrolments e cross join lateral (
      select array_agg(m.name) filter (where m.round = '') as planned,
        bool_or(m.state = 'queued' and m.handed_at is null and m.name <> e.step) as further
      from messages m where m.subject_id = e.id
    ) as own
    where e.id in ${idList(enrolmentIds)} and e.ended_at is null and own.further is not true`);
  const steps = await stepsOfSequences(
    tx,
    waiting.map(({ sequenceId }) => sequenceId),
  );
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
    message_id: uuidv7(),
    id,
    name: key,
    delay: delayHours * 3_600,
    hour: at?.hour,
    weekdays: at?.weekdays,
    by_place: at?.zone === 'place',
  }));
  const place = sql`(campaigns.settings ->> 'timezone')`;
  const zone = sql`case when row.by_place then ${place} else ${contactZone(sql`contacts.postal_code`, place)} end`;
  const moment = sql`e.step_at + make_interval(secs => row.delay)`;
  const hour = nextHour({ moment, zone, hour: sql`row.hour`, weekdays: sql`coalesce(row.weekdays, false)` });
  const added = await tx.execute<{ dueAt: string }>(sql`
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
    select row.message_id, e.contact_id, e.campaign_id, row.name, e.id, e.locale, 'queued',
      case when row.hour is null then ${moment} else ${hour} end, ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as row(message_id uuid, id uuid, name text, delay float8, hour int, weekdays boolean, by_place boolean)
    join enrolments e on e.id = row.id
    join contacts on contacts.id = e.contact_id join campaigns on campaigns.id = e.campaign_id
    on conflict do nothing returning to_json(due_at) as "dueAt"`);
  await wakeSender(
    tx,
    added.map(({ dueAt }) => new Date(dueAt)),
    now,
  );
}

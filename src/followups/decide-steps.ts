import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { segmentCondition } from '../segments/condition.ts';
import { advance } from './advance.ts';
import { conditionOf } from './condition-of.ts';
import { type Asked, type Decision, goes, type SkipReason, skip } from './decision.ts';
import { endEnrolments } from './end-enrolments.ts';
import { type Ending, type Goal, isReadable, type StartKind, type Step } from './form.ts';
import { goalReached } from './goal-reached.ts';
import { contactZone, nextHour } from './local-time.ts';
import { enrolmentsOf } from './queries.ts';
import { clockOf, findHolds, type SendingRules } from './sending-rules.ts';

const hour = 3_600_000;
/** The first step's mail is an answer to what began the sequence, where it was due so soon after. */
const promptWithin = 60_000;
/** An answer that is later than this is none any more: who has acted sleeps by now. */
const promptUntil = hour;
/** What people do themselves, at an hour of their choosing. The others are the clock's, or told by somebody else. */
const ownActs: StartKind[] = ['signup', 'confirmed', 'pledge', 'booking', 'reported'];
/** A mail that is to go at an hour of the clock and is later than this waits for the next such hour. */
const latestAfter = 3 * hour;
/** How soon the mails of a sequence that is paused are looked at again, should nobody set it going. */
const pausedFor = 24 * hour;

/** When a mail may go that is for an hour of the clock, and why not now. */
type Wait = { until: string; reason: 'local-hour' | 'quiet-hours' };

/** Where the person of a mail stands in its sequence. */
type Place = {
  id: string;
  enrolmentId: string;
  campaignId: string;
  ending: Ending | null;
  state: 'draft' | 'live' | 'paused' | 'removed';
  priority: number;
  step: Step | null;
  sequenceId: string;
  steps: Step[];
  /** The first step's mail, due as soon as the sequence began with what the person themselves has just done. */
  prompt: boolean;
  reached: boolean;
  /** The next hour of the clock that the step is for; null where any will do, or it is that hour. */
  wait: Wait | null;
};

const whyEnded: Record<Exclude<Ending, 'finished'>, SkipReason> = {
  goal: 'goal-reached',
  replied: 'replied',
  left: 'no-consent',
  removed: 'taken-out',
};

/**
 * The mails of sequences, decided on again now that they are due: whether the person still is in the sequence, has done
 * what it asks for, fulfils the step's condition, and may be written to at this hour and in this week. Who is decided on
 * goes on to the next step. No two of them are to one person; the caller holds their contacts.
 */
export async function decideSteps(
  tx: Tx,
  asked: Asked[],
  now: Date,
  rules: SendingRules,
): Promise<Map<string, Decision>> {
  const places = await placesOf(tx, asked, now, rules);
  const fulfilled = await whoFulfils(tx, asked, places, now);
  const decisions = new Map(
    asked.map((one) => [one.message.id, decide(one, places.get(one.message.id), fulfilled, now)] as const),
  );
  const going = asked.filter(({ message }) => decisions.get(message.id)?.kind === 'send');
  const candidates = going.map(({ message: { id, contactId, campaignId } }) => {
    const { priority = 5, prompt = false } = places.get(id) ?? {};
    return { id, contactId, campaignId, priority, prompt };
  });
  for (const [id, hold] of await findHolds(tx, candidates, { now, rules }))
    decisions.set(id, { kind: 'defer', ...hold });
  await goOn(tx, asked, { decisions, places, now });
  return decisions;
}

function decide({ message, standing }: Asked, place: Place | undefined, fulfilled: Set<string>, now: Date): Decision {
  if (!place) return skip('step-removed');
  // What is being handed over when its sequence has come to its end is its last mail.
  if (place.ending !== null && place.ending !== 'finished') return skip(whyEnded[place.ending]);
  if (place.state === 'removed') return skip('taken-out');
  if (place.state !== 'live') return { kind: 'defer', until: new Date(now.getTime() + pausedFor), reason: 'paused' };
  if (place.reached) return skip('goal-reached');
  if (!standing.mayFollowUp) return skip('no-consent');
  if (!place.step) return skip('step-removed');
  if (!isReadable(place.step)) return skip('step-unreadable');
  if (place.step.condition && !fulfilled.has(message.id)) return skip('condition');
  if (place.wait === null) return goes;
  return { kind: 'defer', until: new Date(place.wait.until), reason: place.wait.reason };
}

type Found = Omit<Place, 'reached' | 'wait'> & { goal: Goal };

async function placesOf(tx: Tx, asked: Asked[], now: Date, rules: SendingRules): Promise<Map<string, Place>> {
  const { enrolments, sequences } = await enrolmentsOf(
    tx,
    asked.map(({ message }) => message),
  );
  const found = asked.flatMap(({ message: { id, name, subjectId, dueAt } }): Found[] => {
    const enrolment = enrolments.get(subjectId);
    const sequence = enrolment && sequences.get(enrolment.sequenceId);
    if (!enrolment || !sequence) return [];
    const { campaignId, ending, startedAt, actId } = enrolment;
    const { state, priority, goal, steps, start } = sequence;
    const step = steps.find(({ key }) => key === name) ?? null;
    const isAnswer =
      actId === null && ownActs.includes(start.on) && dueAt.getTime() - startedAt.getTime() <= promptWithin;
    const prompt = isAnswer && now.getTime() - dueAt.getTime() <= promptUntil;
    const { sequenceId } = enrolment;
    return [{ id, enrolmentId: subjectId, campaignId, ending, state, priority, goal, step, sequenceId, steps, prompt }];
  });
  const [reached, waits] = await Promise.all([whoReached(tx, found), whoWaits(tx, found, now, rules)]);
  return new Map(
    found.map((one) => [one.id, { ...one, reached: reached.has(one.enrolmentId), wait: waits.get(one.id) ?? null }]),
  );
}

/** The enrolments whose person has done what the sequence asks for. */
async function whoReached(tx: Tx, found: Found[]): Promise<Set<string>> {
  const aiming = found.filter(({ goal }) => goal !== 'none');
  if (aiming.length === 0) return new Set();
  const rows = await tx.execute<{ id: string }>(sql`
    select e.id from enrolments e join sequences s on s.id = e.sequence_id
    where e.id in ${idList(aiming.map(({ enrolmentId }) => enrolmentId))}
      and ${goalReached(sql`e`, sql`s`)}`);
  return new Set(rows.map(({ id }) => id));
}

/** The mails that are for an hour of the clock which is not now, with the next such hour. */
async function whoWaits(tx: Tx, found: Found[], now: Date, { quiet }: SendingRules): Promise<Map<string, Wait>> {
  const timed = found.flatMap(({ id, step }) =>
    step?.at ? [{ id, hour: step.at.hour, weekdays: step.at.weekdays, by_place: step.at.zone === 'place' }] : [],
  );
  if (timed.length === 0) return new Map();
  const at = sql`${now.toISOString()}::timestamptz`;
  const place = sql`(campaigns.settings ->> 'timezone')`;
  const nextFrom = (moment: SQL) =>
    nextHour({ moment, zone: sql`zone`, hour: sql`hour`, weekdays: sql`coalesce(weekdays, false)` });
  const rows = await tx.execute<Wait & { id: string }>(sql`
    select id, to_json(${nextFrom(at)}) as until,
      case when at_end_of_night then 'quiet-hours' else 'local-hour' end as reason
    from (
      select timed.id, weekdays, hour as asked_hour, own_zone,
        case when by_place then ${place} else own_zone end as asked_zone
      from json_to_recordset(${JSON.stringify(timed)}::json)
        as timed(id uuid, hour int, weekdays boolean, by_place boolean)
      join messages m on m.id = timed.id
      join contacts on contacts.id = m.contact_id join campaigns on campaigns.id = m.campaign_id
      cross join lateral (select ${contactZone(sql`contacts.postal_code`, place)} as own_zone offset 0) as own
    ) as timed cross join lateral (${clockOf(quiet, at)}) as clock
    where ${nextFrom(sql`${at} - make_interval(secs => ${latestAfter / 1_000}::int)`)} > ${at}`);
  return new Map(rows.map(({ id, until, reason }) => [id, { until, reason }]));
}

/** The mails, by id, whose person fulfils the condition of their step; each condition is asked once for all of them. */
async function whoFulfils(tx: Tx, asked: Asked[], places: Map<string, Place>, now: Date): Promise<Set<string>> {
  const withCondition = asked.filter(({ message }) => places.get(message.id)?.step?.condition);
  const groups = Map.groupBy(withCondition, ({ message }) => {
    const place = places.get(message.id);
    return JSON.stringify([place?.campaignId, place?.step?.condition]);
  });
  const fulfilled = new Set<string>();
  for (const group of groups.values()) {
    const [first] = group;
    const place = first && places.get(first.message.id);
    if (!place?.step?.condition) continue;
    const condition = conditionOf(place.step.condition, place.campaignId);
    if (!condition) continue;
    const rows = await tx.execute<{ id: string }>(sql`
      select contacts.id from contacts
      where contacts.id in ${idList(group.map(({ message }) => message.contactId))} and ${segmentCondition(condition, now)}`);
    const people = new Set(rows.map(({ id }) => id));
    for (const { message } of group) if (people.has(message.contactId)) fulfilled.add(message.id);
  }
  return fulfilled;
}

type Decided = { decisions: Map<string, Decision>; places: Map<string, Place>; now: Date };

/** Ends the sequence of who has done what it asks for, and takes the others that were decided on to their next step. */
async function goOn(tx: Tx, asked: Asked[], { decisions, places, now }: Decided): Promise<void> {
  const settled = asked.flatMap(({ message }) => {
    const [place, decision] = [places.get(message.id), decisions.get(message.id)];
    // One that was being handed over when the process died has been gone on from already.
    if (!place || !decision || decision.kind === 'defer' || message.handedAt !== null || place.ending !== null)
      return [];
    const { enrolmentId, sequenceId, steps } = place;
    return [{ enrolmentId, sequenceId, steps, step: message.name, dueAt: message.dueAt, decision }];
  });
  const isGoal = ({ decision }: { decision: Decision }) =>
    decision.kind === 'skip' && decision.reason === 'goal-reached';
  await endEnrolments(tx, {
    ids: settled.filter(isGoal).map(({ enrolmentId }) => enrolmentId),
    ending: 'goal',
    at: now,
  });
  await advance(
    tx,
    settled.filter((one) => !isGoal(one)),
    now,
  );
}

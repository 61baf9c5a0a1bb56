import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { type Asked, type Decision, goes, skip } from './decision.ts';
import { contactZone, nextHour } from './local-time.ts';
import { clockOf, findHolds, type SendingRules } from './sending-rules.ts';

const hour = 3_600_000;
/** How soon the mails of a broadcast that is paused are looked at again, should nobody set it going. */
const pausedFor = 24 * hour;
/** A mail that is to go at an hour of the clock and is later than this waits for the next such hour. */
const latestAfter = 3 * hour;
/** What cannot go within so long of its writing for the person's week being full would be stale by then: it never goes. */
const freshFor = 72 * hour;
/** As that of a sequence which nobody has given another: the most urgent is 9. */
const priority = 5;

/** How a mail's broadcast stands. */
type Sending = {
  id: string;
  state: string;
  /** Another mail of it went to the person, before two contacts were made one. */
  wentBefore: boolean;
  /** The next hour of the person's clock that it is for; null where any will do, or it is that hour. */
  waitUntil: string | null;
  /** That hour is the end of the person's night, in which the one that was asked for lies. */
  atEndOfNight: boolean;
};

/**
 * The mails of broadcasts, decided on again now that they are due: whether the broadcast still runs, whether the person
 * agreed to the campaign's mails, whether it is the hour that was asked for, and what holds for sequences too: nights
 * and the mails of a week. No two of them are to one person; the caller holds their contacts.
 */
export async function decideBroadcasts(
  tx: Tx,
  asked: Asked[],
  now: Date,
  rules: SendingRules,
): Promise<Map<string, Decision>> {
  const sendings = await sendingsOf(tx, asked, now, rules);
  const decisions = new Map(asked.map((one) => [one.message.id, decide(one, sendings.get(one.message.id), now)]));
  const going = asked.map(({ message }) => message).filter(({ id }) => decisions.get(id)?.kind === 'send');
  const candidates = going.map(({ id, contactId, campaignId }) => ({
    id,
    contactId,
    campaignId,
    priority,
    prompt: false,
  }));
  const holds = await findHolds(tx, candidates, { now, rules });
  for (const { id, createdAt } of going) {
    const hold = holds.get(id);
    if (!hold) continue;
    const isStale = hold.reason === 'weekly-limit' && hold.until.getTime() - createdAt.getTime() > freshFor;
    decisions.set(id, isStale ? skip('capped') : { kind: 'defer', ...hold });
  }
  return decisions;
}

function decide({ standing }: Asked, sending: Sending | undefined, now: Date): Decision {
  if (!sending || sending.wentBefore) return skip('sent-already');
  if (sending.state === 'stopped') return skip('broadcast-stopped');
  if (!standing.mayFollowUp) return skip('no-consent');
  if (sending.state === 'paused') {
    return { kind: 'defer', until: new Date(now.getTime() + pausedFor), reason: 'broadcast-paused' };
  }
  if (sending.waitUntil === null) return goes;
  const reason = sending.atEndOfNight ? 'quiet-hours' : 'local-hour';
  return { kind: 'defer', until: new Date(sending.waitUntil), reason };
}

async function sendingsOf(tx: Tx, asked: Asked[], now: Date, { quiet }: SendingRules): Promise<Map<string, Sending>> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const earlier = sql`(${at} - make_interval(secs => ${latestAfter / 1_000}::int))`;
  const next = (moment: typeof at) => nextHour({ moment, zone: sql`zone`, hour: sql`hour`, weekdays: sql`false` });
  const ownZone = contactZone(sql`contacts.postal_code`, sql`(campaigns.settings ->> 'timezone')`);
  const rows = await tx.execute<Sending>(sql`
    select id, state, "wentBefore",
      to_json(case when hour is not null and ${next(earlier)} > ${at} then ${next(at)} end) as "waitUntil",
      at_end_of_night as "atEndOfNight"
    from (
      select m.id, b.state, b.local_hour as asked_hour, own_zone, own_zone as asked_zone,
        exists (
          select from messages other
          where other.contact_id = m.contact_id and other.name = 'broadcast' and other.round = m.round
            and other.id <> m.id and (other.state not in ('queued', 'suppressed', 'failed') or other.state = 'queued' and other.handed_at is not null)
        ) as "wentBefore"
      from messages m join broadcast_recipients r on r.id = m.subject_id join broadcasts b on b.id = r.broadcast_id
        join contacts on contacts.id = m.contact_id join campaigns on campaigns.id = m.campaign_id
        cross join lateral (select ${ownZone} as own_zone offset 0) as own
      where m.id in ${idList(asked.map(({ message }) => message.id))}
    ) as timed cross join lateral (${clockOf(quiet, at)}) as clock`);
  return new Map(rows.map((row) => [row.id, row]));
}

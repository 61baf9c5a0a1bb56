import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { contactZone, nextHour } from './local-time.ts';
import { pausedCampaigns } from './queries.ts';

/** What holds for every mail of a campaign that answers no act of the person's own: sequences and broadcasts alike. */
export type SendingRules = {
  /** Between these hours of a person's own clock no mail goes; null: at any hour. */
  quiet: { from: number; until: number } | null;
  /** The most mails that a person gets in any seven days, over all campaigns; 0: as many as there are. */
  weeklyMails: number;
};

/** A mail that would go now. `priority`: of several to one person the higher goes first; `prompt`: an answer to an act. */
export type Candidate = {
  id: string;
  contactId: string;
  campaignId: string;
  priority: number;
  prompt: boolean;
};

/** When a mail may go instead, and why not now. */
export type Hold = { until: Date; reason: 'quiet-hours' | 'weekly-limit' };

/** How long after what is more urgent was due it is looked whether it went; for a day at most. */
const lookAgainAfter = sql`interval '15 minutes'`;

/** A mail of a sequence or a broadcast, on the table `messages` under this name. */
const counted = (m: SQL) =>
  sql`(${m}.name = 'broadcast' or exists (select from enrolments where id = ${m}.subject_id))`;

/**
 * Which of these mails must wait, by the mail's id, and until when: in a person's night, and where the mails of their
 * week are spent, or kept for what is more urgent and due within a day. Nothing is left out for it. No two are to one
 * person. The caller holds the contacts.
 */
export async function findHolds(
  tx: Tx,
  candidates: Candidate[],
  { now, rules }: { now: Date; rules: SendingRules },
): Promise<Map<string, Hold>> {
  const { quiet, weeklyMails } = rules;
  if (candidates.length === 0 || (quiet === null && weeklyMails === 0)) return new Map();
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = candidates.map(({ id, contactId, campaignId, priority, prompt }) => ({
    id,
    contact_id: contactId,
    campaign_id: campaignId,
    priority,
    prompt,
  }));
  const isQuiet = quiet === null ? sql`false` : sql`not asked.prompt and ${within(quiet, sql`hour`)}`;
  const free = weeklyMails === 0 ? sql`null::timestamptz` : freeFrom(at, weeklyMails);
  const found = await tx.execute<{ id: string; quietUntil: string | null; free: string | null }>(sql`
    select asked.id, to_json(case when ${isQuiet} then ${
      quiet === null
        ? sql`null::timestamptz`
        : nextHour({ moment: at, zone: sql`zone`, hour: sql`${quiet.until}::int`, weekdays: sql`false` })
    } end) as "quietUntil", to_json(${free}) as free
    from (
      select asked.*, ${contactZone(sql`contacts.postal_code`, sql`(campaigns.settings ->> 'timezone')`)} as zone
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as asked(id uuid, contact_id uuid, campaign_id uuid, priority int, prompt boolean)
      join contacts on contacts.id = asked.contact_id join campaigns on campaigns.id = asked.campaign_id
    ) as asked cross join lateral (select extract(hour from ${at} at time zone zone)::int as hour) as clock`);
  return new Map(
    found.flatMap(({ id, quietUntil, free }): [string, Hold][] => {
      // A moment later, so that what was sent then is out of the seven days.
      if (free !== null) return [[id, { until: new Date(Date.parse(free) + 1_000), reason: 'weekly-limit' }]];
      return quietUntil === null ? [] : [[id, { until: new Date(quietUntil), reason: 'quiet-hours' }]];
    }),
  );
}

/**
 * From when on one of the mails of `asked`'s week is free; null: now. Kept are those for what is more urgent and due
 * within a day, of sequences and campaigns that go on.
 */
function freeFrom(at: SQL, weeklyMails: number): SQL {
  return sql`(
    select coalesce((
      select coalesce(sent_at, ${at}) + interval '7 days' from messages m
      where m.contact_id = asked.contact_id and m.id <> asked.id
        and (m.sent_at > ${at} - interval '7 days' or m.state = 'queued' and m.handed_at is not null)
        and ${counted(sql`m`)}
      order by coalesce(sent_at, ${at}) desc offset greatest(0, ${weeklyMails}::int - 1 - kept.mails) limit 1
    ), case when kept.mails >= ${weeklyMails}::int and kept.next > ${at} - interval '1 day'
      then greatest(kept.next, ${at}) + ${lookAgainAfter} end)
    from (
      select count(*) as mails, min(m.due_at) as next from messages m
      join enrolments e on e.id = m.subject_id and e.ended_at is null
      join sequences s on s.id = e.sequence_id and s.state = 'live'
      where m.contact_id = asked.contact_id and m.id <> asked.id and m.state = 'queued' and m.handed_at is null
        and s.priority > asked.priority and m.due_at <= ${at} + interval '1 day'
        and m.campaign_id not in (${pausedCampaigns})
    ) as kept)`;
}

/**
 * The clock that a mail set for an hour goes by, as a query of `zone`, `hour` and whether it is that of the night's end:
 * an hour that lies in the person's night means the end of that. Of `timed`, with the hour that was asked for and the zone
 * whose it is, and the person's own zone. With `offset 0` Postgres works each out once a mail, not wherever it is named.
 */
export function clockOf(quiet: SendingRules['quiet'], at: SQL): SQL {
  if (quiet === null) return sql`select timed.asked_zone as zone, timed.asked_hour as hour, false as at_end_of_night`;
  const [zone, hour] = [sql`timed.asked_zone`, sql`timed.asked_hour`];
  const shown = sql`extract(hour from ${nextHour({ moment: at, zone, hour, weekdays: sql`false` })} at time zone timed.own_zone)`;
  return sql`
    select case when in_night then timed.own_zone else ${zone} end as zone,
      case when in_night then ${quiet.until}::int else ${hour} end as hour, in_night as at_end_of_night
    from (select ${within(quiet, sql`theirs`)} as in_night from (select ${shown} as theirs offset 0) as next) as night
    offset 0`;
}

function within({ from, until }: { from: number; until: number }, hour: SQL): SQL {
  return from <= until
    ? sql`(${hour} >= ${from}::int and ${hour} < ${until}::int)`
    : sql`(${hour} >= ${from}::int or ${hour} < ${until}::int)`;
}

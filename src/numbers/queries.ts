import { desc, eq, type SQL, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { messages } from '../followups/table.ts';
import type { PledgeAmount } from '../ui/admin-pledge.ts';

type Campaign = typeof campaigns.$inferSelect;

/** How many contacts came how far, and what they promised, added up by kind. */
export type Figures = {
  signedUp: number;
  confirmed: number;
  booked: number;
  attended: number;
  pledged: PledgeAmount[];
};

export type CampaignNumbers = {
  campaign: Campaign;
  today: Figures;
  total: Figures;
  /** New contacts on each of the last 30 days, the oldest first; `day` is `YYYY-MM-DD`. */
  days: { day: string; count: number }[];
  /** Posts refused in the last 30 days. */
  refused: { reason: string; count: number }[];
};

/** What "today" is: the moment, and the IANA zone whose midnight counts. */
export type Today = { now: Date; timezone: string };

const shownDays = 30;

/** Every campaign's numbers: the live ones first, then those that most is happening in. A contact is new on the day of the first signup to the campaign. */
export async function campaignNumbers(db: Db, today: Today): Promise<CampaignNumbers[]> {
  return await db.transaction(
    async (tx) => {
      // Enough to group a million signups in memory rather than to read them in order of an index.
      await tx.execute(sql`set local work_mem = '64MB'`);
      const all = await tx
        .select()
        .from(campaigns)
        .orderBy(sql`${campaigns.status} <> 'live'`, desc(campaigns.createdAt));
      const newcomers = Map.groupBy(await newcomersByDay(tx, today), (row) => row.campaign_id);
      const seats = new Map((await seatsTaken(tx, today)).map((row) => [row.campaign_id, row]));
      const pledged = Map.groupBy(await pledgedSums(tx, today), (row) => row.campaign_id);
      const refused = Map.groupBy(await refusals(tx, today), (row) => row.campaign_id);
      const days = lastDays(today);
      const numbers = all.map((campaign) => {
        const joined = newcomers.get(campaign.id) ?? [];
        const taken = seats.get(campaign.id);
        const promises = pledged.get(campaign.id) ?? [];
        const signedUp = new Map(joined.map((row) => [row.day, row.signed_up]));
        const sum = (of: (row: Newcomers) => number) => joined.reduce((total, row) => total + of(row), 0);
        return {
          campaign,
          today: {
            signedUp: signedUp.get(days.at(-1) ?? '') ?? 0,
            confirmed: sum((row) => row.confirmed_today),
            booked: taken?.booked_today ?? 0,
            attended: taken?.attended_today ?? 0,
            pledged: promises.flatMap((row) => (row.today > 0 ? [pledgedOf(row, row.today)] : [])),
          },
          total: {
            signedUp: sum((row) => row.signed_up),
            confirmed: sum((row) => row.confirmed),
            booked: taken?.booked ?? 0,
            attended: taken?.attended ?? 0,
            pledged: promises.map((row) => pledgedOf(row, row.total)),
          },
          days: days.map((day) => ({ day, count: signedUp.get(day) ?? 0 })),
          refused: (refused.get(campaign.id) ?? []).map(({ reason, count }) => ({ reason, count })),
        };
      });
      return numbers.sort(byActivity);
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

function byActivity(one: CampaignNumbers, other: CampaignNumbers): number {
  return (
    Number(other.campaign.status === 'live') - Number(one.campaign.status === 'live') ||
    other.today.signedUp - one.today.signedUp ||
    other.total.signedUp - one.total.signedUp
  );
}

type Newcomers = {
  campaign_id: string;
  day: string;
  signed_up: number;
  confirmed: number;
  confirmed_today: number;
};

async function newcomersByDay(tx: Tx, today: Today): Promise<Newcomers[]> {
  return await tx.execute<Newcomers>(sql`
    select campaign_id, to_char(first_at at time zone ${today.timezone}, 'YYYY-MM-DD') as day,
      count(*)::int as signed_up, count(confirmed_at)::int as confirmed,
      (count(*) filter (where confirmed_at >= ${midnight(today)}))::int as confirmed_today
    from (
      select campaign_id, contact_id, min(created_at) as first_at from signups group by campaign_id, contact_id
    ) as joined
    join ${contacts} on contacts.id = joined.contact_id
    group by 1, 2`);
}

type Seats = {
  campaign_id: string;
  booked: number;
  booked_today: number;
  attended: number;
  attended_today: number;
};

async function seatsTaken(tx: Tx, today: Today): Promise<Seats[]> {
  return await tx.execute<Seats>(sql`
    select campaign_id,
      (count(*) filter (where state <> 'cancelled'))::int as booked,
      (count(*) filter (where state <> 'cancelled' and created_at >= ${midnight(today)}))::int as booked_today,
      (count(*) filter (where state = 'attended'))::int as attended,
      (count(*) filter (where state = 'attended' and changed_at >= ${midnight(today)}))::int as attended_today
    from bookings group by campaign_id`);
}

type PledgedSum = Omit<PledgeAmount, 'amount'> & { campaign_id: string; total: number; today: number };

async function pledgedSums(tx: Tx, today: Today): Promise<PledgedSum[]> {
  return await tx.execute<PledgedSum>(sql`
    select campaign_id, kind, currency, frequency, action,
      sum(coalesce(amount_minor, count))::float8 as total,
      coalesce(sum(coalesce(amount_minor, count)) filter (where created_at >= ${midnight(today)}), 0)::float8 as today
    from pledges group by campaign_id, kind, currency, frequency, action
    order by kind desc, frequency desc, action`);
}

function pledgedOf({ kind, currency, frequency, action }: PledgedSum, amount: number): PledgeAmount {
  return { kind, currency, frequency, action, amount };
}

async function refusals(tx: Tx, today: Today): Promise<{ campaign_id: string; reason: string; count: number }[]> {
  return await tx.execute<{ campaign_id: string; reason: string; count: number }>(sql`
    select campaign_id, reason, sum(count)::int as count from refused_posts
    where day > (${today.now.toISOString()}::timestamptz at time zone 'UTC')::date - ${shownDays}::int
    group by campaign_id, reason order by count desc`);
}

/** When today began, in the zone. */
function midnight({ now, timezone }: Today): SQL {
  return sql`(date_trunc('day', ${now.toISOString()}::timestamptz, ${timezone}))`;
}

/** The last 30 calendar days of the zone, today the last. */
function lastDays({ now, timezone }: Today): string[] {
  const iso = new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: timezone });
  const today = new Date(`${iso.format(now)}T00:00:00Z`);
  return Array.from({ length: shownDays }, (_, index) => {
    const day = new Date(today);
    day.setUTCDate(today.getUTCDate() - (shownDays - 1 - index));
    return day.toISOString().slice(0, 10);
  });
}

export type FailedMail = { id: string; contactId: string; email: string; name: string; reason: string; at: Date };

/** The mails that were given up, the latest first, and how many there are in all. */
export async function failedMails(db: Db, limit: number): Promise<{ count: number; latest: FailedMail[] }> {
  const failed = eq(messages.state, 'failed');
  const [count, latest] = await Promise.all([
    db.$count(messages, failed),
    db
      .select({
        id: messages.id,
        contactId: messages.contactId,
        email: contacts.email,
        name: messages.name,
        reason: messages.reason,
        at: messages.dueAt,
      })
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(failed)
      .orderBy(desc(messages.id))
      .limit(limit),
  ]);
  return { count, latest };
}

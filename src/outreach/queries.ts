import { and, asc, eq, gt, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import type { ListPlace } from '../http/list-place.ts';
import { organizers } from '../organizers/table.ts';
import { teams } from '../teams/table.ts';
import type { Show } from './form.ts';
import { answerers, contactClocks } from './table.ts';

export type Clock = typeof contactClocks.$inferSelect;

/** Somebody who waits for an answer. */
export type Waiting = {
  clock: Clock;
  contact: Pick<
    typeof contacts.$inferSelect,
    'id' | 'firstName' | 'lastName' | 'email' | 'phone' | 'postalCode' | 'locale'
  >;
  campaign: CampaignTexts | null;
  /** Name or address of who has to answer; null where nobody has. */
  owner: string | null;
};

export type WaitingSearch = {
  show: Show;
  organizerId: string;
  /** What `organizers/scope.ts` says of who asks. */
  scope: SQL | undefined;
  now: Date;
  /** The last line of the page above: the list goes on below it. */
  after?: ListPlace | undefined;
  limit: number;
};

/** Who waits, the most urgent first. */
export async function listWaiting(db: Db, search: WaitingSearch): Promise<Waiting[]> {
  const { after, limit } = search;
  const { dueAt, contactId } = contactClocks;
  const { id, firstName, lastName, email, phone, postalCode, locale } = contacts;
  return await db
    .select({
      clock: contactClocks,
      contact: { id, firstName, lastName, email, phone, postalCode, locale },
      campaign: campaigns.texts,
      owner: sql<string | null>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})`,
    })
    .from(contactClocks)
    .innerJoin(contacts, eq(contacts.id, contactId))
    .leftJoin(campaigns, eq(campaigns.id, contactClocks.campaignId))
    .leftJoin(organizers, eq(organizers.id, contactClocks.ownerId))
    .where(and(shown(search), after && or(gt(dueAt, after.at), and(eq(dueAt, after.at), gt(contactId, after.id)))))
    .orderBy(asc(dueAt), asc(contactId))
    .limit(limit);
}

/** What stands in a list, of clocks beside their contacts. */
function shown({ show, organizerId, scope, now }: Omit<WaitingSearch, 'after' | 'limit'>): SQL | undefined {
  const open = and(isNull(contactClocks.endedAt), scope);
  if (show === 'mine') return and(open, eq(contactClocks.ownerId, organizerId));
  return show === 'overdue' ? and(open, lte(contactClocks.dueAt, now)) : open;
}

/** More are not counted: `mostCounted + 1` stands for them. */
export const mostCounted = 999;

/** How many wait, in each list. */
export async function countWaiting(
  db: Db,
  asked: Pick<WaitingSearch, 'organizerId' | 'scope' | 'now'>,
): Promise<Record<Show, number>> {
  const count = (show: Show) => sql<number>`(
    select count(*)::int from (
      select from ${contactClocks} join ${contacts} on ${contacts.id} = ${contactClocks.contactId}
      where ${shown({ show, ...asked })} limit ${mostCounted + 1}
    ) as counted)`;
  const [counts] = await db.execute<Record<Show, number>>(
    sql`select ${count('mine')} as mine, ${count('all')} as all, ${count('overdue')} as overdue`,
  );
  return counts ?? { mine: 0, all: 0, overdue: 0 };
}

/** A contact's clock with the names of who has to answer and who did; undefined where it was never set. */
export async function findClock(
  db: Db | Tx,
  contactId: string,
): Promise<{ clock: Clock; endedBy: string | null } | undefined> {
  const [found] = await db
    .select({
      clock: contactClocks,
      endedBy: sql<string | null>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})`,
    })
    .from(contactClocks)
    .leftJoin(organizers, eq(organizers.id, contactClocks.endedBy))
    .where(eq(contactClocks.contactId, contactId));
  return found;
}

/** Whose turn it is after this one in an organizer's own list; from the top again after the last. */
export async function nextInList(
  db: Db,
  contactId: string,
  asked: Pick<WaitingSearch, 'organizerId' | 'scope' | 'now'>,
): Promise<Waiting | undefined> {
  const mine = { show: 'mine', ...asked, limit: 2 } as const;
  const clock = (await findClock(db, contactId))?.clock;
  const below = clock && { at: clock.dueAt, id: contactId };
  const [next] = below ? await listWaiting(db, { ...mine, after: below }) : [];
  return next ?? (await listWaiting(db, mine)).find(({ contact }) => contact.id !== contactId);
}

/** How an organizer takes part in answering. */
export async function findAnswerer(
  db: Db,
  organizerId: string,
): Promise<Pick<typeof answerers.$inferSelect, 'takesNew' | 'dailyMail' | 'locale'>> {
  const { takesNew, dailyMail, locale } = answerers;
  const [found] = await db
    .select({ takesNew, dailyMail, locale })
    .from(answerers)
    .where(eq(answerers.organizerId, organizerId));
  return found ?? { takesNew: true, dailyMail: true, locale: null };
}

/** Whom a contact can be given to, by name. Viewers see nobody, so they answer nobody. */
export async function listAnswerers(db: Db): Promise<{ id: string; name: string }[]> {
  const name = sql<string>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})`;
  return await db
    .select({ id: organizers.id, name })
    .from(organizers)
    .where(sql`${organizers.role} <> 'viewer'`)
    .orderBy(name);
}

export async function listTeams(db: Db): Promise<{ id: string; name: string }[]> {
  return await db.select({ id: teams.id, name: teams.name }).from(teams).orderBy(teams.name);
}

/** How answering went with those who came in the last 30 days. */
export type AnswerFigures = {
  /** Who came in the last 24 hours, in the last 7 days, and in all 30. */
  today: number;
  week: number;
  month: number;
  answered: number;
  /** Seconds from sign-up to answer, for half of those answered; null where nobody was. */
  median: number | null;
  /** Of those whose 72 hours are over or who were answered before, the share answered within them; null where none. */
  inTime: number | null;
};

export async function answerFigures(db: Db, now: Date): Promise<AnswerFigures> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const answered = sql`ending = 'answered'`;
  const [figures] = await db.execute<AnswerFigures>(sql`
    select (count(*) filter (where started_at > ${at} - interval '1 day'))::int as today,
      (count(*) filter (where started_at > ${at} - interval '7 days'))::int as week,
      count(*)::int as month,
      (count(*) filter (where ${answered}))::int as answered,
      (percentile_cont(0.5) within group (order by extract(epoch from ended_at - started_at))
        filter (where ${answered}))::float8 as median,
      (count(*) filter (where ${answered} and ended_at <= due_at))::float8
        / nullif(count(*) filter (where ${answered} or due_at <= ${at}), 0) as "inTime"
    from contact_clocks where started_at > ${at} - interval '30 days'`);
  return figures ?? { today: 0, week: 0, month: 0, answered: 0, median: null, inTime: null };
}

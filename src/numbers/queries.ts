import { desc, eq, sql } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { messages } from '../followups/table.ts';
import { teams } from '../teams/table.ts';
import { shownDays } from './days.ts';

/** Every campaign, the newest first. */
export async function allCampaigns(db: Db): Promise<Campaign[]> {
  return await db.select().from(campaigns).orderBy(desc(campaigns.createdAt));
}

/** The names of all teams, by id. */
export async function teamNames(db: Db): Promise<Map<string, string>> {
  const rows = await db.select({ id: teams.id, name: teams.name }).from(teams);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export type RefusedPosts = { campaignId: string; reason: string; count: number };

/** The posts that each campaign's form refused in the last 30 days, by reason, the most first. */
export async function refusedLately(db: Db, now: Date): Promise<RefusedPosts[]> {
  return await db.execute<RefusedPosts>(sql`
    select campaign_id as "campaignId", reason, sum(count)::int as count from refused_posts
    where day > (${now.toISOString()}::timestamptz at time zone 'UTC')::date - ${shownDays}::int
    group by campaign_id, reason order by count desc`);
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

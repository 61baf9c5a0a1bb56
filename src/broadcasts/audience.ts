import { type SQL, sql } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { agreedToFollowUp } from '../consents/queries.ts';
import type { Db, Tx } from '../db/client.ts';
import { segmentCondition } from '../segments/condition.ts';
import type { SegmentDefinition } from '../segments/form.ts';
import { type BroadcastContent, completeLocales } from './form.ts';

type Asked = {
  campaign: Pick<Campaign, 'id' | 'settings'>;
  content: BroadcastContent;
  definition: SegmentDefinition;
  now: Date;
};

/**
 * Whom a broadcast's segment means, as the columns of a query: `id`, the `locale` of the text that they would get, and
 * why they are left out (`reason`; null: they are not). Consent is the campaign's, as it is judged once more when each
 * mail is due.
 */
export function audience({ campaign, content, definition, now }: Asked): SQL {
  return sql`
    select id, locale, case when suppressed then 'suppressed' when not granted then 'no-consent'
      when locale is null then 'no-text' end as reason
    from (
      select contacts.id, ${spokenLocale(campaign, content)} as locale, contacts.id in ${agreedToFollowUp(campaign.id)} as granted,
        contacts.email in (select email from suppressions) as suppressed
      from contacts
      where ${segmentCondition(definition, now)}
    ) as meant`;
}

/** A person's own language where it has a text, else the campaign's where that is allowed; null: none. */
function spokenLocale({ settings }: Asked['campaign'], content: BroadcastContent): SQL {
  const complete = completeLocales(content);
  const own = sql`case when contacts.locale in (select jsonb_array_elements_text(${JSON.stringify(complete)}::jsonb))
    then contacts.locale end`;
  return content.fallsBack && complete.includes(settings.defaultLocale)
    ? sql`coalesce(${own}, ${settings.defaultLocale}::text)`
    : own;
}

/** How many the segment means, how many are left out and why, and how many get it. */
export type Tally = { people: number; suppressed: number; noConsent: number; noText: number; recipients: number };
/** With how many of the recipients have had all the mails of their week by now. */
export type Forecast = Tally & { spent: number };

/**
 * Counts whom a broadcast would go to if it began now. `weeklyMails`: the most that one person gets in seven days; 0: as
 * many as there are.
 */
export async function countAudience(db: Db, asked: Asked, weeklyMails: number): Promise<Forecast> {
  const since = new Date(asked.now.getTime() - 7 * 86_400_000).toISOString();
  const spent = sql`id in (
    select contact_id from messages
    where sent_at > ${since}::timestamptz
      and (name = 'broadcast' or exists (select from enrolments where enrolments.id = subject_id))
    group by contact_id having count(*) >= ${weeklyMails}::int)`;
  return await db.transaction(
    async (tx) => {
      await forManyPeople(tx);
      const [forecast] = await tx.execute<Forecast>(sql`
        select ${tallied},
          (count(*) filter (where reason is null and ${weeklyMails === 0 ? sql`false` : spent}))::int as spent
        from (${audience(asked)}) as who`);
      return forecast ?? { people: 0, suppressed: 0, noConsent: 0, noText: 0, recipients: 0, spent: 0 };
    },
    { accessMode: 'read only' },
  );
}

/** The columns of a `Tally`, over a table with the `reason`s. */
export const tallied = sql.raw(`count(*)::int as people,
  (count(*) filter (where reason = 'suppressed'))::int as suppressed,
  (count(*) filter (where reason = 'no-consent'))::int as "noConsent",
  (count(*) filter (where reason = 'no-text'))::int as "noText",
  (count(*) filter (where reason is null))::int as recipients`);

/** Room to hash a million people's consents rather than to look each of them up, and plans for these very values. */
export async function forManyPeople(tx: Tx): Promise<void> {
  await tx.execute(sql`select set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
    set_config('plan_cache_mode', 'force_custom_plan', true)`);
}

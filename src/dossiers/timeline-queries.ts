import { type SQL, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import type { Db } from '../db/client.ts';
import type { messageStates } from '../followups/table.ts';
import type { ListPlace } from '../http/list-place.ts';
import type { Locale } from '../locales/index.ts';
import type { Reply } from '../replies/queries.ts';

type Line<Source extends string, Data> = {
  source: Source;
  id: string;
  at: Date;
  campaign: CampaignTexts | null;
  /** Name of the organizer who did it; null where none did, or they are gone. */
  who: string | null;
  data: Data;
};

/** One line of a contact's timeline: what it is read from, and what it says. */
export type TimelineLine =
  | Line<'activity', { kind: string; data: Record<string, unknown>; owner: string | null; team: string | null }>
  | Line<
      'consent',
      {
        channel: string;
        subject: string;
        action: 'granted' | 'withdrawn';
        waits: boolean;
        wording: string;
        locale: Locale;
        source: string;
      }
    >
  | Line<
      'message',
      { state: Exclude<(typeof messageStates)[number], 'queued'>; name: string; subject: string; reason: string }
    >
  | Line<'attempt', { outcome: 'called' | 'wrote' | 'met' | 'no-answer' }>
  | Line<'reply', { kind: Reply['kind']; subject: string; conversationId: string }>
  | Line<'answer', { body: string; conversationId: string }>
  | Line<'note', { body: string; organizerId: string | null }>;

type Row = TimelineLine extends infer One
  ? One extends { at: Date }
    ? Omit<One, 'at'> & { at: string }
    : never
  : never;

/** Kinds of activities that the timeline reads from their own tables, with more to say. */
const elsewhere = [
  'message.sent',
  'consent.withdrawn',
  'contact.answered',
  'contact.tried',
  'note.added',
  'reply.received',
  'reply.answered',
];

/**
 * Everything that happened with a contact, in one order, the newest first: activities, the ledger of consents, mails,
 * attempts, notes. Keyset: a page goes on below `before`, whatever has come since.
 */
export async function findTimeline(
  db: Db,
  contactId: string,
  { before, limit }: { before?: ListPlace | undefined; limit: number },
): Promise<TimelineLine[]> {
  const page = (columns: SQL, from: SQL, moment: SQL, more: SQL = sql`true`) => {
    // A link carries milliseconds.
    const at = sql`date_trunc('milliseconds', ${moment})`;
    return sql`(
    select ${columns}, ${at} as at from ${from}
    where contact_id = ${contactId} and ${more}
      and ${before ? sql`(${at}, id) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)` : sql`true`}
    order by ${at} desc, id desc limit ${limit})`;
  };
  const rows = await db.execute<Row>(sql`
    with lines as (
      ${page(
        sql`'activity' as source, id, campaign_id, data ->> 'organizerId' as organizer_id,
          jsonb_build_object('kind', kind, 'data', data) as data`,
        sql`activities`,
        sql`at`,
        sql`kind not in (${sql.join(
          elsewhere.map((kind) => sql`${kind}`),
          sql`, `,
        )})`,
      )}
      union all
      ${page(
        sql`'consent' as source, id, campaign_id, null as organizer_id,
          jsonb_build_object('channel', channel, 'subject', subject, 'action', action, 'wording', wording,
            'locale', locale, 'source', source,
            'waits', action = 'granted' and source = 'form' and needs_confirmation) as data`,
        sql`consents`,
        sql`at`,
      )}
      union all
      ${page(
        sql`'message' as source, id, campaign_id, null as organizer_id,
          jsonb_build_object('state', state, 'name', name, 'subject', subject, 'reason', reason) as data`,
        sql`messages`,
        sql`coalesce(sent_at, due_at)`,
        sql`state <> 'queued'`,
      )}
      union all
      ${page(
        sql`'attempt' as source, id, null::uuid as campaign_id, organizer_id,
          jsonb_build_object('outcome', outcome) as data`,
        sql`contact_attempts`,
        sql`at`,
        // What was written from here says more in a line of its own.
        sql`not exists (select from answers where answers.id = contact_attempts.id)`,
      )}
      union all
      ${page(
        sql`'reply' as source, id, campaign_id, null as organizer_id,
          jsonb_build_object('kind', kind, 'subject', subject, 'conversationId', conversation_id) as data`,
        sql`replies`,
        sql`at`,
      )}
      union all
      ${page(
        sql`'answer' as source, id, campaign_id, organizer_id,
          jsonb_build_object('body', left(body, 300), 'conversationId', conversation_id) as data`,
        sql`answers`,
        sql`at`,
      )}
      union all
      ${page(
        sql`'note' as source, id, null::uuid as campaign_id, organizer_id,
          jsonb_build_object('body', body, 'organizerId', organizer_id) as data`,
        sql`notes`,
        sql`at`,
      )}
      order by at desc, id desc limit ${limit}
    )
    select source, lines.id, to_json(lines.at) as at, campaigns.texts as campaign,
      coalesce(nullif(organizers.name, ''), organizers.email) as who,
      lines.data || case when source = 'activity' then jsonb_build_object(
        'owner', (select coalesce(nullif(o.name, ''), o.email) from organizers o
          where o.id = lines.data -> 'data' ->> 'ownerId'),
        'team', (select t.name from teams t where t.id::text = lines.data -> 'data' ->> 'teamId')
      ) else '{}' end as data
    from lines left join campaigns on campaigns.id = campaign_id
      left join organizers on organizers.id = organizer_id
    order by lines.at desc, lines.id desc`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

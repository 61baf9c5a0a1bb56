import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { type Step, startsWithoutPledge } from './form.ts';
import { type messages, sequences } from './table.ts';

export type Message = typeof messages.$inferSelect;

/** The steps of a campaign's sequence; none where it has no sequence. */
export async function stepsOf(db: Db | Tx, campaignId: string): Promise<Step[]> {
  const [sequence] = await db.select().from(sequences).where(eq(sequences.campaignId, campaignId));
  return sequence?.steps ?? [];
}

/** The steps of many mails' campaigns, by campaign. */
export async function stepsOfMany(db: Db | Tx, asked: Pick<Message, 'campaignId'>[]): Promise<Map<string, Step[]>> {
  const ids = idList(asked.map(({ campaignId }) => campaignId));
  const rows = await db.select().from(sequences).where(inArray(sequences.campaignId, ids));
  return new Map(rows.map(({ campaignId, steps }) => [campaignId, steps]));
}

/** A campaign into whose sequence people can be put, and how many mails that means for each. */
export type OpenSequence = { id: string; slug: string; texts: CampaignTexts; mails: number };

/** The sequences of the campaigns that are live, the newest first. */
export async function listSequences(db: Db | Tx): Promise<OpenSequence[]> {
  const rows = await db
    .select({ id: campaigns.id, slug: campaigns.slug, texts: campaigns.texts, steps: sequences.steps })
    .from(sequences)
    .innerJoin(campaigns, eq(campaigns.id, sequences.campaignId))
    .where(eq(campaigns.status, 'live'))
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id));
  return rows.flatMap(({ steps, ...campaign }) => {
    const mails = steps.filter(startsWithoutPledge).length;
    return mails === 0 ? [] : [{ ...campaign, mails }];
  });
}

/** The mails that are asked about, as a table `asked` of a statement. */
function table(asked: Message[]): SQL {
  const rows = asked.map(({ id, contactId, campaignId, name }) => ({
    id,
    contact_id: contactId,
    campaign_id: campaignId,
    name,
  }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as asked(id uuid, contact_id uuid, campaign_id uuid, name text)`;
}

/**
 * Those of the steps' mails, by id, that went to their contact before, for the campaign and since they last left: a
 * step comes once, however many forms are sent under one address, by whomever.
 */
export async function wentBefore(db: Db | Tx, asked: Message[]): Promise<Set<string>> {
  const rows = await db.execute<{ id: string }>(sql`
    select asked.id from ${table(asked)} where exists (
      select from messages m
      where m.contact_id = asked.contact_id and m.campaign_id = asked.campaign_id and m.name = asked.name
        and m.id <> asked.id and m.state in ('sending', 'sent')
        and coalesce(m.sent_at, 'infinity') > coalesce((
          select max(c.at) from consents c where c.contact_id = asked.contact_id and c.action = 'withdrawn'
        ), '-infinity'))`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * How many other confirmations went out since then: to each mail's contact, by the mail's id, and for forms sent from
 * one place, by `clientHash`. Forms that were kept aside ask the same of the same person, and are counted with them.
 */
export async function countConfirmations(
  db: Db | Tx,
  asked: Message[],
  since: Date,
): Promise<{ toContact: Map<string, number>; fromClient: Map<string, number> }> {
  const from = sql`${since.toISOString()}::timestamptz`;
  const toContact = await db.execute<{ id: string; count: number }>(sql`
    select asked.id, (
      select count(*) from messages m where m.contact_id = asked.contact_id and m.id <> asked.id
        and m.name = 'confirm' and m.state in ('sending', 'sent') and m.created_at > ${from}
    )::int + (
      select count(*) from held_signups h join contacts c on c.email = h.email
      where c.id = asked.contact_id and h.mailed_at > ${from}
    )::int as count
    from ${table(asked)}`);
  const hashes = JSON.stringify([...new Set(asked.map(({ clientHash }) => clientHash))].filter((hash) => hash !== ''));
  const fromClient = await db.execute<{ hash: string; count: number }>(sql`
    select hash, (
      select count(*) from messages m where m.name = 'confirm' and m.state in ('sending', 'sent')
        and m.client_hash = hash and m.created_at > ${from}
        and m.id not in ${idList(asked.map(({ id }) => id))}
    )::int as count
    from jsonb_array_elements_text(${hashes}::jsonb) as hash`);
  return {
    toContact: new Map(toContact.map(({ id, count }) => [id, count])),
    fromClient: new Map(fromClient.map(({ hash, count }) => [hash, count])),
  };
}

/** How many other mails of these names went to each mail's contact since then, by the mail's id. */
export async function countMails(
  db: Db | Tx,
  asked: Message[],
  names: string[],
  since: Date,
): Promise<Map<string, number>> {
  const rows = await db.execute<{ id: string; count: number }>(sql`
    select asked.id, (
      select count(*) from messages m where m.contact_id = asked.contact_id and m.id <> asked.id
        and m.name in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
        and (m.state = 'sending' or m.sent_at > ${since.toISOString()}::timestamptz)
    )::int as count
    from ${table(asked)}`);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Whether a mail is due that no batch has taken up. */
export async function hasDue(db: Db | Tx, now: Date): Promise<boolean> {
  const rows = await db.execute(sql`
    select from messages where state in ('planned', 'sending') and batch_id is null
      and due_at <= ${now.toISOString()}::timestamptz limit 1`);
  return rows.length > 0;
}

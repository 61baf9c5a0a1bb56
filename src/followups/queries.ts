import { and, asc, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Sequence, Step } from './form.ts';
import { enrolments, type messages, sequences } from './table.ts';

export type Message = typeof messages.$inferSelect;

/** A sequence with the id of its row. */
export type StoredSequence = Sequence & { id: string; campaignId: string };

/** The sequences of a campaign, in their order; without those that were removed. */
export async function sequencesOf(db: Db | Tx, campaignId: string): Promise<StoredSequence[]> {
  const rows = await db
    .select()
    .from(sequences)
    .where(and(eq(sequences.campaignId, campaignId), ne(sequences.state, 'removed')))
    .orderBy(asc(sequences.position), asc(sequences.key));
  return rows.flatMap(({ position: _, state, ...row }) => (state === 'removed' ? [] : [{ ...row, state }]));
}

/** The step that each of these mails is of, by the mail's id; none where its sequence has it no more. */
export async function stepsOfMany(
  db: Db | Tx,
  asked: Pick<Message, 'id' | 'name' | 'subjectId'>[],
): Promise<Map<string, Step>> {
  const rows = await db.execute<{ steps: Step[]; people: string[] }>(sql`
    select s.steps, json_agg(e.id) as people from enrolments e join sequences s on s.id = e.sequence_id
    where e.id in ${idList(asked.map(({ subjectId }) => subjectId))} group by s.id`);
  const steps = new Map(rows.flatMap((row) => row.people.map((id) => [id, row.steps] as const)));
  return new Map(
    asked.flatMap(({ id, name, subjectId }) => {
      const step = steps.get(subjectId)?.find(({ key }) => key === name);
      return step ? [[id, step] as const] : [];
    }),
  );
}

/** The enrolments that mails are about, and their sequences, each by its id. */
export async function enrolmentsOf(db: Db | Tx, asked: Pick<Message, 'subjectId'>[]) {
  const { id, sequenceId, campaignId, ending, startedAt, actId } = enrolments;
  const these = inArray(id, idList(asked.map(({ subjectId }) => subjectId)));
  const [people, plans] = await Promise.all([
    db.select({ id, sequenceId, campaignId, ending, startedAt, actId }).from(enrolments).where(these),
    db
      .select()
      .from(sequences)
      .where(inArray(sequences.id, db.select({ sequenceId }).from(enrolments).where(these))),
  ]);
  return {
    enrolments: new Map(people.map((one) => [one.id, one])),
    sequences: new Map(plans.map((one) => [one.id, one])),
  };
}

/** The steps of sequences, in their order, by the sequence's id: read once however many people are in it. */
export async function stepsOfSequences(db: Db | Tx, ids: Iterable<string>): Promise<Map<string, Step[]>> {
  const rows = await db
    .select({ id: sequences.id, steps: sequences.steps })
    .from(sequences)
    .where(inArray(sequences.id, idList(ids)));
  return new Map(rows.map(({ id, steps }) => [id, steps]));
}

/** A sequence that people can be put into, and how many mails that means for each. */
export type OpenSequence = Pick<StoredSequence, 'id' | 'name' | 'start'> & {
  slug: string;
  texts: CampaignTexts;
  mails: number;
};

/** Every sequence there ever was, for what once was done with it. */
export async function namedSequences(db: Db | Tx): Promise<Omit<OpenSequence, 'mails'>[]> {
  const { id, name, start } = sequences;
  return await db
    .select({ id, name, start, slug: campaigns.slug, texts: campaigns.texts })
    .from(sequences)
    .innerJoin(campaigns, eq(campaigns.id, sequences.campaignId));
}

/** The live sequences of the campaigns that are live, the newest first. One that follows a pledge needs the pledge. */
export async function listSequences(db: Db | Tx): Promise<OpenSequence[]> {
  const { id, name, start, steps } = sequences;
  const rows = await db
    .select({ id, name, start, steps, slug: campaigns.slug, texts: campaigns.texts })
    .from(sequences)
    .innerJoin(campaigns, eq(campaigns.id, sequences.campaignId))
    .where(and(eq(campaigns.status, 'live'), eq(sequences.state, 'live')))
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id), asc(sequences.position));
  return rows.flatMap((row) =>
    row.steps.length === 0 || row.start.on === 'pledge' ? [] : [{ ...row, mails: row.steps.length }],
  );
}

/** Of a message `m`: it went, or it may have. */
const wentSql = sql.raw(
  `(m.state not in ('queued', 'suppressed', 'failed') or m.state = 'queued' and m.handed_at is not null)`,
);

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
        and m.name = 'confirm' and ${wentSql} and m.created_at > ${from}
    )::int + (
      select count(*) from held_signups h join contacts c on c.email = h.email
      where c.id = asked.contact_id and h.mailed_at > ${from}
    )::int as count
    from ${table(asked)}`);
  const hashes = JSON.stringify([...new Set(asked.map(({ clientHash }) => clientHash))].filter((hash) => hash !== ''));
  const fromClient = await db.execute<{ hash: string; count: number }>(sql`
    select hash, (
      select count(*) from messages m where m.name = 'confirm' and ${wentSql}
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
        and (m.state = 'queued' and m.handed_at is not null or m.sent_at > ${since.toISOString()}::timestamptz)
    )::int as count
    from ${table(asked)}`);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Whether a mail is due that no batch has taken up, of a campaign that is not paused where nobody waits for it. */
export async function hasDue(db: Db | Tx, now: Date): Promise<boolean> {
  const by = sql`${now.toISOString()}::timestamptz`;
  const [row] = await db.execute<{ due: boolean }>(sql`
    select exists (
      select from messages m where m.state = 'queued' and m.batch_id is null and m.urgent and m.due_at <= ${by}
    ) or exists (
      select from campaigns c where c.id not in (${pausedCampaigns}) and exists (
        select from messages m where m.campaign_id = c.id and m.state = 'queued' and m.batch_id is null
          and not m.urgent and m.due_at <= ${by})
    ) as due`);
  return row?.due ?? false;
}

/** The ids of the campaigns whose sequences and broadcasts are paused, as a query. */
export const pausedCampaigns = sql.raw('select campaign_id from campaign_pauses where paused_at is not null');

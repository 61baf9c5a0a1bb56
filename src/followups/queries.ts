import { and, desc, eq, gt, inArray, max, ne, or, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { consents } from '../consents/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { heldSignups } from '../signups/table.ts';
import { type Step, startsWithoutPledge } from './form.ts';
import { messages, sequences } from './table.ts';

export type Message = typeof messages.$inferSelect;

/** The steps of a campaign's sequence; none where it has no sequence. */
export async function stepsOf(db: Db | Tx, campaignId: string): Promise<Step[]> {
  const [sequence] = await db.select().from(sequences).where(eq(sequences.campaignId, campaignId));
  return sequence?.steps ?? [];
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

/**
 * Whether a step's mail went to a contact before, for the campaign and since they last left: a step comes once, however
 * many forms are sent under one address, by whomever.
 */
export async function wentBefore(db: Db | Tx, message: Message): Promise<boolean> {
  const { id, contactId, campaignId, name } = message;
  const lastLeft = db
    .select({ at: max(consents.at) })
    .from(consents)
    .where(and(eq(consents.contactId, contactId), eq(consents.action, 'withdrawn')));
  const before = await db.$count(
    messages,
    and(
      ne(messages.id, id),
      eq(messages.contactId, contactId),
      eq(messages.campaignId, campaignId),
      eq(messages.name, name),
      inArray(messages.state, ['sending', 'sent']),
      sql`coalesce(${messages.sentAt}, 'infinity') > coalesce((${lastLeft}), '-infinity')`,
    ),
  );
  return before > 0;
}

/** How many other confirmations went out since then, to one contact and for forms sent from one place. */
export async function countConfirmations(
  db: Db | Tx,
  { id, contactId, clientHash }: Message,
  since: Date,
): Promise<{ toContact: number; fromClient: number }> {
  const sent = and(ne(messages.id, id), eq(messages.name, 'confirm'), inArray(messages.state, ['sending', 'sent']));
  const confirmations = await db.$count(
    messages,
    and(sent, eq(messages.contactId, contactId), gt(messages.createdAt, since)),
  );
  // Forms that were kept aside ask the same of the same person.
  const address = db.select({ email: contacts.email }).from(contacts).where(eq(contacts.id, contactId));
  const asides = await db.$count(
    heldSignups,
    and(inArray(heldSignups.email, address), gt(heldSignups.mailedAt, since)),
  );
  const toContact = confirmations + asides;
  const fromClient =
    clientHash === ''
      ? 0
      : await db.$count(
          messages,
          // The name stands as a literal so that the partial index serves.
          sql`name = 'confirm' and state in ('sending', 'sent') and client_hash = ${clientHash} and created_at > ${since.toISOString()}::timestamptz`,
        );
  return { toContact, fromClient };
}

/** How many other mails about seats went to a contact since then; `names` are what such mails are called. */
export async function countBookingMails(
  db: Db | Tx,
  { id, contactId }: Message,
  names: string[],
  since: Date,
): Promise<number> {
  const isSent = or(eq(messages.state, 'sending'), gt(messages.sentAt, since));
  return await db.$count(
    messages,
    and(eq(messages.contactId, contactId), ne(messages.id, id), inArray(messages.name, names), isSent),
  );
}

import { and, eq, gt, inArray, ne, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import type { Step } from './form.ts';
import { messages, sequences } from './table.ts';

export type Message = typeof messages.$inferSelect;

/** The steps of a campaign's sequence; none where it has no sequence. */
export async function stepsOf(db: Db | Tx, campaignId: string): Promise<Step[]> {
  const [sequence] = await db.select().from(sequences).where(eq(sequences.campaignId, campaignId));
  return sequence?.steps ?? [];
}

export async function findMessage(db: Db | Tx, id: string): Promise<Message | undefined> {
  const [message] = await db.select().from(messages).where(eq(messages.id, id));
  return message;
}

/** How many other confirmations went out since then, to one contact and for forms sent from one place. */
export async function countConfirmations(
  db: Db | Tx,
  { id, contactId, clientHash }: Message,
  since: Date,
): Promise<{ toContact: number; fromClient: number }> {
  const sent = and(ne(messages.id, id), eq(messages.name, 'confirm'), inArray(messages.state, ['sending', 'sent']));
  const toContact = await db.$count(
    messages,
    and(sent, eq(messages.contactId, contactId), gt(messages.createdAt, since)),
  );
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

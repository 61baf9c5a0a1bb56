import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { suppressions } from '../consents/table.ts';
import { contactAddresses, contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { messages } from '../followups/table.ts';
import type { ListPlace } from '../http/list-place.ts';
import type { ReplyThread } from '../mail/reply-address.ts';
import { organizers } from '../organizers/table.ts';
import { answers, conversations, replies, replyFiles } from './table.ts';

export type Conversation = typeof conversations.$inferSelect;
export type Reply = typeof replies.$inferSelect;
export type Answer = typeof answers.$inferSelect;
/** What is shown of a file; `kept`: it can be downloaded. */
export type ReplyFile = { id: string; replyId: string; filename: string; size: number; kept: boolean };

/** Whose thread a token names: its contact and campaign as they are today. */
export type ThreadOwner = { contactId: string; campaignId: string; messageId: string | null };

export async function findThreadOwner(db: Db | Tx, { kind, id }: ReplyThread): Promise<ThreadOwner | undefined> {
  if (kind === 'message') {
    const { contactId, campaignId } = messages;
    const [found] = await db.select({ contactId, campaignId }).from(messages).where(eq(messages.id, id));
    return found && { ...found, messageId: id };
  }
  const { contactId, campaignId } = conversations;
  const [found] = await db.select({ contactId, campaignId }).from(conversations).where(eq(conversations.id, id));
  return found && { ...found, messageId: null };
}

/** Whether an address is the contact's: the one that is written to, or one that a merge left. */
export async function isOwnAddress(db: Db | Tx, contactId: string, email: string): Promise<boolean> {
  const [found] = await db.execute(sql`
    select from ${contacts} where ${contacts.id} = ${contactId} and ${contacts.email} = ${email}
    union all
    select from ${contactAddresses} where ${contactAddresses.contactId} = ${contactId}
      and ${contactAddresses.email} = ${email}`);
  return found !== undefined;
}

/** A line of the list. `last`: the beginning of what the contact wrote last. */
export type ListedConversation = {
  conversation: Conversation;
  contact: Pick<typeof contacts.$inferSelect, 'id' | 'firstName' | 'lastName' | 'email'>;
  campaign: CampaignTexts;
  owner: string | null;
  last: string | null;
};

export type ConversationShow = 'waiting' | 'all';

/** Conversations within the scope of who asks: those that wait, the longest first, or all, the newest first. */
export async function listConversations(
  db: Db,
  asked: { show: ConversationShow; scope: SQL | undefined; after?: ListPlace | undefined; limit: number },
): Promise<ListedConversation[]> {
  const waits = asked.show === 'waiting';
  const moment = waits ? conversations.waitingSince : conversations.lastAt;
  const at = sql`date_trunc('milliseconds', ${moment})`;
  const place = asked.after && sql`(${asked.after.at.toISOString()}::timestamptz, ${asked.after.id}::uuid)`;
  const here = sql`(${at}, ${conversations.id})`;
  const { id, firstName, lastName, email } = contacts;
  return await db
    .select({
      conversation: conversations,
      contact: { id, firstName, lastName, email },
      campaign: campaigns.texts,
      owner: sql<string | null>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})`,
      last: sql<string | null>`(
        select left(${replies.body}, 2000) from ${replies}
        where ${replies.conversationId} = ${conversations.id} and ${replies.kind} = 'reply'
        order by ${replies.ownAddress} desc, ${replies.at} desc limit 1)`,
    })
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .innerJoin(campaigns, eq(campaigns.id, conversations.campaignId))
    .leftJoin(organizers, eq(organizers.id, contacts.ownerId))
    .where(
      and(
        isNull(contacts.erasedAt),
        waits ? sql`${conversations.waitingSince} is not null` : undefined,
        asked.scope,
        place && (waits ? sql`${here} > ${place}` : sql`${here} < ${place}`),
      ),
    )
    .orderBy(waits ? asc(at) : desc(at), waits ? asc(conversations.id) : desc(conversations.id))
    .limit(asked.limit);
}

/** How many conversations wait, within the scope of who asks. */
export async function countWaitingConversations(db: Db, scope: SQL | undefined): Promise<number> {
  const [counted] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .where(and(sql`${conversations.waitingSince} is not null`, isNull(contacts.erasedAt), scope));
  return counted?.count ?? 0;
}

/** One conversation with whom it is, within the scope of who asks. `id` must be a UUID. */
export async function findConversation(db: Db, id: string, scope: SQL | undefined) {
  const [found] = await db
    .select({
      conversation: conversations,
      contact: contacts,
      campaign: campaigns.texts,
      /** No mail goes to the address. */
      blocked: sql<boolean>`exists (select from ${suppressions} where ${suppressions.email} = ${contacts.email})`,
    })
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .innerJoin(campaigns, eq(campaigns.id, conversations.campaignId))
    .where(and(eq(conversations.id, id), isNull(contacts.erasedAt), scope));
  return found;
}

export type LatestConversation = { conversation: Conversation; entries: Entry[] };

/** So much of it stands on the contact's page. */
const lastWords = 4;

/** The end of the conversation of a contact that waits, or else was last written in; undefined where there is none. */
export async function findLatest(db: Db, contactId: string): Promise<LatestConversation | undefined> {
  const [conversation] = await db
    .select()
    .from(conversations)
    .where(eq(conversations.contactId, contactId))
    .orderBy(sql`${conversations.waitingSince} is null`, desc(conversations.lastAt))
    .limit(1);
  return conversation && { conversation, entries: (await entriesOf(db, conversation.id)).slice(-lastWords) };
}

/** What was written in a conversation, by either side. */
export type Entry =
  | { side: 'contact'; at: Date; reply: Reply; files: ReplyFile[] }
  | { side: 'team'; at: Date; answer: Answer; who: string | null }
  | { side: 'mail'; at: Date; subject: string };

/** More of a conversation is not shown: a mail's text alone may be as long as a book's chapter. */
export const mostEntries = 60;

/** The last entries of a conversation, the oldest first; the mails of ours that were answered stand among them. */
export async function entriesOf(db: Db, conversationId: string): Promise<Entry[]> {
  const [came, went, files, answered] = await Promise.all([
    db
      .select()
      .from(replies)
      .where(eq(replies.conversationId, conversationId))
      .orderBy(desc(replies.at), desc(replies.id))
      .limit(mostEntries),
    db
      .select({
        answer: answers,
        who: sql<string | null>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})`,
      })
      .from(answers)
      .leftJoin(organizers, eq(organizers.id, answers.organizerId))
      .where(eq(answers.conversationId, conversationId))
      .orderBy(desc(answers.at), desc(answers.id))
      .limit(mostEntries),
    filesOf(db, eq(replies.conversationId, conversationId)),
    db
      .selectDistinctOn([messages.id], { at: messages.sentAt, subject: messages.subject })
      .from(messages)
      .innerJoin(replies, eq(replies.messageId, messages.id))
      .where(eq(replies.conversationId, conversationId))
      .limit(mostEntries),
  ]);
  const byReply = Map.groupBy(files, ({ replyId }) => replyId);
  const entries: Entry[] = [
    ...answered.flatMap(({ at, subject }) => (at === null ? [] : [{ side: 'mail' as const, at, subject }])),
    ...came
      .toReversed()
      .map((reply) => ({ side: 'contact' as const, at: reply.at, reply, files: byReply.get(reply.id) ?? [] })),
    ...went.toReversed().map(({ answer, who }) => ({ side: 'team' as const, at: answer.at, answer, who })),
  ];
  return entries.sort((one, other) => one.at.getTime() - other.at.getTime()).slice(-mostEntries);
}

async function filesOf(db: Db, where: SQL): Promise<ReplyFile[]> {
  const { id, replyId, filename, size } = replyFiles;
  return await db
    .select({ id, replyId, filename, size, kept: sql<boolean>`${replyFiles.content} is not null` })
    .from(replyFiles)
    .innerJoin(replies, eq(replies.id, replyFiles.replyId))
    .where(where)
    .orderBy(asc(replyFiles.id));
}

/** A file of a conversation with its bytes; undefined where it was not kept. Ids must be UUIDs. */
export async function findReplyFile(db: Db, conversationId: string, id: string) {
  const [found] = await db
    .select({ file: replyFiles })
    .from(replyFiles)
    .innerJoin(replies, eq(replies.id, replyFiles.replyId))
    .where(and(eq(replyFiles.id, id), eq(replies.conversationId, conversationId)));
  return found?.file;
}

import { createHash } from 'node:crypto';
import { and, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { type ReplyThread, replyToken, threadAmong } from '../mail/reply-address.ts';
import type { ReplyActs } from './acts.ts';
import { ownWords } from './fold-quotes.ts';
import type { IncomingMail } from './incoming.ts';
import { findThreadOwner, isOwnAddress, type ThreadOwner } from './queries.ts';
import { readBounce, returnedAddresses } from './read-bounce.ts';
import { readWish, type Wish, wishWording } from './read-wish.ts';
import { answers, conversations, replies, replyFiles } from './table.ts';
import { tellKind } from './tell-kind.ts';

/** Mails of one conversation that are kept in 24 hours: what writes more is no person. */
const mostADay = 40;
const day = 24 * 3_600_000;

/**
 * What became of a mail. `not-ours`: it names no thread that we signed; `gone`: its contact was erased; `known`: it is here
 * already; `too-many`: the conversation has had its share of today.
 */
export type Received = 'kept' | 'known' | 'not-ours' | 'gone' | 'too-many';

/**
 * Takes in a mail that answers one of ours: files it under its contact and campaign, and does what it asks for in the
 * same transaction. However often it is delivered, it is here once. What it says acts only where a person wrote it from
 * an address of the contact's; anything else is kept and shown.
 */
export async function receiveMail(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  mail: IncomingMail,
  acts: ReplyActs,
): Promise<Received> {
  // A report comes to the sender's address; the mail that it returns bears the thread's.
  const thread = threadAmong(deps.config, [...mail.recipients, ...returnedAddresses(mail)]);
  if (!thread) return 'not-ours';
  const at = deps.clock.now();
  const own = ownWords(mail.text);
  return await deps.db.transaction(async (tx) => {
    const found = await findThreadOwner(tx, thread);
    const contact = found && (await lockContact(tx, found.contactId));
    // Between the two, the contact may have been merged into another one: its rows have moved.
    const owner = contact && (await findThreadOwner(tx, thread));
    if (!owner || contact.erasedAt !== null || owner.contactId !== contact.id) return 'gone';
    const kind = tellKind(mail);
    const ownAddress = await isOwnAddress(tx, contact.id, mail.from);
    const acting = kind === 'reply' && ownAddress;
    const wish = kind === 'reply' ? readWish(own, mail.subject) : 'none';
    const mark = fingerprint(mail, replyToken(deps.config.secret, thread));
    // The contact is locked, so nobody else takes the same one in meanwhile.
    if ((await tx.$count(replies, eq(replies.fingerprint, mark))) > 0) return 'known';
    const conversationId = await openConversation(tx, thread, owner, at);
    if (conversationId === undefined) return 'too-many';
    const id = uuidv7();
    await tx.insert(replies).values({
      id,
      fingerprint: mark,
      conversationId,
      ...owner,
      kind,
      fromAddress: mail.from,
      ownAddress,
      subject: mail.subject,
      body: mail.text,
      cut: mail.cut,
      wish: recordedWish(wish, acting),
      mailId: mail.mailId,
      references: mail.references,
      at,
    });
    await keepFiles(tx, id, contact.id, mail);
    if (kind === 'bounce') {
      const about = { conversationId, messageId: owner.messageId, email: contact.email };
      await noteBounce(deps, tx, { ...about, mail, acts, at });
    }
    if (kind !== 'reply') return 'kept';
    const about = { contactId: contact.id, campaignId: owner.campaignId, at };
    if (acting && wish === 'leave') {
      const wording = wishWording(own, mail.subject);
      await acts.leave(tx, { ...about, locale: contact.locale, wording, source: 'reply' });
    } else {
      // Whoever has left waits for nothing.
      await startWait(tx, conversationId, at);
    }
    if (acting) await acts.stopSequence(tx, about);
    await track(tx, [{ kind: 'reply.received', ...about, data: { replyId: id } }]);
    return 'kept';
  });
}

async function lockContact(tx: Tx, id: string) {
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, id)).for('no key update');
  return contact;
}

/** The conversation of the thread; undefined where it has had its share of today. The contact is locked. */
async function openConversation(
  tx: Tx,
  thread: ReplyThread,
  { contactId, campaignId }: ThreadOwner,
  at: Date,
): Promise<string | undefined> {
  const [known] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      thread.kind === 'conversation'
        ? eq(conversations.id, thread.id)
        : and(eq(conversations.contactId, contactId), eq(conversations.campaignId, campaignId)),
    )
    .orderBy(desc(conversations.lastAt))
    .limit(1);
  if (!known) {
    const id = uuidv7();
    await tx.insert(conversations).values({ id, contactId, campaignId, lastAt: at });
    return id;
  }
  const since = new Date(at.getTime() - day);
  const came = await tx.$count(replies, and(eq(replies.conversationId, known.id), gt(replies.at, since)));
  if (came >= mostADay) return undefined;
  await tx.update(conversations).set({ lastAt: at }).where(eq(conversations.id, known.id));
  return known.id;
}

/** What makes a mail this one: who says that it is which, in which thread; where nobody says, what it holds. */
function fingerprint(mail: IncomingMail, token: string): string {
  const which = mail.mailId || [mail.headers.get('date'), mail.subject, mail.text].join('\0');
  return createHash('sha256').update([token, mail.from, which].join('\0')).digest('base64url');
}

function recordedWish(wish: Wish, acting: boolean): (typeof replies.$inferSelect)['wish'] {
  if (wish === 'leave') return acting ? 'left' : 'maybe';
  return wish;
}

async function keepFiles(tx: Tx, replyId: string, contactId: string, { files }: IncomingMail): Promise<void> {
  if (files.length === 0) return;
  await tx
    .insert(replyFiles)
    .values(files.map((file) => ({ id: uuidv7(), replyId, contactId, ...file, content: file.content ?? null })));
}

type Returned = {
  conversationId: string;
  messageId: string | null;
  email: string;
  mail: IncomingMail;
  acts: ReplyActs;
  at: Date;
};

async function noteBounce(deps: Pick<Deps, 'config' | 'clock'>, tx: Tx, returned: Returned): Promise<void> {
  const { conversationId, messageId, email, mail, acts, at } = returned;
  const bounce = readBounce(mail);
  // A report about somebody else's address (one that forwards) says nothing about the contact's, and a delay nothing yet.
  if (!bounce?.failed || (bounce.recipient !== '' && bounce.recipient !== email)) return;
  const { permanent, ofSender, reason } = bounce;
  await acts.noteBounce(deps, tx, { messageId, email, permanent, ofSender, reason, at });
  if (messageId === null) await failAnswer(tx, conversationId, reason, at);
}

/** What an organizer wrote last has come back: it is shown as not sent, and the contact waits again. */
async function failAnswer(tx: Tx, conversationId: string, reason: string, at: Date): Promise<void> {
  const last = tx
    .select({ id: answers.id })
    .from(answers)
    .where(and(eq(answers.conversationId, conversationId), eq(answers.state, 'sent')))
    .orderBy(desc(answers.at))
    .limit(1);
  const failed = await tx
    .update(answers)
    .set({ state: 'failed', reason })
    .where(inArray(answers.id, last))
    .returning({ id: answers.id });
  if (failed.length > 0) await startWait(tx, conversationId, at);
}

async function startWait(tx: Tx, conversationId: string, at: Date): Promise<void> {
  await tx
    .update(conversations)
    .set({ waitingSince: sql`coalesce(${conversations.waitingSince}, ${at.toISOString()}::timestamptz)` })
    .where(eq(conversations.id, conversationId));
}

import { and, eq, ne } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import type { ReplyActs } from './acts.ts';
import { ownWords } from './fold-quotes.ts';
import { wishWording } from './read-wish.ts';
import { conversations, replies } from './table.ts';

type Settling = {
  replyId: string;
  conversationId: string;
  contact: { id: string; locale: Locale };
  /** Whether the organizer reads in it that the contact wants no more mails. */
  leaves: boolean;
  at: Date;
};

/**
 * Decides what a reply means that may ask to be left alone; whatever was read in it, an organizer may read that it does.
 * Its words stand in the ledger as they were written. Deciding twice is once.
 */
export async function settleWish(tx: Tx, acts: Pick<ReplyActs, 'leave'>, settling: Settling): Promise<void> {
  const { replyId, conversationId, contact, leaves, at } = settling;
  const [reply] = await tx
    .update(replies)
    .set({ wish: leaves ? 'left' : 'settled' })
    .where(
      and(
        eq(replies.id, replyId),
        eq(replies.conversationId, conversationId),
        eq(replies.kind, 'reply'),
        leaves ? ne(replies.wish, 'left') : eq(replies.wish, 'maybe'),
      ),
    )
    .returning();
  if (!reply || !leaves) return;
  const { campaignId } = reply;
  const wording = wishWording(ownWords(reply.body), reply.subject);
  await acts.leave(tx, {
    contactId: contact.id,
    campaignId,
    locale: contact.locale,
    wording,
    source: 'reply-read',
    at,
  });
  await tx.update(conversations).set({ waitingSince: null }).where(eq(conversations.id, conversationId));
}

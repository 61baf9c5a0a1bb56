import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAttempt } from '../outreach/record-attempt.ts';
import { settleWait } from './settle-wait.ts';
import { answers } from './table.ts';

type NewAnswer = {
  /** Made with the form, so that twice is once. */
  id: string;
  conversation: { id: string; contactId: string; campaignId: string };
  organizerId: string;
  body: string;
  /** Up to when the organizer had read. */
  seen: Date;
  at: Date;
};

/**
 * Writes back to a contact: a job sends it, what was read waits no more, and the 72-hour clock has its answer. Returns false
 * for what was written before.
 */
export async function answerReply(
  tx: Tx,
  { id, conversation, organizerId, body, seen, at }: NewAnswer,
): Promise<boolean> {
  const { contactId, campaignId } = conversation;
  const of = { conversationId: conversation.id, contactId, campaignId, organizerId };
  const [added] = await tx
    .insert(answers)
    .values({ id, ...of, body, state: 'queued', at })
    .onConflictDoNothing()
    .returning({ id: answers.id });
  if (!added) return false;
  await settleWait(tx, { id: conversation.id, seen, writtenAt: at });
  await recordAttempt(tx, { id, contactId, organizerId, outcome: 'wrote', note: '', at });
  await track(tx, [{ kind: 'reply.answered', contactId, campaignId, data: { answerId: id, organizerId }, at }]);
  await enqueue(tx, 'replies.send-answer', { answerId: id }, { key: `answer:${id}` });
  return true;
}

import { and, eq, ne, notInArray } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import { isKeptFromMail } from '../consents/erased.ts';
import { contacts } from '../contacts/table.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { compose } from './compose.ts';
import { decide } from './decide.ts';
import type { Message } from './queries.ts';
import { messages } from './table.ts';

/**
 * Sends one message, or notes why it is not sent. A process may die at any point of it: the message's id is the key
 * that the transport de-duplicates by, so handing it over a second time is once.
 * @throws Error when the transport asks to be tried again later; the job's backoff does that.
 */
export async function sendMessage(deps: Deps, messageId: string): Promise<void> {
  const message = await take(deps, messageId);
  if (!message) return;
  const mail = await compose(deps.db, deps.config, message).catch(async (error) => {
    if (error instanceof PermanentError) await noteFailed(deps, message, { reason: error.message });
    throw error;
  });
  const outcome = await deps.mailer.send(mail, message.id);
  if (outcome.kind === 'sent') return await noteSent(deps, message, mail.subject, outcome.providerId);
  if (outcome.kind === 'refused') {
    return await noteFailed(deps, message, { reason: outcome.reason, subject: mail.subject });
  }
  await deps.db
    .update(messages)
    .set({ state: 'planned', reason: outcome.reason })
    // Whoever was erased meanwhile is not written to again.
    .where(and(eq(messages.id, message.id), ne(messages.state, 'skipped')));
  throw new Error(`mail not taken: ${outcome.reason}`);
}

/** Decides under a lock on the message and on its contact; returns the message when it is to be handed over now. */
async function take(deps: Deps, messageId: string): Promise<Message | undefined> {
  return await deps.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ message: messages, contact: { contactId: contacts.id, email: contacts.email } })
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(eq(messages.id, messageId))
      .for('no key update');
    const message = row?.message;
    if (!message || (message.state !== 'planned' && message.state !== 'sending')) return undefined;
    // Also for one that was being handed over when the process died: it may have gone or not, and who has left since
    // must not be written to.
    const kept = await isKeptFromMail(tx, deps.config.secret, row.contact);
    const reason = kept ? 'erased' : await decide(tx, message, deps.clock.now());
    if (reason !== undefined) {
      const told = message.state === 'sending' ? `may-have-gone: ${reason}` : reason;
      await tx.update(messages).set({ state: 'skipped', reason: told }).where(eq(messages.id, messageId));
      return undefined;
    }
    await tx.update(messages).set({ state: 'sending' }).where(eq(messages.id, messageId));
    return message;
  });
}

async function noteFailed(deps: Deps, { id }: Message, why: { reason: string; subject?: string }): Promise<void> {
  await deps.db
    .update(messages)
    .set({ state: 'failed', ...why })
    .where(and(eq(messages.id, id), ne(messages.state, 'skipped')));
}

async function noteSent(deps: Deps, message: Message, subject: string, providerId: string): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const [noted] = await tx
      .update(messages)
      .set({ state: 'sent', subject, providerId, sentAt: at, reason: '' })
      .where(and(eq(messages.id, message.id), notInArray(messages.state, ['sent', 'skipped'])))
      .returning({ contactId: messages.contactId });
    // Two processes may have handed it over, under one key: it went once, and stands on the timeline once.
    if (!noted) return;
    // Meanwhile the contact may have been merged into another one; an erased one's is skipped, and nothing is written.
    const { contactId } = noted;
    const { campaignId } = message;
    const data = { messageId: message.id, name: message.name, subject };
    await track(tx, [{ kind: 'message.sent', contactId, campaignId, data, at }]);
  });
}

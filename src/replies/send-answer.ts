import { and, desc, eq, sql } from 'drizzle-orm';
import { campaignsById } from '../campaigns/queries.ts';
import { keptFromMail } from '../consents/erased.ts';
import { suppressions } from '../consents/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Deps } from '../deps.ts';
import { fromSender } from '../mail/from.ts';
import type { Mail } from '../mail/mailer.ts';
import { replyAddress } from '../mail/reply-address.ts';
import { organizers } from '../organizers/table.ts';
import { mailIds, oneLine } from './incoming.ts';
import { letter } from './letter.ts';
import type { Answer } from './queries.ts';
import { answers, conversations, replies } from './table.ts';

/**
 * Sends what an organizer wrote, in the thread of the mail that it answers. A person wrote to us and a person answers:
 * that takes no consent (CASL s. 6(6)(a)), but an address that takes no mail is left alone.
 * @throws Error when the transport asks to be tried again later.
 */
export async function sendAnswer(deps: Deps, answerId: string): Promise<void> {
  const [row] = await deps.db
    .select({ answer: answers, contact: contacts, who: organizers.name })
    .from(answers)
    .innerJoin(contacts, eq(contacts.id, answers.contactId))
    .leftJoin(organizers, eq(organizers.id, answers.organizerId))
    .where(and(eq(answers.id, answerId), eq(answers.state, 'queued')));
  if (!row) return;
  const { answer, contact } = row;
  const blocked = await deps.db.$count(suppressions, eq(suppressions.email, contact.email));
  const kept = await keptFromMail(deps.db, deps.config.secret, [{ contactId: contact.id, email: contact.email }]);
  if (blocked > 0 || kept.size > 0) return await noteFailed(deps, answer, 'suppressed');
  const mail = await compose(deps, answer, contact, row.who ?? '');
  if (!mail) return await noteFailed(deps, answer, 'campaign-gone');
  const outcome = await deps.mailer.send(mail, answer.id);
  if (outcome.kind === 'refused') return await noteFailed(deps, answer, outcome.reason);
  if (outcome.kind !== 'sent') {
    await deps.db.update(answers).set({ reason: outcome.reason }).where(eq(answers.id, answer.id));
    throw new Error(`the answer was not taken: ${outcome.reason}`);
  }
  await deps.db
    .update(answers)
    .set({ state: 'sent', reason: '', sentAt: deps.clock.now() })
    .where(and(eq(answers.id, answer.id), eq(answers.state, 'queued')));
}

/** The same answer gives the same bytes: what it answers is what came before it was written. */
async function compose(
  { db, config }: Deps,
  answer: Answer,
  contact: typeof contacts.$inferSelect,
  who: string,
): Promise<Mail | undefined> {
  const campaign = (await campaignsById(db, [answer.campaignId])).get(answer.campaignId);
  if (!campaign) return undefined;
  const [answered] = await db
    .select()
    .from(replies)
    .where(
      and(
        eq(replies.conversationId, answer.conversationId),
        eq(replies.kind, 'reply'),
        sql`${replies.at} <= ${answer.at.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(desc(replies.at), desc(replies.id))
    .limit(1);
  const { sender } = campaign.settings;
  const foot = [who, sender.name, ...sender.address.split('\n')].filter((line) => line !== '');
  const address = replyAddress(config, { kind: 'conversation', id: answer.conversationId }) ?? sender.email;
  return {
    to: contact.email,
    from: fromSender(sender.name, config.mailFrom),
    replyTo: address,
    subject: subjectOf(answered?.subject ?? ''),
    ...letter({ locale: contact.locale, body: answer.body, foot }),
    headers: threadHeaders(answered),
    attachments: [],
    reference: answer.id,
  };
}

/** One "Re:", whatever programs piled up. */
function subjectOf(subject: string): string {
  const bare = oneLine(subject, 200).replace(/^((re|ré|tr|fwd?|aw)\s?:\s*)+/i, '');
  return bare === '' ? 'Re:' : `Re: ${bare}`;
}

/**
 * RFC 5322 s. 3.6.4, so that it stands below what it answers. No machine is to answer it: Exchange's header, since
 * Auto-Submitted (RFC 3834) would say that no person wrote it.
 */
function threadHeaders(answered: typeof replies.$inferSelect | undefined): Record<string, string> {
  const quiet = { 'X-Auto-Response-Suppress': 'OOF, AutoReply' };
  const id = mailIds(answered?.mailId ?? '', 1);
  if (!answered || id === '') return quiet;
  return { 'In-Reply-To': id, References: mailIds(`${answered.references} ${id}`, 10), ...quiet };
}

/** An answer that did not go is shown, and its conversation waits again. */
async function noteFailed(deps: Deps, { id, conversationId, at }: Answer, reason: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [failed] = await tx
      .update(answers)
      .set({ state: 'failed', reason })
      .where(and(eq(answers.id, id), eq(answers.state, 'queued')))
      .returning({ id: answers.id });
    if (!failed) return;
    await tx
      .update(conversations)
      .set({ waitingSince: sql`coalesce(${conversations.waitingSince}, ${at.toISOString()}::timestamptz)` })
      .where(eq(conversations.id, conversationId));
  });
}

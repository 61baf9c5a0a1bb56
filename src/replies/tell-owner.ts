import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Deps } from '../deps.ts';
import { renderMail } from '../mail/templates.ts';
import { listOwners } from '../organizers/queries.ts';
import { scopeOf } from '../organizers/scope.ts';
import { organizers } from '../organizers/table.ts';
import { answerers } from '../outreach/table.ts';
import { conversations } from './table.ts';

/** Whoever writes five mails in a row is announced once. */
const quietFor = 3_600_000;

/**
 * Tells whose contact it is that an answer has come: first name and campaign, nothing that was written. Where it is
 * nobody's, the owners hear. One mail a wait an hour: whoever writes again once they were answered is told of again.
 * Nothing goes where somebody has seen to it meanwhile.
 * @throws Error when the transport asks to be tried again later.
 */
export async function tellOwner(deps: Deps, activityIds: string[]): Promise<void> {
  const ids = sql`(select value::uuid from json_array_elements_text(${JSON.stringify(activityIds)}::json))`;
  const rows = await deps.db.execute<{ conversationId: string; replyId: string }>(sql`
    select distinct on (replies.conversation_id) replies.conversation_id as "conversationId", replies.id as "replyId"
    from activities join replies on replies.id::text = activities.data ->> 'replyId'
    where activities.id in ${ids} order by replies.conversation_id, replies.id`);
  for (const { conversationId, replyId } of rows) await tellOf(deps, conversationId, replyId);
}

async function tellOf(deps: Deps, conversationId: string, key: string): Promise<void> {
  const { db, config } = deps;
  const now = deps.clock.now();
  const [found] = await db
    .select({ conversation: conversations, contact: contacts, texts: campaigns.texts })
    .from(conversations)
    .innerJoin(contacts, eq(contacts.id, conversations.contactId))
    .innerJoin(campaigns, eq(campaigns.id, conversations.campaignId))
    .where(eq(conversations.id, conversationId));
  if (!found || found.contact.erasedAt !== null) return;
  const { toldAt, waitingSince } = found.conversation;
  if (waitingSince === null) return;
  if (toldAt !== null && toldAt >= waitingSince && now.getTime() - toldAt.getTime() < quietFor) return;
  for (const reader of await readersOf(deps, found.contact)) {
    const locale = reader.locale ?? config.defaultLocale;
    const mail = await renderMail({
      name: 'reply-received',
      locale,
      firstName: found.contact.firstName,
      campaign: (found.texts[locale] ?? Object.values(found.texts)[0])?.title ?? '',
      conversationUrl: `${config.baseUrl}/admin/conversations/${conversationId}`,
    });
    const outcome = await deps.mailer.send(
      // RFC 3834 s. 5: no absence of an organizer's answers this, and nothing answers that.
      {
        ...mail,
        to: reader.email,
        from: config.mailFrom,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        attachments: [],
      },
      `reply/${key}/${reader.id}`,
    );
    if (outcome.kind === 'again' || outcome.kind === 'stopped') {
      throw new Error(`the mail about a reply was not taken: ${outcome.reason}`);
    }
  }
  const unheard = or(isNull(conversations.toldAt), lt(conversations.toldAt, now));
  await db
    .update(conversations)
    .set({ toldAt: now })
    .where(and(eq(conversations.id, conversationId), unheard));
}

/** Whose contact it is, as long as they may see it; or else the owners. */
async function readersOf({ db }: Deps, contact: typeof contacts.$inferSelect) {
  const ids = contact.ownerId === null ? (await listOwners(db)).map(({ id }) => id) : [contact.ownerId];
  if (ids.length === 0) return [];
  const readers = await db
    .select({ id: organizers.id, role: organizers.role, email: organizers.email, locale: answerers.locale })
    .from(organizers)
    .leftJoin(answerers, eq(answerers.organizerId, organizers.id))
    .where(inArray(organizers.id, ids));
  const seeing = await Promise.all(
    readers.map(async (reader) => {
      const count = await db.$count(contacts, and(eq(contacts.id, contact.id), scopeOf(reader)));
      return count > 0 ? [reader] : [];
    }),
  );
  return seeing.flat();
}

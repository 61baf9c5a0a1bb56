import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { refusalsOf } from '../consents/queries.ts';
import { contacts } from '../contacts/table.ts';
import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { type Locale, messages } from '../locales/index.ts';
import { renderMail } from '../mail/templates.ts';
import { scopeOf } from '../organizers/scope.ts';
import { organizers } from '../organizers/table.ts';
import { countWaiting } from './queries.ts';
import { answerers, contactClocks, waitingMails } from './table.ts';

/** More names than that are read on the page. */
const named = 10;

/**
 * Tells an organizer in the morning who waits for them: first names, campaigns and what they have said no to, nothing
 * else of anybody. Decided at the moment of sending: nothing goes where all were answered meanwhile, or to who wants no
 * such mail any more, and nobody is named to who may not see them.
 * @throws Error when the transport asks to be tried again later.
 */
export async function sendWaitingMail(deps: Deps, { organizerId, day }: JobPayloads['outreach.send-waiting-mail']) {
  const now = deps.clock.now();
  const reader = await findReader(deps, organizerId);
  const mine = and(eq(waitingMails.organizerId, organizerId), eq(waitingMails.day, day));
  const [planned] = await deps.db.select().from(waitingMails).where(mine);
  if (!reader || !planned || planned.sentAt) return;
  const scope = scopeOf(reader);
  const contactIds = planned.contactIds ?? (await firstWaiting(deps, organizerId, scope));
  if (planned.contactIds === null) await deps.db.update(waitingMails).set({ contactIds }).where(mine);
  const people = await waitingAmong(deps, contactIds, scope);
  if (people.length === 0) return;
  const refusals = await refusalsOf(
    deps.db,
    people.map(({ id }) => id),
  );
  const locale = reader.locale ?? deps.config.defaultLocale;
  const words = messages(locale).outreach.attempt.refusals;
  const { baseUrl, mailFrom: from } = deps.config;
  const counted = await countWaiting(deps.db, { organizerId, scope, now });
  const mail = await renderMail({
    name: 'waiting',
    locale,
    waitingUrl: `${baseUrl}/admin/waiting`,
    count: counted.mine,
    people: people.map(({ id, firstName, texts, dueAt }) => ({
      firstName,
      campaign: texts === null ? '' : titleOf(texts, locale),
      overdue: dueAt <= now,
      refusals: (refusals.get(id) ?? []).map((refusal) => words[refusal]),
      url: `${baseUrl}/admin/contacts/${id}`,
    })),
  });
  const outcome = await deps.mailer.send(
    { ...mail, to: reader.email, from, headers: {}, attachments: [] },
    `waiting/${organizerId}/${day}`,
  );
  if (outcome.kind === 'again') throw new Error(`the daily mail was not taken: ${outcome.reason}`);
  if (outcome.kind !== 'sent') throw new PermanentError(`the daily mail was refused: ${outcome.reason}`);
  await deps.db.update(waitingMails).set({ sentAt: now }).where(mine);
}

/** Whom it goes to; undefined where they have no part in answering, or want no mail. */
async function findReader({ db }: Deps, organizerId: string) {
  const [found] = await db
    .select({ id: organizers.id, role: organizers.role, email: organizers.email, locale: answerers.locale })
    .from(organizers)
    .leftJoin(answerers, eq(answerers.organizerId, organizers.id))
    .where(
      and(
        eq(organizers.id, organizerId),
        sql`${organizers.role} <> 'viewer'`,
        sql`coalesce(${answerers.dailyMail}, true)`,
      ),
    );
  return found;
}

async function firstWaiting({ db }: Deps, organizerId: string, scope: SQL | undefined): Promise<string[]> {
  const rows = await db
    .select({ id: contactClocks.contactId })
    .from(contactClocks)
    .innerJoin(contacts, eq(contacts.id, contactClocks.contactId))
    .where(and(eq(contactClocks.ownerId, organizerId), isNull(contactClocks.endedAt), scope))
    .orderBy(asc(contactClocks.dueAt), asc(contactClocks.contactId))
    .limit(named);
  return rows.map(({ id }) => id);
}

async function waitingAmong({ db }: Deps, contactIds: string[], scope: SQL | undefined) {
  return await db
    .select({
      id: contacts.id,
      firstName: contacts.firstName,
      texts: campaigns.texts,
      dueAt: contactClocks.dueAt,
    })
    .from(contactClocks)
    .innerJoin(contacts, eq(contacts.id, contactClocks.contactId))
    .leftJoin(campaigns, eq(campaigns.id, contactClocks.campaignId))
    .where(
      and(
        isNull(contactClocks.endedAt),
        scope,
        sql`${contactClocks.contactId} in (select value::uuid from json_array_elements_text(${JSON.stringify(contactIds)}::json))`,
      ),
    )
    .orderBy(asc(contactClocks.dueAt), asc(contactClocks.contactId));
}

function titleOf(texts: CampaignTexts, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? '';
}

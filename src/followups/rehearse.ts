import { asc, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { consents } from '../consents/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Locale } from '../locales/index.ts';
import { composeMany } from './compose-many.ts';
import { decideMany } from './decide-many.ts';
import type { Ending } from './form.ts';
import { contactZone } from './local-time.ts';
import { planNext } from './plan-next.ts';
import { enrolments, messages, sequences } from './table.ts';

/** Someone whom a sequence is rehearsed against: a contact, or nobody, as they would be. */
export type Rehearsed =
  | { contactId: string }
  | { contactId?: undefined; locale: Locale; firstName: string; postalCode: string };

/** One thing that happens in a rehearsal, by the clock of `zone`. */
export type RehearsedEvent = {
  at: Date;
  step: string;
  subject: string;
  html: string;
  text: string;
  /** `waits`: until `until`, and it is decided again. */
  outcome: 'sent' | 'skipped' | 'waits' | 'failed';
  /** Why it is not sent, or not yet; empty where it is. */
  reason: string;
  until?: Date;
};
export type Rehearsal = { zone: string; events: RehearsedEvent[]; ending: Ending | 'going-on'; endedAt: Date };

type Asked = { sequenceId: string; who: Rehearsed; days: number; from?: Date };

/** What the transaction of a rehearsal ends with, so that nothing of it stays. */
class Curtain extends Error {
  readonly rehearsal: Rehearsal;
  constructor(rehearsal: Rehearsal) {
    super('the rehearsal is over');
    this.rehearsal = rehearsal;
  }
}

/**
 * Plays a sequence for one person on a clock that runs ahead: the same decisions and mails as in earnest, in a transaction
 * that is taken back, so that nobody is written to and no table changes. A draft and a paused one are played as if live.
 */
export async function rehearse(deps: Pick<Deps, 'db' | 'config' | 'clock'>, asked: Asked): Promise<Rehearsal> {
  try {
    await deps.db.transaction(async (tx) => {
      throw new Curtain(await play(tx, deps, asked));
    });
  } catch (error) {
    if (error instanceof Curtain) return error.rehearsal;
    throw error;
  }
  throw new Error('a rehearsal ended without an end');
}

/** So many decisions are played at most: a sequence that waits for ever is cut off. */
const most = 500;

async function play(tx: Tx, { config, clock }: Pick<Deps, 'config' | 'clock'>, asked: Asked): Promise<Rehearsal> {
  const from = asked.from ?? clock.now();
  const end = new Date(from.getTime() + asked.days * 86_400_000);
  const { enrolmentId, zone } = await stage(tx, asked, from);
  const events: RehearsedEvent[] = [];
  let now = from;
  while (events.length < most) {
    const [message] = await tx
      .select()
      .from(messages)
      .where(sql`subject_id = ${enrolmentId} and state = 'queued'`)
      .orderBy(asc(messages.dueAt))
      .limit(1);
    if (!message || message.dueAt > end) break;
    if (message.dueAt > now) now = message.dueAt;
    const [contact] = await tx.select().from(contacts).where(eq(contacts.id, message.contactId));
    if (!contact) break;
    const context = { now, secret: config.secret, rules: config.sending };
    const decision = (await decideMany(tx, [{ ...message, email: contact.email }], context)).get(message.id);
    const [composed] = await composeMany(tx, config, [{ message, contact }]);
    const mail = composed && 'mail' in composed ? composed.mail : { subject: '', html: '', text: '' };
    const shown = {
      at: now,
      step: message.name,
      subject: mail.subject,
      html: inert(mail.html),
      text: inert(mail.text),
    };
    if (decision?.kind === 'defer') {
      const last = events.at(-1);
      const goesOn = last?.outcome === 'waits' && last.step === message.name && last.reason === decision.reason;
      if (goesOn) last.until = decision.until;
      else events.push({ ...shown, outcome: 'waits', reason: decision.reason, until: decision.until });
      await tx.update(messages).set({ dueAt: decision.until }).where(eq(messages.id, message.id));
      continue;
    }
    const fault = composed && 'fault' in composed ? composed.fault : '';
    const sent = decision?.kind === 'send';
    const outcome = sent ? (fault === '' ? 'sent' : 'failed') : 'skipped';
    events.push({ ...shown, outcome, reason: decision?.kind === 'skip' ? decision.reason : fault });
    const state = sent ? 'sent' : 'suppressed';
    await tx
      .update(messages)
      .set({ state, sentAt: sent ? now : null })
      .where(eq(messages.id, message.id));
  }
  const [played] = await tx.select().from(enrolments).where(eq(enrolments.id, enrolmentId));
  return { zone, events, ending: played?.ending ?? 'going-on', endedAt: played?.endedAt ?? end };
}

/** A mail whose links open nobody's space: what is signed for a contact is the contact's alone. */
function inert(words: string): string {
  return words.replace(/[\w-]{40,}/g, '…');
}

/** Puts the person into the sequence, whatever its state and wherever they are in it. */
async function stage(tx: Tx, { sequenceId, who }: Asked, now: Date): Promise<{ enrolmentId: string; zone: string }> {
  const [sequence] = await tx
    .update(sequences)
    .set({ state: 'live' })
    .where(eq(sequences.id, sequenceId))
    .returning({ campaignId: sequences.campaignId });
  if (!sequence) throw new Error(`there is no sequence ${sequenceId}`);
  const { campaignId } = sequence;
  const contactId = who.contactId ?? (await makeUp(tx, who, campaignId, now));
  await tx.execute(sql`
    update enrolments set ended_at = ${now.toISOString()}::timestamptz, ending = 'removed'
    where sequence_id = ${sequenceId} and contact_id = ${contactId} and ended_at is null`);
  const enrolmentId = uuidv7();
  const [row] = await tx
    .insert(enrolments)
    .values({
      id: enrolmentId,
      sequenceId,
      campaignId,
      contactId,
      subjectId: enrolmentId,
      locale: sql`(select locale from contacts where id = ${contactId})`,
      stepAt: now,
      startedAt: now,
    })
    .returning({ id: enrolments.id });
  if (!row) throw new Error('nobody to rehearse with');
  await planNext(tx, [enrolmentId], now);
  return { enrolmentId, zone: await zoneOf(tx, enrolmentId) };
}

/** Somebody who confirmed their address and agreed to the campaign's mails a moment ago. */
async function makeUp(tx: Tx, who: Exclude<Rehearsed, { contactId: string }>, campaignId: string, now: Date) {
  const id = uuidv7();
  const { locale, firstName, postalCode } = who;
  const at = new Date(now.getTime() - 1_000);
  await tx.insert(contacts).values({ id, email: `${id}@example.org`, firstName, locale, postalCode, confirmedAt: at });
  const grant = { purpose: 'follow-up', channel: 'email', action: 'granted', source: 'confirm-page' } as const;
  await tx.insert(consents).values({ id: uuidv7(), contactId: id, campaignId, ...grant, wording: '', locale, at });
  return id;
}

async function zoneOf(db: Db | Tx, enrolmentId: string): Promise<string> {
  const [row] = await db.execute<{ zone: string }>(sql`
    select ${contactZone(sql`contacts.postal_code`, sql`(campaigns.settings ->> 'timezone')`)} as zone
    from enrolments e join contacts on contacts.id = e.contact_id join campaigns on campaigns.id = e.campaign_id
    where e.id = ${enrolmentId}`);
  return row?.zone ?? 'UTC';
}

import { asc, inArray, type SQL, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { type Claiming, claim } from './claim.ts';
import type { Going } from './compose-many.ts';
import type { Contact } from './composer.ts';
import { decideMany } from './decide-many.ts';
import type { Decision } from './decision.ts';
import { type Message, pausedCampaigns } from './queries.ts';
import { startBatch } from './start-batch.ts';
import { messages } from './table.ts';
import { wakeSender } from './wake-sender.ts';

type Member = Message & { email: string; contact: Contact };

/** A provider forgets its keys after a day: what may have gone cannot be tried again then without going twice. */
const keysLast = 23 * 3_600_000;

/** What is to be handed over now. `goesOn`: what else is due is seen to by another batch, or cannot be taken up now. */
type Taken = { going: Going[]; goesOn: boolean };

/**
 * Decides on a batch under a lock on its contacts and its messages, and notes of those that go that from now on they may
 * have gone. With `claiming` it is made first, of what is due.
 */
export async function takeBatch(deps: Deps, batchId: string, claiming?: Claiming): Promise<Taken> {
  let starting = Promise.resolve();
  const taking = deps.db.transaction(async (tx) => {
    const now = deps.clock.now();
    if (!claiming) {
      const members = await lockMembers(tx, ofBatch(batchId));
      const rows = await tx.execute<{ campaign_id: string }>(pausedCampaigns);
      const paused = new Set(rows.map(({ campaign_id }) => campaign_id));
      return { going: await decide(tx, deps, { batchId, members, paused, now }), goesOn: false };
    }
    const { ids, isMore } = await claim(tx, deps.config, { ...claiming, now });
    if (ids.length === 0) return { going: [], goesOn: true };
    const goesOn = isMore && claiming.most > 1;
    // At once, beside this transaction: the next one takes up others while these are decided on. One too many finds nothing.
    // Not waited for under the locks: a connection for it may be long in coming.
    if (goesOn) starting = startBatch(deps.db, claiming.by);
    // Heard where it is waited for.
    starting.catch(() => {});
    const members = await lockMembers(
      tx,
      sql`${inArray(messages.id, idList(ids))} and state = 'queued' and batch_id is null`,
    );
    // Nothing of a campaign that is paused was claimed.
    return { going: await decide(tx, deps, { batchId, members, paused: new Set(), now }), goesOn };
  });
  try {
    return await taking;
  } finally {
    await starting;
  }
}

function ofBatch(batchId: string): SQL {
  return sql`${messages.batchId} = ${batchId} and state = 'queued' and batch_id is not null`;
}

/** `paused`: the campaigns whose mails wait. */
type Batch = { batchId: string; members: Member[]; paused: Set<string>; now: Date };

async function decide(tx: Tx, deps: Deps, { batchId, members, paused, now }: Batch): Promise<Going[]> {
  const { secret, sending: rules } = deps.config;
  const decisions = await decideMany(tx, members, { now, secret, rules });
  const tooLate = ({ handedAt }: Member) =>
    deps.mailer.sendTogether !== undefined && handedAt !== null && now.getTime() - handedAt.getTime() > keysLast;
  const changes = members.map((member) => {
    const waits = paused.has(member.campaignId) && !member.urgent && member.handedAt === null;
    return waits ? staying(member) : change(member, decisions.get(member.id), tooLate(member));
  });
  await setAll(tx, batchId, changes, now);
  await wakeSender(
    tx,
    changes.flatMap(({ due_at }) => (due_at === null ? [] : [new Date(due_at)])),
    now,
  );
  const going = new Set(changes.filter(({ goes }) => goes).map(({ id }) => id));
  return members.flatMap(({ contact, email: _, ...message }) => (going.has(message.id) ? [{ message, contact }] : []));
}

type Change = { id: string; state: Message['state']; reason: string; due_at: string | null; goes: boolean };

/** Its campaign is paused: it is due again once that goes on. */
function staying({ id }: Member): Change {
  return { id, state: 'queued', reason: '', due_at: null, goes: false };
}

function change({ id, handedAt }: Member, decision: Decision | undefined, isTooLate: boolean): Change {
  const stays = { id, due_at: null, goes: false };
  if (decision?.kind === 'skip' || decision === undefined) {
    const reason = decision?.reason ?? 'undecided';
    // It was handed over before, and nobody knows whether it went.
    return { ...stays, state: 'suppressed', reason: handedAt === null ? reason : `may-have-gone: ${reason}` };
  }
  if (isTooLate) return { ...stays, state: 'failed', reason: 'may-have-gone: no-answer' };
  // What may have gone already goes again at once or never: only the answer to it tells.
  if (decision.kind === 'send' || handedAt !== null) return { ...stays, state: 'queued', reason: '', goes: true };
  return { ...stays, state: 'queued', reason: decision.reason, due_at: decision.until.toISOString() };
}

/**
 * The contacts are locked first and by address, as everyone locks them; what was claimed is locked already, or had to be
 * waited for and may have been taken up by another batch.
 */
async function lockMembers(tx: Tx, which: SQL): Promise<Member[]> {
  const { id, email, firstName, confirmedAt } = contacts;
  const people = await tx
    .select({ id, email, firstName, confirmedAt })
    .from(contacts)
    .where(inArray(contacts.id, tx.select({ id: messages.contactId }).from(messages).where(which)))
    .orderBy(asc(contacts.email))
    .for('no key update');
  const rows = await tx.select().from(messages).where(which).orderBy(asc(messages.id)).for('no key update');
  const byId = new Map(people.map((contact) => [contact.id, contact]));
  return rows.map((row) => {
    const contact = byId.get(row.contactId);
    if (contact === undefined) throw new Error('a contact became another one meanwhile');
    return { ...row, email: contact.email, contact };
  });
}

/** What does not go now is in no batch. */
async function setAll(tx: Tx, batchId: string, changes: Change[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  await tx.execute(sql`
    update messages set state = change.state, reason = change.reason, due_at = coalesce(change.due_at, messages.due_at),
      batch_id = case when change.goes then ${batchId}::uuid end,
      handed_at = case when change.goes then coalesce(handed_at, ${now.toISOString()}::timestamptz) else handed_at end
    from json_to_recordset(${JSON.stringify(changes)}::json)
      as change(id uuid, state text, reason text, due_at timestamptz, goes boolean)
    where messages.id = change.id`);
}

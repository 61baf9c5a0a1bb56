import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { decideMany } from './decide-many.ts';
import type { Decision } from './decision.ts';
import type { Message } from './queries.ts';
import { messages } from './table.ts';
import { wakeSender } from './wake-sender.ts';

type Member = Message & { email: string };

/** Decides on a batch under a lock on its contacts and its messages; returns those that are to be handed over now. */
export async function takeBatch(deps: Deps, batchId: string): Promise<Message[]> {
  return await deps.db.transaction(async (tx) => {
    const now = deps.clock.now();
    const members = await lockMembers(tx, batchId);
    const decisions = await decideMany(tx, members, { now, secret: deps.config.secret, rules: deps.config.sending });
    const going = members.filter((member) => goesNow(member, decisions.get(member.id)));
    const ids = new Set(going.map(({ id }) => id));
    await leaveOut(
      tx,
      members.filter(({ id }) => !ids.has(id)),
      { decisions, now },
    );
    if (going.length > 0)
      await setAll(
        tx,
        going.map(({ id }) => ({ id, state: 'sending', reason: '', due_at: null })),
      );
    return going;
  });
}

/** What may have gone already goes again at once or never: only the answer to it tells. */
function goesNow({ state }: Member, decision: Decision | undefined): boolean {
  return decision?.kind === 'send' || (decision?.kind === 'defer' && state === 'sending');
}

/** The contacts are locked first and by address, as everyone locks them. */
async function lockMembers(tx: Tx, batchId: string): Promise<Member[]> {
  const ofBatch = and(eq(messages.batchId, batchId), sql`state in ('planned', 'sending') and batch_id is not null`);
  const people = await tx
    .select({ id: contacts.id, email: contacts.email })
    .from(contacts)
    .where(inArray(contacts.id, tx.select({ id: messages.contactId }).from(messages).where(ofBatch)))
    .orderBy(asc(contacts.email))
    .for('no key update');
  const emails = new Map(people.map(({ id, email }) => [id, email]));
  const rows = await tx.select().from(messages).where(ofBatch).orderBy(asc(messages.id)).for('no key update');
  return rows.map((row) => {
    const email = emails.get(row.contactId);
    if (email === undefined) throw new Error('a contact became another one meanwhile');
    return { ...row, email };
  });
}

type Deciding = { decisions: Map<string, Decision>; now: Date };

async function leaveOut(tx: Tx, left: Member[], { decisions, now }: Deciding): Promise<void> {
  if (left.length === 0) return;
  const until: Date[] = [];
  const changes = left.map(({ id, state }) => {
    const decision = decisions.get(id);
    if (decision?.kind === 'defer') {
      until.push(decision.until);
      return { id, state: 'planned', reason: decision.reason, due_at: decision.until.toISOString() };
    }
    const reason = decision?.kind === 'skip' ? decision.reason : 'undecided';
    // It was being handed over when the process died, and may have gone or not.
    const told = state === 'sending' ? `may-have-gone: ${reason}` : reason;
    return { id, state: 'skipped', reason: told, due_at: null };
  });
  await setAll(tx, changes);
  await wakeSender(tx, until, now);
}

type Change = { id: string; state: string; reason: string; due_at: string | null };

/** What does not go now leaves the batch. */
async function setAll(tx: Tx, changes: Change[]): Promise<void> {
  await tx.execute(sql`
    update messages set state = change.state, reason = change.reason, due_at = coalesce(change.due_at, messages.due_at),
      batch_id = case when change.state = 'sending' then batch_id end
    from json_to_recordset(${JSON.stringify(changes)}::json)
      as change(id uuid, state text, reason text, due_at timestamptz)
    where messages.id = change.id`);
}

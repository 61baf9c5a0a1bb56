import { sql } from 'drizzle-orm';
import { idList } from '../db/id-list.ts';
import type { Outgoing, RemoteContact, Scalar } from './connector.ts';
import type { RunStep } from './go-on-run.ts';
import { openConnector } from './open-connector.ts';
import { composeOutgoing } from './outgoing.ts';
import { readContacts } from './read-contacts.ts';
import { crmFindings } from './table.ts';

type Known = { id: string; remoteId: string | null; state: string };

/**
 * Compares contacts with what the CRM holds of them, and writes down where the two differ. It changes nothing over there,
 * with one exception: who has said no here and is written to over there is pushed again at once.
 */
export const reconcileSome: RunStep = async (deps, { connector, run, contactIds, session }) => {
  const { db, clock } = deps;
  const rows = await db.execute<Known>(sql`
    select contact_id as id, remote_id as "remoteId", state from crm_sync_states
    where connector_id = ${connector.id}::uuid and contact_id in ${idList(contactIds)}`);
  const known = new Map([...rows].map((row) => [row.id, row]));
  const contacts = await readContacts(db, connector, contactIds, clock.now());
  const opened = await openConnector(deps, connector, session);
  if (!opened.read) return { 'cannot-be-read': contactIds.length };
  const asked = [...contacts.values()].map(({ contactId, email }) => {
    return { contactId, email, remoteId: known.get(contactId)?.remoteId ?? undefined };
  });
  const there = await opened.read(asked);
  const byId = new Map(there.flatMap((one) => (one.contactId ? [[one.contactId, one] as const] : [])));
  const byRemote = new Map(there.map((one) => [one.remoteId, one]));
  const byEmail = new Map(there.map((one) => [one.email.toLowerCase(), one]));
  const found: Record<string, number> = {};
  const findings: (typeof crmFindings.$inferInsert)[] = [];
  const leavers: string[] = [];
  for (const contact of contacts.values()) {
    const { contactId, email } = contact;
    const state = known.get(contactId);
    const other =
      byId.get(contactId) ?? (state?.remoteId ? byRemote.get(state.remoteId) : undefined) ?? byEmail.get(email);
    const outgoing = composeOutgoing(
      connector,
      contact,
      { remoteId: state?.remoteId ?? null, sentActs: [] },
      undefined,
    );
    const { what, detail } = compare(outgoing, other);
    // It is on its way: no drift yet.
    const name = what !== 'equal' && state?.state === 'waiting' ? 'waiting' : what;
    found[name] = (found[name] ?? 0) + 1;
    if (name !== 'equal' && name !== 'waiting') findings.push({ runId: run.id, contactId, what: name, detail });
    if (what === 'consent' && outgoing.subscription === 'unsubscribed') leavers.push(contactId);
  }
  await db.transaction(async (tx) => {
    if (findings.length > 0) await tx.insert(crmFindings).values(findings).onConflictDoNothing();
    if (leavers.length === 0) return;
    await tx.execute(sql`
      update crm_sync_states set sent_hash = null
      where connector_id = ${connector.id}::uuid and contact_id in ${idList(leavers)}`);
    await tx.execute(sql`
      insert into crm_changes (contact_id, withdrawal)
      select value::uuid, true from jsonb_array_elements_text(${JSON.stringify(leavers)}::jsonb)`);
    await tx.execute(sql`select graphile_worker.add_job('crm.fold', '{}')`);
  });
  return found;
};

/** The worst that differs: somebody missing, a "no" that is not known on both sides, then fields and tags. */
function compare(here: Outgoing, there: RemoteContact | undefined) {
  if (!there) return { what: 'missing', detail: {} };
  const left = there.subscription === 'unsubscribed' || there.subscription === 'bounced';
  const here_ = here.subscription;
  if ((here_ === 'unsubscribed' && there.subscription === 'subscribed') || (here_ === 'subscribed' && left)) {
    return { what: 'consent', detail: { here: here_, there: there.subscription } };
  }
  const fields = Object.entries(here.values).flatMap(([key, value]) => {
    if (!(key in there.values) || (here.authority[key] ?? 'terrain') !== 'terrain') return [];
    const other = there.values[key];
    return sameValue(value, other) ? [] : [[key, { here: value, there: other ?? null }]];
  });
  const known = new Set(there.tags.map((tag) => tag.toLowerCase()));
  const tags = here.tags.filter((tag) => !known.has(tag.toLowerCase()));
  if (fields.length === 0 && tags.length === 0) return { what: 'equal', detail: {} };
  return { what: 'differs', detail: { ...Object.fromEntries(fields), ...(tags.length > 0 ? { tags } : {}) } };
}

/** CRMs write numbers and truths as texts, and nothing as an empty one. */
function sameValue(here: Scalar, there: Scalar | undefined): boolean {
  return String(here ?? '').trim() === String(there ?? '').trim();
}

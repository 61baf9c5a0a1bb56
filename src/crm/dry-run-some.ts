import { sql } from 'drizzle-orm';
import { idList } from '../db/id-list.ts';
import type { Description, Outgoing } from './connector.ts';
import type { RunStep } from './go-on-run.ts';
import { openConnector } from './open-connector.ts';
import { composeOutgoing, hashOf } from './outgoing.ts';
import { readContacts } from './read-contacts.ts';
import { crmFindings } from './table.ts';

type Known = { id: string; remoteId: string | null; sentHash: string | null; sentActs: string[] };

/**
 * Says what a backfill would do with contacts, without writing anything over there: who would be created, changed, left as
 * they are or refused. Who is there under the same address is looked up where the vendor can be asked.
 */
export const dryRunSome: RunStep = async (deps, { connector, run, contactIds, session }) => {
  const { db, clock } = deps;
  const rows = await db.execute<Known>(sql`
    select contact_id as id, remote_id as "remoteId", sent_hash as "sentHash", to_json(sent_acts) as "sentActs"
    from crm_sync_states where connector_id = ${connector.id}::uuid and contact_id in ${idList(contactIds)}`);
  const known = new Map([...rows].map((row) => [row.id, row]));
  const contacts = await readContacts(db, connector, contactIds, clock.now());
  const opened = await openConnector(deps, connector, session);
  const unsent = [...contacts.values()].filter(({ contactId }) => !known.get(contactId)?.remoteId);
  const there = new Set(
    unsent.length > 0 && opened.read
      ? (await opened.read(unsent.map(({ contactId, email }) => ({ contactId, email, remoteId: undefined })))).flatMap(
          ({ contactId, email }) => [email.toLowerCase(), ...(contactId ? [contactId] : [])],
        )
      : [],
  );
  const found: Record<string, number> = {};
  const findings: (typeof crmFindings.$inferInsert)[] = [];
  for (const contact of contacts.values()) {
    const { contactId } = contact;
    const state = known.get(contactId);
    const outgoing = composeOutgoing(
      connector,
      contact,
      { remoteId: state?.remoteId ?? null, sentActs: state?.sentActs ?? [] },
      undefined,
    );
    const faults = faultsOf(outgoing, connector.description);
    const isThere = Boolean(state?.remoteId) || there.has(contactId) || there.has(contact.email);
    const same = state?.sentHash != null && state.sentHash === hashOf(outgoing) && outgoing.acts.length === 0;
    const name = faults.length > 0 ? 'refused' : !isThere ? 'created' : same ? 'unchanged' : 'changed';
    found[name] = (found[name] ?? 0) + 1;
    if (name === 'refused') findings.push({ runId: run.id, contactId, what: 'refused', detail: { fields: faults } });
  }
  if (findings.length > 0) await db.insert(crmFindings).values(findings).onConflictDoNothing();
  return found;
};

/** Fields that the CRM would not take: it has none of that name, computes it itself, or knows other choices alone. */
function faultsOf({ values }: Outgoing, description: Description | null): string[] {
  if (!description || description.fields.length === 0) return [];
  const fields = new Map(description.fields.map((field) => [field.key, field]));
  return Object.entries(values).flatMap(([key, value]) => {
    const field = fields.get(key);
    if (!field) return [];
    const isOther =
      value !== null &&
      value !== '' &&
      field.type === 'choice' &&
      field.choices !== undefined &&
      field.choices.length > 0 &&
      !field.choices.includes(String(value));
    return field.readOnly || isOther ? [key] : [];
  });
}

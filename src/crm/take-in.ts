import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { suppress } from '../consents/suppress.ts';
import { consents } from '../consents/table.ts';
import type { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { messages } from '../locales/index.ts';
import { addUnknown } from './add-unknown.ts';
import type { RemoteContact, Scalar } from './connector.ts';
import { findHeard, type Said } from './find-heard.ts';
import { crmHeard } from './inbound-table.ts';
import { isNews } from './is-news.ts';
import { noteHeard } from './note-heard.ts';
import type { CrmConnector } from './queries.ts';
import { crmPushes, crmSyncStates } from './table.ts';
import { takeInFields } from './take-in-fields.ts';
import { vendorOf } from './vendors.ts';

type Contact = typeof contacts.$inferSelect;

/** What a CRM says of a person: read from its records, or told by an event of its own (`explicit`). */
export type HeardOf = Said & {
  values: Record<string, Scalar>;
  subscription: RemoteContact['subscription'];
  changedAt: Date | undefined;
  explicit: boolean;
};

type Ledger = { granted: Date | null; withdrawn: Date | null };

/**
 * Takes in what a CRM says of people, in the caller's transaction. Who left over there, or whose mail comes back, has left
 * here too: the ledger says so, from when it is heard, and a bounced address gets no more mail. Nothing that comes from
 * there ever grants anything. Fields follow the mapping's authority. Saying it twice changes nothing more.
 */
export async function takeIn(tx: Tx, deps: Deps, connector: CrmConnector, heard: HeardOf[]): Promise<void> {
  const at = deps.clock.now();
  const whose = await findHeard(tx, connector.id, heard);
  for (const [index, one] of heard.entries()) {
    const people = whose[index] ?? [];
    if (people.length === 0) await addUnknown(tx, deps, connector, one);
    for (const contact of people) await hearOf(tx, connector, contact, one, at);
    const [surest] = people;
    if (surest) await takeInFields(tx, connector, surest, one, at);
  }
}

async function hearOf(tx: Tx, connector: CrmConnector, contact: Contact, one: HeardOf, at: Date): Promise<void> {
  const { subscription, explicit } = one;
  // An event about something else says nothing of it.
  if (subscription === 'unknown' && explicit) return;
  const known = await lastHeard(tx, connector, contact, one.remoteId);
  const left = subscription === 'unsubscribed' || subscription === 'bounced';
  // Mail to some other address comes back: that is no word on this one.
  if (subscription === 'bounced' && !(await isTheirs(tx, contact, one.email))) return;
  // What is read again was heard when it was heard first: a later departure, told of on its own, must not pass for it.
  let since = at;
  let stands: typeof crmHeard.$inferInsert.subscription = subscription;
  if (left) {
    const [state] = await tx
      .select({ pushedAt: crmSyncStates.pushedAt, remoteId: crmSyncStates.remoteId })
      .from(crmSyncStates)
      .where(and(eq(crmSyncStates.connectorId, connector.id), eq(crmSyncStates.contactId, contact.id)));
    // Of two who became one here, a push to the record of one changed nothing of the other's.
    const pushedAt = state && (one.remoteId ?? state.remoteId) === state.remoteId ? state.pushedAt : null;
    const departure = { changedAt: one.changedAt, explicit, heard: known, pushedAt };
    if (isNews(departure)) await letGo(tx, connector, contact, one, at);
    else {
      since = known?.at ?? at;
      if (known?.subscription === 'quieted') stands = 'quieted';
    }
  }
  await noteHeard(tx, {
    connectorId: connector.id,
    contactId: contact.id,
    remoteId: one.remoteId ?? '',
    subscription: stands,
    at: since,
  });
}

/**
 * What was last heard of a record, or of the contact's address; where it is not said which record, of any of theirs. That
 * a record was quieted by us is known whoever it stood for then.
 */
async function lastHeard(tx: Tx, connector: CrmConnector, contact: Contact, remoteId: string | undefined) {
  const [last] = await tx
    .select()
    .from(crmHeard)
    .where(
      and(
        eq(crmHeard.connectorId, connector.id),
        remoteId === undefined
          ? eq(crmHeard.contactId, contact.id)
          : or(
              and(eq(crmHeard.contactId, contact.id), inArray(crmHeard.remoteId, [remoteId, ''])),
              and(eq(crmHeard.remoteId, remoteId), eq(crmHeard.subscription, 'quieted')),
            ),
      ),
    )
    .orderBy(desc(crmHeard.at))
    .limit(1);
  return last;
}

/** Enters it in the ledger, unless it says so already, and blocks an address that takes no mail. */
async function letGo(tx: Tx, connector: CrmConnector, contact: Contact, one: HeardOf, at: Date): Promise<void> {
  const bounced = one.subscription === 'bounced';
  const source = `crm:${connector.vendor}`;
  if (bounced) {
    await suppress(tx, { email: one.email ?? contact.email, reason: `bounced (${source})`, at });
  }
  const { granted, withdrawn } = await ledgerOf(tx, contact.id);
  if (withdrawn !== null && (granted === null || withdrawn >= granted)) return;
  const words = messages(contact.locale).webhooks.takenIn;
  const product = vendorOf(connector.vendor).label;
  await tx.insert(consents).values({
    id: uuidv7(),
    contactId: contact.id,
    campaignId: null,
    purpose: 'follow-up',
    channel: 'email',
    action: 'withdrawn',
    wording: bounced ? words.bounced(product) : words.unsubscribed(product),
    needsConfirmation: false,
    locale: contact.locale,
    source,
    // Never before what it takes back, whatever clock that was written by.
    at: granted !== null && granted > at ? granted : at,
  });
  const data = { source, channel: 'email', connectorId: connector.id };
  await track(tx, [{ kind: 'consent.withdrawn', contactId: contact.id, campaignId: null, data, at }]);
  await tx.insert(crmPushes).values({
    id: uuidv7(),
    connectorId: connector.id,
    contactId: contact.id,
    batchId: uuidv7(),
    result: 'pulled',
    sent: { subscription: one.subscription },
    at,
  });
}

async function ledgerOf(tx: Tx, contactId: string): Promise<Ledger> {
  const latest = (action: 'granted' | 'withdrawn') =>
    sql<Date | null>`max(${consents.at}) filter (where action = ${action})`.mapWith(consents.at);
  const [found] = await tx
    .select({ granted: latest('granted'), withdrawn: latest('withdrawn') })
    .from(consents)
    .where(and(eq(consents.contactId, contactId), eq(consents.purpose, 'follow-up'), eq(consents.channel, 'email')));
  return { granted: found?.granted ?? null, withdrawn: found?.withdrawn ?? null };
}

async function isTheirs(tx: Tx, contact: Contact, email: string | undefined): Promise<boolean> {
  if (email === undefined || email === contact.email) return true;
  const found = await tx.execute(sql`
    select from contact_addresses where email = ${email} and contact_id = ${contact.id}::uuid`);
  return found.length > 0;
}

import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import { crmConnectors } from './table.ts';

/**
 * What a CRM told of its own accord: each of its events once. Once it is dealt with its content goes, and the row stays
 * for as long as it may be told again.
 */
export const crmInboundEvents = pgTable(
  'crm_inbound_events',
  {
    /** A UUID made of the connector and the sender's own id of the event (RFC 9562 section 5.8). */
    id: uuid().primaryKey(),
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    /** As it was read; null once it is dealt with. */
    content: jsonb().$type<unknown>(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('crm_inbound_events_waiting_index').on(table.id).where(sql`content is not null`),
    index('crm_inbound_events_at_index').using('brin', table.at),
  ],
);

/**
 * What was last heard of a contact's subscription over there, record by record, for of two that were merged here both may
 * have one: only what is news goes into the ledger.
 */
export const crmHeard = pgTable(
  'crm_heard',
  {
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** The CRM's own id of the record; empty where it was told of an address alone. */
    remoteId: text().notNull().default(''),
    /** `quieted`: unsubscribed by us, for the record stood for nobody any more: that is nobody's no. */
    subscription: text({ enum: ['subscribed', 'unsubscribed', 'bounced', 'unknown', 'quieted'] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.connectorId, table.contactId, table.remoteId] }),
    index('crm_heard_contact_index').on(table.contactId),
  ],
);

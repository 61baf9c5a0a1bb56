import { boolean, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';

/** The ledger of consents (CASL s. 10, Loi 25 s. 14): append-only; the last entry of a purpose and channel counts. */
export const consents = pgTable(
  'consents',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid().references(() => campaigns.id),
    /** `sharing`: handing contact details to a partner; `agreement`: a box of the campaign's own. */
    purpose: text({ enum: ['follow-up', 'sharing', 'agreement'] }).notNull(),
    channel: text({ enum: ['email', 'sms', 'phone', 'partner', 'form'] }).notNull(),
    /** The partner's name; of an agreement, its field's. Empty for follow-up. */
    subject: text().notNull().default(''),
    action: text({ enum: ['granted', 'withdrawn'] }).notNull(),
    /** The sentence beside the box, exactly as it was shown; for a withdrawal, the button's. */
    wording: text().notNull(),
    /** Which edition of the sentence: `quebec/2026-11`, or `own/2` of a campaign's own. */
    wordingVersion: text().notNull().default(''),
    /**
     * Of a form's grant: it counts only once the owner of the address has said yes to it. A form's grants of before
     * this column all waited.
     */
    needsConfirmation: boolean().notNull().default(true),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    /** Where the act took place: `form`, `confirm-page`, `unsubscribe-page`, `one-click`, `reply`, `reply-read`. */
    source: text().notNull(),
    /** Keyed hash of the client's address: proof without keeping the address. */
    clientHash: text().notNull().default(''),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('consents_contact_index').on(table.contactId, table.id.desc())],
);

/** Addresses that no mail goes to, whatever their consent says: the transport refused them for good. */
export const suppressions = pgTable('suppressions', {
  /** Lower-cased. */
  email: text().primaryKey(),
  reason: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});

/**
 * Erased people who had said no, or whose address refused mail: no import and no broadcast may write to them again,
 * unless they come back by themselves. The address cannot be read from it.
 */
export const erasedAddresses = pgTable('erased_addresses', {
  /** Keyed hash of the lower-cased address (`erased.ts`). */
  hash: text().primaryKey(),
  reason: text({ enum: ['withdrawn', 'suppressed'] }).notNull(),
  at: timestamp({ withTimezone: true }).notNull(),
});

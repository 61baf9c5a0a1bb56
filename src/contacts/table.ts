import { sql } from 'drizzle-orm';
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';
import { teams } from '../teams/table.ts';

/** One person, known by e-mail address. */
export const contacts = pgTable(
  'contacts',
  {
    id: uuid().primaryKey(),
    /** Lower-cased: never two contacts for one address, whatever its case. */
    email: text().notNull().unique(),
    firstName: text().notNull().default(''),
    lastName: text().notNull().default(''),
    /** E.164, or empty. */
    phone: text().notNull().default(''),
    postalCode: text().notNull().default(''),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    availability: text().array().notNull().default([]),
    skills: text().array().notNull().default([]),
    /** The names without case and accents, for search by prefix. */
    firstFolded: text().notNull().default(''),
    lastFolded: text().notNull().default(''),
    /** When the address was last confirmed by its owner. A withdrawal later than this asks for a new confirmation. */
    confirmedAt: timestamp({ withTimezone: true }),
    /** Who answers this person; null until someone does. */
    ownerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    teamId: uuid().references(() => teams.id, { onDelete: 'set null' }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /**
     * Since when nobody is behind this row: a person was erased, and it keeps the totals true. Its address is no
     * address, everything personal in it is empty. Lists, exports and whatever writes to people leave it out.
     */
    erasedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index('contacts_first_folded_index').on(table.firstFolded.op('text_pattern_ops')),
    index('contacts_last_folded_index').on(table.lastFolded.op('text_pattern_ops')),
    index('contacts_postal_code_index').on(table.postalCode.op('text_pattern_ops')),
    index('contacts_email_prefix_index').on(table.email.op('text_pattern_ops')),
    index('contacts_owner_index').on(table.ownerId, table.id.desc()).where(sql`owner_id is not null`),
    index('contacts_team_index').on(table.teamId, table.id.desc()).where(sql`team_id is not null`),
    index('contacts_phone_index').on(table.phone).where(sql`phone <> ''`),
  ],
);

/**
 * Further addresses of a contact, left by a merge: whoever signs up with one is this contact, and links that name the
 * contact of before lead here.
 */
export const contactAddresses = pgTable(
  'contact_addresses',
  {
    /** Lower-cased; never the `email` of a contact at the same time. */
    email: text().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** The id of the contact that was merged away; signed links in old mails name it. */
    formerId: uuid().notNull().unique('contact_addresses_former'),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('contact_addresses_contact_index').on(table.contactId)],
);

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';

/** One time that an organizer turned to a contact, person to person. */
export const contactAttempts = pgTable(
  'contact_attempts',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    outcome: text({ enum: ['called', 'wrote', 'met', 'no-answer'] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('contact_attempts_contact_index').on(table.contactId, table.id.desc())],
);

/** The 72-hour clock of a contact who signed up: open until an organizer has answered. One a contact, set anew later. */
export const contactClocks = pgTable(
  'contact_clocks',
  {
    contactId: uuid()
      .primaryKey()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** The sign-up's, which started it. */
    campaignId: uuid().references(() => campaigns.id, { onDelete: 'set null' }),
    /** The same as the contact's own; a trigger keeps it so while the clock is open, whoever changes that one. */
    ownerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    /** Overdue from here on. */
    dueAt: timestamp({ withTimezone: true }).notNull(),
    /** When it goes up to the next person; null once the last one has it. */
    passAt: timestamp({ withTimezone: true }),
    /** Who it has come to: those whose turn it was, the team's leader, another organizer, an owner. */
    stage: text({ enum: ['first', 'leader', 'organizer', 'owner'] })
      .notNull()
      .default('first'),
    passes: integer().notNull().default(0),
    /** Times that nobody answered. */
    tries: integer().notNull().default(0),
    /** Null while the contact waits. */
    endedAt: timestamp({ withTimezone: true }),
    endedBy: text().references(() => organizers.id, { onDelete: 'set null' }),
    ending: text({ enum: ['answered', 'closed'] }),
  },
  (table) => [
    // The count in every page's navigation, and one's own list.
    index('contact_clocks_owner_index').on(table.ownerId, table.dueAt, table.contactId).where(sql`ended_at is null`),
    // Everybody's list, and what is overdue.
    index('contact_clocks_due_index').on(table.dueAt, table.contactId).where(sql`ended_at is null`),
    // What goes up to the next person, looked for each time one does.
    index('contact_clocks_pass_index').on(table.passAt).where(sql`ended_at is null and pass_at is not null`),
    // The last 30 days' figures.
    index('contact_clocks_started_index').on(table.startedAt),
  ],
);

/** How an organizer takes part in answering. No row: takes new people and the daily mail. */
export const answerers = pgTable('answerers', {
  organizerId: text()
    .primaryKey()
    .references(() => organizers.id, { onDelete: 'cascade' }),
  /** Gets new people in turn. */
  takesNew: boolean().notNull().default(true),
  dailyMail: boolean().notNull().default(true),
  /** Of the daily mail; null: the site's. */
  locale: text({ enum: ['fr', 'en'] }),
  /** Number of the last turn had; the lowest is next. */
  turn: bigint({ mode: 'number' }).notNull().default(0),
});

/** The daily mail to an organizer about who waits: one a day. */
export const waitingMails = pgTable(
  'waiting_mails',
  {
    organizerId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    /** The place's calendar day. */
    day: date().notNull(),
    /** Whom it names, written down before it is first handed over, so that a second try is the same mail. */
    contactIds: jsonb().$type<string[]>(),
    sentAt: timestamp({ withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.organizerId, table.day] })],
);

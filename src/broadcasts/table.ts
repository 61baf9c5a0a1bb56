import { boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';
import type { BroadcastContent } from './form.ts';

/** How many were not written down as recipients when a broadcast began, and why. */
export type LeftOut = { suppressed: number; noConsent: number; noText: number };

/** One mail to everyone whom a segment means, in the name of one campaign: the row is the truth, its job is shallow. */
export const broadcasts = pgTable(
  'broadcasts',
  {
    /** Made with the form: the same form sent twice is the same draft. */
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    content: jsonb().$type<BroadcastContent>().notNull(),
    /** Goes up by one with each change of the draft: who saves over another one's is told. */
    version: integer().notNull().default(1),
    /** `scheduled`: waits for `startsAt`; `running`: the recipients are written down, and the mails go out. */
    state: text({ enum: ['draft', 'scheduled', 'running', 'paused', 'stopped', 'done'] }).notNull(),
    createdBy: text().references(() => organizers.id, { onDelete: 'set null' }),
    /** Who saved it last. */
    savedBy: text().references(() => organizers.id, { onDelete: 'set null' }),
    sentBy: text().references(() => organizers.id, { onDelete: 'set null' }),
    startsAt: timestamp({ withTimezone: true }),
    /** The hour of each person's own clock at which it goes; null: whatever the hour there. */
    localHour: integer(),
    /** Whom the segment meant when it began. */
    definition: jsonb(),
    /** How many the segment meant when it began, and how many of them are no recipients. */
    people: integer(),
    leftOut: jsonb().$type<LeftOut>(),
    /** Which group's mails are being written, and the last recipient whose was: ids rise, and what is interrupted goes on behind it. */
    phase: text({ enum: ['first', 'rest'] }),
    reached: uuid(),
    /** When the rest is decided on, and what was decided: one subject, or both evenly, there being no difference to tell. */
    decidesAt: timestamp({ withTimezone: true }),
    choice: text({ enum: ['a', 'b', 'even'] }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
    begunAt: timestamp({ withTimezone: true }),
    finishedAt: timestamp({ withTimezone: true }),
  },
  (table) => [index('broadcasts_campaign_index').on(table.campaignId)],
);

/** Whom a broadcast is sent to, written down when it begins. The mail's message has this row's id as its subject. */
export const broadcastRecipients = pgTable(
  'broadcast_recipients',
  {
    id: uuid().primaryKey(),
    broadcastId: uuid()
      .notNull()
      .references(() => broadcasts.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** Of the text that they get. */
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    /** Which subject was drawn for them. */
    variant: text({ enum: ['a', 'b'] }).notNull(),
    /** `rest`: they wait until the subjects were tried on the first. */
    cohort: text({ enum: ['first', 'rest'] }).notNull(),
    /** What had come of it when they were erased: what it is read from goes then. */
    acted: boolean().notNull().default(false),
    hasLeft: boolean().notNull().default(false),
  },
  (table) => [
    unique('broadcast_recipients_once').on(table.broadcastId, table.contactId),
    index('broadcast_recipients_order_index').on(table.broadcastId, table.cohort, table.id),
    // Whoever merges or erases a contact looks for it here.
    index('broadcast_recipients_contact_index').on(table.contactId),
  ],
);

import { sql } from 'drizzle-orm';
import { bigint, boolean, customType, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** What a contact and the organizers of a campaign write to each other. */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** Since when the contact waits for an answer; null where the last word is an organizer's, or needs none. */
    waitingSince: timestamp({ withTimezone: true }),
    /** When anything was last written in it. */
    lastAt: timestamp({ withTimezone: true }).notNull(),
    /** When whose contact it is was last told of a reply. */
    toldAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index('conversations_contact_index').on(table.contactId, table.lastAt.desc()),
    index('conversations_waiting_index').on(table.waitingSince, table.id).where(sql`waiting_since is not null`),
    index('conversations_last_index').on(table.lastAt.desc(), table.id.desc()),
  ],
);

/** One mail that came in for a conversation. */
export const replies = pgTable(
  'replies',
  {
    id: uuid().primaryKey(),
    /** Hash of what makes the mail this one, so that however often it is delivered it is here once. */
    fingerprint: text().notNull().unique(),
    conversationId: uuid()
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** The message that it answers; null where it answers an organizer. */
    messageId: uuid(),
    /** `automatic`: an absence, a list, a receipt (RFC 3834); `calendar`: an invitation answered; `bounce`: RFC 3464. */
    kind: text({ enum: ['reply', 'automatic', 'calendar', 'bounce'] }).notNull(),
    fromAddress: text().notNull(),
    /** Whether that is an address of the contact's. A mail from another one is shown and does nothing. */
    ownAddress: boolean().notNull(),
    subject: text().notNull(),
    /** The whole text, quotes included; HTML only mails as text. */
    body: text().notNull(),
    /** Whether the text went on. */
    cut: boolean().notNull(),
    /** `left`: its words took the contact off the mails; `maybe`: they may mean that; `settled`: an organizer saw to it. */
    wish: text({ enum: ['none', 'left', 'maybe', 'settled'] }).notNull(),
    /** Its Message-ID, and the ones before it, so that an answer stands in the same thread (RFC 5322 s. 3.6.4). */
    mailId: text().notNull(),
    references: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('replies_conversation_index').on(table.conversationId, table.at),
    index('replies_contact_index').on(table.contactId, table.id.desc()),
  ],
);

/** A file that came with a reply: kept as bytes, handed out as a download and nothing else. */
export const replyFiles = pgTable(
  'reply_files',
  {
    id: uuid().primaryKey(),
    replyId: uuid()
      .notNull()
      .references(() => replies.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    filename: text().notNull(),
    contentType: text().notNull(),
    size: integer().notNull(),
    /** Null where it is larger than what is kept. */
    content: bytea(),
  },
  (table) => [
    index('reply_files_reply_index').on(table.replyId),
    index('reply_files_contact_index').on(table.contactId),
  ],
);

/** What an organizer writes back. The row is the truth, the job that sends it is shallow. */
export const answers = pgTable(
  'answers',
  {
    /** Made with the form, so that twice is once; also the key that the transport de-duplicates by. */
    id: uuid().primaryKey(),
    conversationId: uuid()
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    body: text().notNull(),
    state: text({ enum: ['queued', 'sent', 'failed'] }).notNull(),
    /** Why it was not sent; for organizers. */
    reason: text().notNull().default(''),
    at: timestamp({ withTimezone: true }).notNull(),
    sentAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index('answers_conversation_index').on(table.conversationId, table.at),
    index('answers_contact_index').on(table.contactId, table.id.desc()),
  ],
);

/** How far a mailbox was read (RFC 9051 s. 2.3.1.1): ids below `lastUid` are known as long as `uidValidity` stays. */
export const replyMailboxes = pgTable('reply_mailboxes', {
  /** user@host/folder */
  mailbox: text().primaryKey(),
  uidValidity: text().notNull(),
  lastUid: bigint({ mode: 'number' }).notNull(),
});

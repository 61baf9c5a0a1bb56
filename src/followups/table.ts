import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { endings, goals, type Sequence, type Step } from './form.ts';

/** A follow-up plan of a campaign: from a starting point to a goal, step by step. */
export const sequences = pgTable(
  'sequences',
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    name: text().notNull().default(''),
    /** Its place among the campaign's. */
    position: integer().notNull().default(0),
    start: jsonb().$type<Sequence['start']>().notNull(),
    goal: text({ enum: goals }).notNull(),
    priority: smallint().notNull(),
    /** `removed`: taken out of the campaign; kept for those who were in it, and for its coming back. */
    state: text({ enum: ['draft', 'live', 'paused', 'removed'] }).notNull(),
    steps: jsonb().$type<Step[]>().notNull(),
  },
  (table) => [unique('sequences_campaign_key').on(table.campaignId, table.key)],
);

/**
 * Where one person stands in one sequence. Its mails are the messages whose subject is its id, planned one at a time:
 * what is to come is read from the sequence as it is by then.
 */
export const enrolments = pgTable(
  'enrolments',
  {
    id: uuid().primaryKey(),
    sequenceId: uuid()
      .notNull()
      .references(() => sequences.id, { onDelete: 'cascade' }),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** What it began with: a sign-up's, pledge's or booking's id, or that of the act on many. Each begins it once. */
    subjectId: uuid().notNull(),
    /** The act on many that put the person in; null where they came by themselves. */
    actId: uuid(),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    /** Key of the last step that was decided, sent or left out; empty before the first. */
    step: text().notNull().default(''),
    /** What the next step's delay counts from. */
    stepAt: timestamp({ withTimezone: true }).notNull(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    endedAt: timestamp({ withTimezone: true }),
    ending: text({ enum: endings }),
  },
  (table) => [
    unique('enrolments_subject').on(table.sequenceId, table.contactId, table.subjectId),
    uniqueIndex('enrolments_one').on(table.sequenceId, table.contactId).where(sql`ended_at is null`),
    index('enrolments_contact_index').on(table.contactId),
  ],
);

export const messageStates = [
  'queued',
  'sent',
  'delivered',
  'deferred',
  'bounced',
  'complained',
  'suppressed',
  'failed',
] as const;

/** One mail to one person with its delivery state: the row is the truth, the job that sends it is shallow. */
export const messages = pgTable(
  'messages',
  {
    /** Also the key that the transport de-duplicates by. */
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** A step's key, or the name of a mail that an act calls for (`booking`, `shift-reminder` …). */
    name: text().notNull(),
    /** What the mail is about: a signup's, pledge's or booking's id. One mail of a name for each. */
    subjectId: uuid().notNull(),
    /** Tells apart mails of one name about one subject that may rightly go twice (a seat booked again). */
    round: text().notNull().default(''),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    /** Of a confirmation: where the form came from, so that one client cannot have many strangers written to. */
    clientHash: text().notNull().default(''),
    /**
     * The mails that go together, in the order of their ids, for as long as they wait for it: after a process has died
     * the same ones go again, under the same key. The message's own id where it goes alone.
     */
    batchId: uuid(),
    /** Somebody waits for it at this very moment: it goes before those of sequences, also where these are paused. */
    urgent: boolean().notNull().default(false),
    /**
     * `queued`: to come, or being handed over. `sent`: taken by the transport; what it tells of it later makes it
     * `deferred`, `delivered`, `bounced` or `complained`, and the later of these in this order stays. `suppressed`: left
     * out, for `reason`. `failed`: given up.
     */
    state: text({ enum: messageStates }).notNull(),
    /** When it was first handed over, of one that is queued: from then on it may have gone. */
    handedAt: timestamp({ withTimezone: true }),
    dueAt: timestamp({ withTimezone: true }).notNull(),
    /** Why it was left out, bounced or failed, or waits still; for organizers. */
    reason: text().notNull().default(''),
    subject: text().notNull().default(''),
    providerId: text().notNull().default(''),
    sentAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    unique('messages_name_subject').on(table.subjectId, table.name, table.round),
    index('messages_contact_index').on(table.contactId, table.id.desc()),
    index('messages_confirm_client_index').on(table.clientHash, table.createdAt).where(sql`name = 'confirm'`),
    index('messages_failed_index').on(table.id.desc()).where(sql`state = 'failed'`),
    index('messages_urgent_index').on(table.dueAt).where(sql`state = 'queued' and batch_id is null and urgent`),
    index('messages_queued_index')
      .on(table.campaignId, table.dueAt)
      .where(sql`state = 'queued' and batch_id is null and not urgent`),
    index('messages_batch_index').on(table.batchId).where(sql`state = 'queued' and batch_id is not null`),
    index('messages_provider_index').on(table.providerId).where(sql`provider_id <> ''`),
    check(
      'messages_state',
      sql`state in ('queued', 'sent', 'delivered', 'deferred', 'bounced', 'complained', 'suppressed', 'failed')`,
    ),
  ],
);

/** How many mails of a campaign came to each state on a day, in the installation's zone. Counts only go up. */
export const deliveryCounts = pgTable(
  'delivery_counts',
  {
    day: date().notNull(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    state: text({ enum: messageStates }).notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.campaignId, table.state] })],
);

/** Campaigns whose sequences and broadcasts are paused, and those that went on since. */
export const campaignPauses = pgTable('campaign_pauses', {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaigns.id, { onDelete: 'cascade' }),
  /** Null once it goes on. */
  pausedAt: timestamp({ withTimezone: true }),
  reason: text({ enum: ['bounces', 'complaints', 'organizer'] }).notNull(),
  /** What was counted when it was paused. */
  sent: integer().notNull().default(0),
  counted: integer().notNull().default(0),
  /** The day on which it went on, and what had been counted on it by then: the guard counts from there. */
  resumedOn: date(),
  baseSent: integer().notNull().default(0),
  baseBounced: integer().notNull().default(0),
  baseComplained: integer().notNull().default(0),
});

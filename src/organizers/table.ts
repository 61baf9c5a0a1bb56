import { boolean, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const createdAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();
const updatedAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();

/** Someone who signs in to `/admin`. The columns of this and the next three tables are better-auth's. */
export const organizers = pgTable('organizers', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  role: text({ enum: ['owner', 'organizer', 'leader', 'viewer'] })
    .notNull()
    .default('organizer'),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

export const organizerSessions = pgTable(
  'organizer_sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('organizer_sessions_user_index').on(table.userId)],
);

export const organizerAccounts = pgTable(
  'organizer_accounts',
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: timestamp({ withTimezone: true }),
    refreshTokenExpiresAt: timestamp({ withTimezone: true }),
    scope: text(),
    password: text(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('organizer_accounts_user_index').on(table.userId)],
);

export const organizerVerifications = pgTable(
  'organizer_verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('organizer_verifications_identifier_index').on(table.identifier)],
);

/** Who touched personal data in bulk, or rights: written beside the act, never changed. */
export const auditEntries = pgTable('audit_entries', {
  id: uuid().primaryKey(),
  organizerId: text(),
  /** `noun.past-tense`, such as `contacts.exported`. */
  action: text().notNull(),
  detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  /** How many people it touched. */
  count: integer(),
  at: timestamp({ withTimezone: true }).notNull(),
});

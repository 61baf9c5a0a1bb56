import { boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

const createdAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();
const updatedAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();

/** Someone who signs in to `/admin`. The columns of this and the next five tables are better-auth's, but for those with a line. */
export const organizers = pgTable('organizers', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  role: text({ enum: ['owner', 'organizer', 'leader', 'viewer'] })
    .notNull()
    .default('organizer'),
  twoFactorEnabled: boolean().notNull().default(false),
  /** Whether those whom they lead are shown their address, to write to them. */
  sharesAddress: boolean().notNull().default(false),
  /** Of the last sign-in, however it was done; a session that was ended leaves no other trace. */
  lastSignedInAt: timestamp({ withTimezone: true }),
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
    /** When a second proof was given in this session, or a passkey that is two at once; null until then. */
    secondFactorAt: timestamp({ withTimezone: true }),
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

/** An organizer's authenticator app; the secret and the recovery codes are encrypted with `SECRET`. */
export const organizerTwoFactors = pgTable(
  'organizer_two_factors',
  {
    id: text().primaryKey(),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    userId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    /** False until a first code has shown that the app has the secret. */
    verified: boolean().notNull().default(true),
    failedVerificationCount: integer().notNull().default(0),
    lockedUntil: timestamp({ withTimezone: true }),
  },
  (table) => [unique('organizer_two_factors_user').on(table.userId)],
);

/** A key that an organizer's device or password manager keeps (WebAuthn Level 3). */
export const organizerPasskeys = pgTable(
  'organizer_passkeys',
  {
    id: text().primaryKey(),
    name: text(),
    publicKey: text().notNull(),
    userId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    credentialID: text('credential_id').notNull().unique(),
    counter: integer().notNull(),
    deviceType: text().notNull(),
    backedUp: boolean().notNull(),
    transports: text(),
    createdAt: timestamp({ withTimezone: true }),
    aaguid: text(),
  },
  (table) => [index('organizer_passkeys_user_index').on(table.userId)],
);

/** The roles for which an owner requires a second factor: a row is a yes. */
export const secondFactorRoles = pgTable('second_factor_roles', {
  role: text({ enum: ['owner', 'organizer', 'leader', 'viewer'] }).primaryKey(),
  since: timestamp({ withTimezone: true }).notNull(),
});

/**
 * Who touched personal data in bulk, or rights: written beside the act. A trigger
 * refuses every UPDATE, DELETE and TRUNCATE, whoever asks.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: uuid().primaryKey(),
    organizerId: text(),
    /** `noun.past-tense`, such as `contacts.exported`. */
    action: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** How many people it touched. */
    count: integer(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  // For the filters of the log's page; it is written a few times a day.
  (table) => [
    index('audit_entries_organizer_index').on(table.organizerId, table.id.desc()),
    index('audit_entries_action_index').on(table.action, table.id.desc()),
  ],
);

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';
import { segments } from '../segments/table.ts';
import type { Cause, ConnectionTest, Description, FieldMapping } from './connector.ts';

const moment = () => timestamp({ withTimezone: true });

/** One configured CRM destination. */
export const crmConnectors = pgTable('crm_connectors', {
  id: uuid().primaryKey(),
  vendor: text().notNull(),
  /** What organizers call it. */
  name: text().notNull(),
  /** `paused`: changes gather and nothing is sent; `disconnected`: nothing gathers, and its credentials are gone. */
  state: text({ enum: ['active', 'paused', 'disconnected'] }).notNull(),
  /** What was filled in, as JSON, sealed (`seal.ts`); empty once it is disconnected. */
  credentials: text().notNull(),
  /** Tokens that came by OAuth, sealed; null where the vendor has none, or before its page was visited. */
  tokens: text(),
  tokensExpireAt: moment(),
  /** Goes up by one with each refresh: of several workers, one refreshes and the others read what it got. */
  tokensVersion: integer().notNull().default(0),
  /** Somebody refreshes them, and is taken for gone then, by the database's clock. */
  tokensLockedUntil: moment(),
  /** What its own inbound webhook must carry, sealed; null: it takes none. */
  inboundSecret: text(),
  /** What an organizer chose: pledges as contributions, activities, tags per campaign … */
  options: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  mapping: jsonb().$type<FieldMapping[]>().notNull().default([]),
  /** Whom it holds. A segment that was deleted leaves `segment` with no id, and that is nobody: never everyone. */
  scope: text({ enum: ['everyone', 'segment'] })
    .notNull()
    .default('everyone'),
  segmentId: uuid().references(() => segments.id, { onDelete: 'set null' }),
  /** Only who signed up to one of these; empty: to any, or none. */
  campaignIds: uuid().array().notNull().default([]),
  /** The CRM's fields and tags as they were read last. */
  description: jsonb().$type<Description>(),
  describedAt: moment(),
  /** What testing the connection said last; asked for and not yet said, `testAskedAt` is the later. */
  test: jsonb().$type<ConnectionTest>(),
  testAskedAt: moment(),
  testedAt: moment(),
  /** How far what changed over there was fetched. */
  cursor: text(),
  pulledAt: moment(),
  /** Why it was paused by itself (`gone`: the other side said never again); null where a person paused it, or nobody. */
  haltedCause: text().$type<Cause>(),
  haltedDetail: text().notNull().default(''),
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
});

/** What all workers share of a connector and write with each call: its rate, and whether the CRM is there. */
export const crmGates = pgTable('crm_gates', {
  connectorId: uuid()
    .primaryKey()
    .references(() => crmConnectors.id, { onDelete: 'cascade' }),
  /** When the next call may go, by the database's clock: the bucket, as GCRA keeps it. */
  nextAt: moment().notNull().defaultNow(),
  /** Nothing before then: the vendor said so. */
  holdUntil: moment(),
  /** `open`: the CRM is down and is left alone until `probeAt`; then one contact tries (`half-open`). */
  circuit: text({ enum: ['closed', 'open', 'half-open'] })
    .notNull()
    .default('closed'),
  /** What batches that failed one after the other count (`gate.ts`), and openings since it last worked. */
  failures: integer().notNull().default(0),
  openings: integer().notNull().default(0),
  openedAt: moment(),
  probeAt: moment(),
  cause: text().$type<Cause>(),
  detail: text().notNull().default(''),
  /** When the CRM last took something. */
  answeredAt: moment(),
  calls: bigint({ mode: 'number' }).notNull().default(0),
});

/** A batch that a worker is pushing. */
export const crmClaims = pgTable(
  'crm_claims',
  {
    id: uuid().primaryKey(),
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    /** By when the worker is taken for gone, by the database's clock; later with each call. */
    lockedUntil: moment().notNull(),
  },
  (table) => [index('crm_claims_connector_index').on(table.connectorId)],
);

/**
 * Contacts that something changed of, written by triggers in the transaction that changes it. Only ever added to, so that
 * nobody waits for anybody; a job folds them into the sync states within a second and deletes them.
 */
export const crmChanges = pgTable('crm_changes', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  contactId: uuid().notNull(),
  /** Somebody leaves, or their address refuses mail: goes ahead of everything. */
  withdrawal: boolean().notNull().default(false),
  at: moment().notNull().defaultNow(),
});

/** Where a contact stands at a connector; also the queue. */
export const crmSyncStates = pgTable(
  'crm_sync_states',
  {
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /**
     * `waiting`: to be pushed; `synced`: equal, as far as we know; `refused`: final until something changes; `dead`:
     * failed for days; `out-of-scope`: not, or no longer, among those whom the connector holds.
     */
    state: text({ enum: ['waiting', 'synced', 'refused', 'dead', 'out-of-scope'] }).notNull(),
    /** The CRM's own id. */
    remoteId: text(),
    /** Of what the CRM was last brought to; what would be the same again is not sent. */
    sentHash: text(),
    /** The acts that it has been told of. */
    sentActs: uuid().array().notNull().default([]),
    /** The last yes or no that it was told: `unknown` tells it nothing, and leaves what was told before. */
    sentSubscription: text({ enum: ['subscribed', 'unsubscribed', 'unknown'] }),
    /** Since when it waits. */
    dirtySince: moment(),
    withdrawal: boolean().notNull().default(false),
    /** Goes up with each change: one that comes during a push leaves the contact waiting. */
    version: integer().notNull().default(1),
    attempts: integer().notNull().default(0),
    /** Since when it has failed without a break. */
    failingSince: moment(),
    nextTryAt: moment(),
    cause: text().$type<Cause>(),
    detail: text().notNull().default(''),
    pushedAt: moment(),
    /** The batch in which it is being pushed, as long as `crm_claims` has it alive. */
    claim: uuid(),
    claimedVersion: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.connectorId, table.contactId] }),
    index('crm_sync_states_contact_index').on(table.contactId),
    index('crm_sync_states_queue_index')
      .on(table.connectorId, table.withdrawal.desc(), table.nextTryAt)
      .where(sql`state = 'waiting'`),
    index('crm_sync_states_failed_index').on(table.connectorId, table.cause).where(sql`cause is not null`),
    index('crm_sync_states_claim_index').on(table.claim).where(sql`claim is not null`),
    index('crm_sync_states_remote_index').on(table.connectorId, table.remoteId).where(sql`remote_id is not null`),
  ],
);

/** What came of each push of a contact: the history that a person can read. `sent` is what went out, mapped. */
export const crmPushes = pgTable(
  'crm_pushes',
  {
    id: uuid().primaryKey(),
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** The batch it went in: the same as in `crm_calls`. */
    batchId: uuid().notNull(),
    result: text({ enum: ['created', 'updated', 'unchanged', 'refused', 'retry', 'pulled', 'erased'] }).notNull(),
    cause: text().$type<Cause>(),
    detail: text().notNull().default(''),
    sent: jsonb().$type<Record<string, unknown>>(),
    at: moment().notNull(),
  },
  (table) => [
    index('crm_pushes_contact_index').on(table.contactId, table.id.desc()),
    index('crm_pushes_at_index').using('brin', table.at),
  ],
);

/** Every call to a CRM, without what it carried: a batch holds many people, and one of them may be erased. */
export const crmCalls = pgTable(
  'crm_calls',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    batchId: uuid(),
    /** The connector's word for it: `Contact/save`. */
    name: text().notNull(),
    method: text().notNull(),
    /** Null: no answer came. */
    status: integer(),
    cause: text().$type<Cause>(),
    /** Of a failure, what was answered: its beginning, with addresses, numbers and secrets masked. */
    detail: text().notNull().default(''),
    milliseconds: integer().notNull(),
    at: moment().notNull(),
  },
  (table) => [
    index('crm_calls_connector_index').on(table.connectorId, table.id.desc()),
    index('crm_calls_batch_index').on(table.batchId),
    index('crm_calls_at_index').using('brin', table.at),
  ],
);

/** A pass over everybody: the first push of all (`backfill`), the same without sending (`dry-run`), a comparison. */
export const crmRuns = pgTable(
  'crm_runs',
  {
    id: uuid().primaryKey(),
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['backfill', 'dry-run', 'reconcile'] }).notNull(),
    state: text({ enum: ['running', 'paused', 'done', 'stopped', 'failed'] }).notNull(),
    /** The last contact that was dealt with: a run goes on from here. */
    position: uuid(),
    total: integer().notNull().default(0),
    done: integer().notNull().default(0),
    /** By what it found: `created`, `changed`, `refused`, `unchanged`, `out-of-scope`; `missing`, `differs` … */
    counts: jsonb().$type<Record<string, number>>().notNull().default({}),
    detail: text().notNull().default(''),
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    startedAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [index('crm_runs_connector_index').on(table.connectorId, table.id.desc())],
);

/** What a run found of single contacts: drift, and who would be refused. */
export const crmFindings = pgTable(
  'crm_findings',
  {
    runId: uuid()
      .notNull()
      .references(() => crmRuns.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** `missing`, `differs`, `consent`, `refused`. */
    what: text().notNull(),
    /** By field: what is here and what is there. */
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.contactId, table.what] }),
    index('crm_findings_contact_index').on(table.contactId),
  ],
);

/**
 * Records over there that nobody here stands behind any more: of people who were erased here, and of contacts that were
 * merged into another. Only the CRM's id is known of them; where the answer that told it was lost, what they are found by.
 * Done ones are deleted.
 */
export const crmFarewells = pgTable(
  'crm_farewells',
  {
    id: uuid().primaryKey(),
    connectorId: uuid()
      .notNull()
      .references(() => crmConnectors.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['erase', 'merged'] }).notNull(),
    /** Of a merge, the id that the contact had; of who was erased nothing is kept but the CRM's own id. */
    formerId: uuid(),
    /** The CRM's own id; empty where it is not known. */
    remoteId: text().notNull(),
    /** What they are found by over there, sealed; of who was erased only where the CRM's own id is not known. */
    sought: text(),
    /** The batch in which they were being pushed at that moment: as long as `crm_claims` has it alive, it is waited for. */
    claim: uuid(),
    /**
     * `by-hand`: the vendor lets nobody do it from outside; an organizer has to. `done`: of a record that was quieted, for
     * erasing the person is to reach it too.
     */
    state: text({ enum: ['waiting', 'by-hand', 'dead', 'done'] }).notNull(),
    attempts: integer().notNull().default(0),
    nextTryAt: moment().notNull(),
    cause: text().$type<Cause>(),
    detail: text().notNull().default(''),
    at: moment().notNull(),
  },
  (table) => [index('crm_farewells_queue_index').on(table.connectorId, table.nextTryAt)],
);

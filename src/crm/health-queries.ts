import { and, eq, gte, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import type { Cause } from './connector.ts';
import { shownName } from './history-queries.ts';
import { allCrms, type CrmConnector } from './queries.ts';
import type { Sealing } from './seal.ts';
import { openSought } from './sought.ts';
import { crmCalls, crmFarewells, crmGates, crmSyncStates } from './table.ts';
import { vendors } from './vendors.ts';

type CrmState = (typeof crmSyncStates.$inferSelect)['state'];
type CrmGate = typeof crmGates.$inferSelect;
/** A connector's contacts by where they stand; of those that wait, who leaves, and since when the oldest does. */
type Queue = { counts: Record<CrmState, number>; withdrawals: number; oldest: Date | null };
/** Contacts that one cause keeps from passing. */
type FailureGroup = {
  cause: Cause;
  /** Those of whom nothing becomes by itself, and those that are tried again. */
  final: number;
  retried: number;
  /** What the CRM answered of one of them. */
  example: string;
};

const failing = inArray(crmSyncStates.state, ['waiting', 'refused', 'dead']);
const noQueue: Queue = {
  counts: { waiting: 0, synced: 0, refused: 0, dead: 0, 'out-of-scope': 0 },
  withdrawals: 0,
  oldest: null,
};

/** The queues by connector; a connector that has none is not among them. */
async function readQueues(db: Db, where?: SQL): Promise<Map<string, Queue>> {
  const { connectorId, state, withdrawal, dirtySince } = crmSyncStates;
  const rows = await db
    .select({
      connectorId,
      state,
      count: sql<number>`count(*)::int`,
      withdrawals: sql<number>`count(*) filter (where ${withdrawal})::int`,
      oldest: sql<Date | null>`min(${dirtySince})`.mapWith(dirtySince),
    })
    .from(crmSyncStates)
    .where(where)
    .groupBy(connectorId, state);
  const queues = new Map<string, Queue>();
  for (const row of rows) {
    const known = queues.get(row.connectorId) ?? noQueue;
    const ofWaiting = row.state === 'waiting' ? { withdrawals: row.withdrawals, oldest: row.oldest } : {};
    queues.set(row.connectorId, { ...known, ...ofWaiting, counts: { ...known.counts, [row.state]: row.count } });
  }
  return queues;
}

/** By connector what does not pass, the most frequent cause first. */
async function readFailures(db: Db, where?: SQL): Promise<Map<string, FailureGroup[]>> {
  const { connectorId, cause, state, detail } = crmSyncStates;
  const rows = await db
    .select({
      connectorId,
      cause: sql<Cause>`${cause}`,
      final: sql<number>`count(*) filter (where ${state} <> 'waiting')::int`,
      retried: sql<number>`count(*) filter (where ${state} = 'waiting')::int`,
      example: sql<string>`coalesce(max(${detail}), '')`,
    })
    .from(crmSyncStates)
    .where(and(where, isNotNull(cause), failing))
    .groupBy(connectorId, cause)
    .orderBy(sql`count(*) desc`, cause);
  return Map.groupBy(rows, (row) => row.connectorId);
}

async function readGates(db: Db): Promise<Map<string, CrmGate>> {
  return new Map((await db.select().from(crmGates)).map((gate) => [gate.connectorId, gate]));
}

/** How a connector stands, in numbers: what `crm status` prints and `/metrics` tells. */
export type CrmFigures = {
  id: string;
  name: string;
  vendor: string;
  state: 'active' | 'paused';
  circuit: CrmGate['circuit'];
  /** Contacts that wait, of them those who leave, and since when the oldest does, in seconds. */
  waiting: number;
  withdrawals: number;
  oldest: number;
  synced: number;
  refused: number;
  dead: number;
  /** Calls within the last five minutes, a second. */
  rate: number;
  /** Contacts that a cause keeps from passing. */
  causes: Partial<Record<Cause, number>>;
};

/** The figures of every connector that is not disconnected. */
export async function crmFigures(db: Db, now: Date): Promise<CrmFigures[]> {
  const lately = new Date(now.getTime() - 300_000);
  const [connectors, queues, failures, gates, calls] = await Promise.all([
    allCrms(db),
    readQueues(db),
    readFailures(db),
    readGates(db),
    db
      .select({ connectorId: crmCalls.connectorId, count: sql<number>`count(*)::int` })
      .from(crmCalls)
      .where(gte(crmCalls.at, lately))
      .groupBy(crmCalls.connectorId),
  ]);
  return connectors.flatMap(({ id, name, vendor, state }) => {
    if (state === 'disconnected') return [];
    const { counts, withdrawals, oldest } = queues.get(id) ?? noQueue;
    const { waiting, synced, refused, dead } = counts;
    const causes = (failures.get(id) ?? []).map(({ cause, final, retried }) => [cause, final + retried]);
    return [
      {
        id,
        name,
        vendor,
        state,
        circuit: gates.get(id)?.circuit ?? 'closed',
        waiting,
        withdrawals,
        oldest: oldest ? Math.max(0, (now.getTime() - oldest.getTime()) / 1_000) : 0,
        synced,
        refused,
        dead,
        rate: (calls.find(({ connectorId }) => connectorId === id)?.count ?? 0) / 300,
        causes: Object.fromEntries(causes),
      },
    ];
  });
}

/** A connector as the list shows it. */
export type CrmLine = {
  connector: CrmConnector;
  /** The product's name. */
  label: string;
  waiting: number;
  /** Refused, or given up after days: nothing becomes of them by itself. */
  failing: number;
  /** When the CRM last took something. */
  lastAt: Date | null;
  down: boolean;
};

/** Every connector with how it stands. */
export async function listCrms(db: Db): Promise<CrmLine[]> {
  const [connectors, queues, gates] = await Promise.all([allCrms(db), readQueues(db, failing), readGates(db)]);
  return connectors.map((connector) => {
    const { counts } = queues.get(connector.id) ?? noQueue;
    const gate = gates.get(connector.id);
    return {
      connector,
      label: vendors[connector.vendor]?.label ?? connector.vendor,
      waiting: counts.waiting,
      failing: counts.refused + counts.dead,
      lastAt: gate?.answeredAt ?? null,
      down: gate !== undefined && gate.circuit !== 'closed',
    };
  });
}

/** How many contacts a CRM has of us, and how many changes wait for it. */
export async function countHeld(db: Db, connectorId: string): Promise<{ sent: number; waiting: number }> {
  const own = eq(crmSyncStates.connectorId, connectorId);
  const [sent, waiting] = await Promise.all([
    db.$count(crmSyncStates, and(own, isNotNull(crmSyncStates.remoteId))),
    db.$count(crmSyncStates, and(own, eq(crmSyncStates.state, 'waiting'))),
  ]);
  return { sent, waiting };
}

/** A record over there that somebody has to see to by hand: its number, or the address where that never came back. */
type CrmFarewell = Pick<typeof crmFarewells.$inferSelect, 'id' | 'kind' | 'at'> & { record: string };

export type CrmHealth = Queue & {
  gate: CrmGate | undefined;
  /** Calls within the last hour. */
  calls: number;
  failures: FailureGroup[];
  farewells: CrmFarewell[];
};

const shownFarewells = 50;

/** How a connector stands: its queue, what fails and why, whether the CRM is there. */
export async function readHealth(db: Db, sealing: Sealing, connectorId: string, now: Date): Promise<CrmHealth> {
  const own = eq(crmSyncStates.connectorId, connectorId);
  const hourAgo = new Date(now.getTime() - 3_600_000);
  const { id, kind, remoteId, sought, at } = crmFarewells;
  const [gates, queues, failures, calls, farewells] = await Promise.all([
    readGates(db),
    readQueues(db, own),
    readFailures(db, own),
    db.$count(crmCalls, and(eq(crmCalls.connectorId, connectorId), gte(crmCalls.at, hourAgo))),
    db
      .select({ id, kind, remoteId, sought, at })
      .from(crmFarewells)
      .where(and(eq(crmFarewells.connectorId, connectorId), inArray(crmFarewells.state, ['by-hand', 'dead'])))
      .orderBy(crmFarewells.at, crmFarewells.id)
      .limit(shownFarewells),
  ]);
  return {
    gate: gates.get(connectorId),
    ...(queues.get(connectorId) ?? noQueue),
    calls,
    failures: failures.get(connectorId) ?? [],
    farewells: farewells.map(({ remoteId, sought, ...one }) => {
      const record = remoteId || (sought && openSought(sealing, connectorId, sought)?.email);
      return { ...one, record: record ?? '' };
    }),
  };
}

/** A contact that does not pass. */
export type FailingContact = {
  contactId: string;
  name: string;
  state: CrmState;
  detail: string;
  attempts: number;
  nextTryAt: Date | null;
};

/** Whom one cause keeps from passing: those of whom nothing becomes by itself first. */
export async function listFailing(
  db: Db,
  connectorId: string,
  cause: Cause,
  { limit }: { limit: number },
): Promise<FailingContact[]> {
  return await db
    .select({
      contactId: crmSyncStates.contactId,
      name: shownName(),
      state: crmSyncStates.state,
      detail: crmSyncStates.detail,
      attempts: crmSyncStates.attempts,
      nextTryAt: crmSyncStates.nextTryAt,
    })
    .from(crmSyncStates)
    .innerJoin(contacts, eq(contacts.id, crmSyncStates.contactId))
    .where(and(eq(crmSyncStates.connectorId, connectorId), eq(crmSyncStates.cause, cause), failing))
    .orderBy(sql`${crmSyncStates.state} = 'waiting'`, crmSyncStates.contactId)
    .limit(limit);
}

import { and, eq, gte, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import type { Cause } from './connector.ts';
import { shownName } from './history-queries.ts';
import { allCrms, type CrmConnector } from './queries.ts';
import { crmCalls, crmFarewells, crmGates, crmSyncStates } from './table.ts';
import { vendors } from './vendors.ts';

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
  const [connectors, counts, gates] = await Promise.all([
    allCrms(db),
    db
      .select({ connectorId: crmSyncStates.connectorId, state: crmSyncStates.state, count: sql<number>`count(*)::int` })
      .from(crmSyncStates)
      .where(sql`${crmSyncStates.state} in ('waiting', 'refused', 'dead')`)
      .groupBy(crmSyncStates.connectorId, crmSyncStates.state),
    db.select().from(crmGates),
  ]);
  return connectors.map((connector) => {
    const count = (...states: string[]) =>
      counts
        .filter((one) => one.connectorId === connector.id && states.includes(one.state))
        .reduce((sum, one) => sum + one.count, 0);
    const gate = gates.find(({ connectorId }) => connectorId === connector.id);
    return {
      connector,
      label: vendors[connector.vendor]?.label ?? connector.vendor,
      waiting: count('waiting'),
      failing: count('refused', 'dead'),
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

/** Contacts that one cause keeps from passing. */
type FailureGroup = {
  cause: Cause;
  /** Those of whom nothing becomes by itself, and those that are tried again. */
  final: number;
  retried: number;
  /** What the CRM answered of one of them. */
  example: string;
};

export type CrmHealth = {
  gate: typeof crmGates.$inferSelect | undefined;
  counts: Record<CrmState, number>;
  withdrawals: number;
  oldest: Date | null;
  /** Calls within the last hour. */
  calls: number;
  failures: FailureGroup[];
  /** Records over there that somebody has to erase by hand. */
  farewells: { id: string; remoteId: string; at: Date }[];
};
type CrmState = (typeof crmSyncStates.$inferSelect)['state'];

const shownFarewells = 50;

/** How a connector stands: its queue, what fails and why, whether the CRM is there. */
export async function readHealth(db: Db, connectorId: string, now: Date): Promise<CrmHealth> {
  const own = eq(crmSyncStates.connectorId, connectorId);
  const hourAgo = new Date(now.getTime() - 3_600_000);
  const [gates, states, failures, calls, farewells] = await Promise.all([
    db.select().from(crmGates).where(eq(crmGates.connectorId, connectorId)),
    db
      .select({
        state: crmSyncStates.state,
        count: sql<number>`count(*)::int`,
        withdrawals: sql<number>`count(*) filter (where ${crmSyncStates.withdrawal})::int`,
        oldest: sql<string | null>`to_json(min(${crmSyncStates.dirtySince}))`,
      })
      .from(crmSyncStates)
      .where(own)
      .groupBy(crmSyncStates.state),
    db
      .select({
        cause: sql<Cause>`${crmSyncStates.cause}`,
        final: sql<number>`count(*) filter (where ${crmSyncStates.state} <> 'waiting')::int`,
        retried: sql<number>`count(*) filter (where ${crmSyncStates.state} = 'waiting')::int`,
        example: sql<string>`coalesce(max(${crmSyncStates.detail}), '')`,
      })
      .from(crmSyncStates)
      .where(and(own, isNotNull(crmSyncStates.cause), failing))
      .groupBy(crmSyncStates.cause)
      .orderBy(sql`count(*) desc`, crmSyncStates.cause),
    db.$count(crmCalls, and(eq(crmCalls.connectorId, connectorId), gte(crmCalls.at, hourAgo))),
    db
      .select({ id: crmFarewells.id, remoteId: crmFarewells.remoteId, at: crmFarewells.at })
      .from(crmFarewells)
      .where(and(eq(crmFarewells.connectorId, connectorId), ne(crmFarewells.state, 'waiting')))
      .orderBy(crmFarewells.at)
      .limit(shownFarewells),
  ]);
  const of = (state: CrmState) => states.find((one) => one.state === state);
  const oldest = of('waiting')?.oldest;
  return {
    gate: gates[0],
    counts: {
      waiting: of('waiting')?.count ?? 0,
      synced: of('synced')?.count ?? 0,
      refused: of('refused')?.count ?? 0,
      dead: of('dead')?.count ?? 0,
      'out-of-scope': of('out-of-scope')?.count ?? 0,
    },
    withdrawals: of('waiting')?.withdrawals ?? 0,
    oldest: oldest ? new Date(oldest) : null,
    calls,
    failures,
    farewells,
  };
}

const failing = inArray(crmSyncStates.state, ['waiting', 'refused', 'dead']);

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

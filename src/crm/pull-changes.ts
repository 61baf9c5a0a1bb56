import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import type { Connector, Pulled } from './connector.ts';
import { noteAnswered, noteDown } from './gate.ts';
import { ClaimLost, type Session } from './open-call.ts';
import { openConnector } from './open-connector.ts';
import { type CrmConnector, findCrm } from './queries.ts';
import { crmCalls, crmConnectors, crmGates } from './table.ts';
import { takeIn } from './take-in.ts';
import { vendorOf } from './vendors.ts';

/** Pages of one look: the rest is for the next one, so that nobody else waits. */
const mostPages = 40;

/**
 * Asks a CRM what changed over there since the last time, and takes it in page by page: each page and how far it reached
 * are written together, so that one that was lost is asked for again. Of two who ask at once, one goes on.
 */
export async function pullChanges(deps: Deps, connectorId: string): Promise<void> {
  const connector = await findCrm(deps.db, connectorId);
  if (connector?.state !== 'active' || !(await isThere(deps, connectorId))) return;
  const session: Session = { batchId: uuidv7(), calls: [], secrets: [] };
  try {
    await pullPages(deps, connector, session);
    if (session.calls.length > 0) await noteAnswered(deps.db, connectorId, deps.clock.now());
  } catch (error) {
    if (error instanceof ClaimLost) return;
    if (!(error instanceof CallFailed || error instanceof Refusal)) throw error;
    // The watch asks again in a while; what it is that fails stands beside the pushes.
    const { why: cause, message: detail } = error;
    const heard = session.heard === true;
    await noteDown(deps.db, connectorId, { cause, detail, heard, now: deps.clock.now() });
  } finally {
    if (session.calls.length > 0) await deps.db.insert(crmCalls).values(session.calls);
  }
}

/** While it is taken for down it is left alone, until it is time to try: there may be nothing to push that would. */
async function isThere({ db, clock }: Deps, connectorId: string): Promise<boolean> {
  const [gate] = await db.select().from(crmGates).where(eq(crmGates.connectorId, connectorId));
  const now = clock.now();
  const mayTry = gate?.circuit === 'closed' || (gate?.probeAt != null && gate.probeAt <= now);
  return gate !== undefined && mayTry && (gate.holdUntil === null || gate.holdUntil <= now);
}

async function pullPages(deps: Deps, connector: CrmConnector, session: Session): Promise<void> {
  let opened: Connector = await openConnector(deps, connector, session);
  let cursor = connector.cursor;
  for (let page = 1; page <= mostPages; page++) {
    let pulled: Pulled | undefined;
    try {
      pulled = await opened.pull?.(cursor ?? undefined);
    } catch (error) {
      const expired = error instanceof Refusal && error.why === 'credentials' && page === 1;
      if (!expired || !vendorOf(connector.vendor).oauth) throw error;
      opened = await openConnector(deps, connector, session, { expired: true });
      pulled = await opened.pull?.(cursor ?? undefined);
    }
    const isMine = await takePage(deps, connector, cursor, pulled);
    if (!isMine || !pulled?.more) return;
    cursor = pulled.cursor;
  }
}

/** `pulled`: undefined where the vendor has nothing to ask. @returns whether nobody else has come further meanwhile. */
async function takePage(
  deps: Deps,
  connector: CrmConnector,
  from: string | null,
  pulled: Pulled | undefined,
): Promise<boolean> {
  return await deps.db.transaction(async (tx) => {
    const moved = await tx
      .update(crmConnectors)
      .set({ pulledAt: deps.clock.now(), ...(pulled ? { cursor: pulled.cursor } : {}) })
      .where(
        and(
          eq(crmConnectors.id, connector.id),
          eq(crmConnectors.state, 'active'),
          sql`${crmConnectors.cursor} is not distinct from ${from}`,
        ),
      )
      .returning({ id: crmConnectors.id });
    if (moved.length === 0) return false;
    const changes = pulled?.changes ?? [];
    await takeIn(
      tx,
      deps,
      connector,
      changes.map((one) => ({ ...one, email: one.email.toLowerCase(), explicit: false })),
    );
    return true;
  });
}

import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import type { ConnectionTest, Description } from './connector.ts';
import type { Session } from './open-call.ts';
import { openConnector } from './open-connector.ts';
import { type CrmConnector, findCrm } from './queries.ts';
import { resetGate } from './reset-gate.ts';
import { crmCalls, crmConnectors } from './table.ts';

/**
 * Tries a connection and reads the fields and tags that the CRM has. What came of it is written down in words that a page
 * can show; a failure is an answer, too, and is not tried again by itself.
 */
export async function testCrm(deps: Deps, connectorId: string): Promise<void> {
  const connector = await findCrm(deps.db, connectorId);
  if (!connector || connector.state === 'disconnected') return;
  const session: Session = { batchId: uuidv7(), calls: [], secrets: [] };
  const { test, description } = await tryOut(deps, connector, session);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await tx
      .update(crmConnectors)
      .set({ test, testedAt: now, ...(description ? { description, describedAt: now } : {}) })
      .where(eq(crmConnectors.id, connectorId));
    // Whatever was thought of it before, it works.
    if (test.ok) await resetGate(tx, connectorId);
    if (session.calls.length > 0) await tx.insert(crmCalls).values(session.calls);
  });
}

type Tried = { test: ConnectionTest; description?: Description };

async function tryOut(deps: Deps, connector: CrmConnector, session: Session): Promise<Tried> {
  try {
    const opened = await openConnector(deps, connector, session);
    const test = await opened.testConnection();
    return test.ok ? { test, description: await opened.describe() } : { test };
  } catch (error) {
    return { test: failedTest(deps, connector, error) };
  }
}

/** What a test that ended in an error says. */
export function failedTest(deps: Pick<Deps, 'log'>, { id }: Pick<CrmConnector, 'id'>, error: unknown): ConnectionTest {
  if (error instanceof CallFailed || error instanceof Refusal) {
    return { ok: false, cause: error.why, detail: error.message };
  }
  deps.log.warn({ err: error, connector: id }, 'a connection could not be tested');
  return { ok: false, cause: 'answer-not-understood', detail: error instanceof Error ? error.message : String(error) };
}

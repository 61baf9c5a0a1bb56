import { and, eq, ne, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { codePlace } from './ask-redeem.ts';
import { oauthRedirect } from './oauth-state.ts';
import { openCall, type Session } from './open-call.ts';
import { openFilled } from './open-connector.ts';
import { findCrm } from './queries.ts';
import { openText, placeOf, sealText } from './seal.ts';
import { crmCalls, crmConnectors } from './table.ts';
import { failedTest, testCrm } from './test-crm.ts';
import { vendorOf } from './vendors.ts';

/**
 * Redeems an authorization code (RFC 6749 s. 4.1.3), keeps both tokens sealed, in one statement, and tries the connection.
 * A code is good once: where that fails, the page says why, and an organizer authorizes again.
 */
export async function redeemOauth(deps: Deps, { connectorId, code }: JobPayloads['crm.redeem']): Promise<void> {
  const { db, config, clock } = deps;
  const connector = await findCrm(db, connectorId);
  const vendor = connector && vendorOf(connector.vendor);
  if (!connector || !vendor?.oauth || connector.state === 'disconnected') return;
  const session: Session = { batchId: uuidv7(), calls: [], secrets: [] };
  try {
    const opened = openText(config, codePlace(connectorId), code);
    const filled = Object.entries(openFilled(deps, connector)).map(([key, value]) => [key, String(value)]);
    session.secrets.push(opened, ...filled.map(([, value = '']) => value).filter((value) => !/^https?:/.test(value)));
    const tokens = await vendor.oauth.redeem({
      credentials: Object.fromEntries(filled),
      redirect: oauthRedirect(config),
      code: opened,
      call: openCall(deps, { connector, vendor, session }),
    });
    await db
      .update(crmConnectors)
      .set({
        tokens: sealText(config, placeOf(connectorId, 'tokens'), JSON.stringify(tokens)),
        tokensExpireAt: tokens.expiresAt,
        tokensVersion: sql`${crmConnectors.tokensVersion} + 1`,
        tokensLockedUntil: null,
      })
      .where(and(eq(crmConnectors.id, connectorId), ne(crmConnectors.state, 'disconnected')));
  } catch (error) {
    const test = failedTest(deps, connector, error);
    await db.update(crmConnectors).set({ test, testedAt: clock.now() }).where(eq(crmConnectors.id, connectorId));
    return;
  } finally {
    if (session.calls.length > 0) await db.insert(crmCalls).values(session.calls);
  }
  await testCrm(deps, connectorId);
}

import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import type { Call, OAuth, Tokens } from './connector.ts';
import type { Session } from './open-call.ts';
import type { CrmConnector } from './queries.ts';
import { openText, placeOf, sealText } from './seal.ts';
import { crmConnectors } from './table.ts';

type Given = {
  connector: CrmConnector;
  oauth: OAuth;
  filled: Record<string, string>;
  call: Call;
  session: Session;
  /** The vendor refused the access token that the connector was read with. */
  expired?: boolean;
};

const kept = z.object({ access: z.string(), refresh: z.string(), expiresAt: z.coerce.date() });
/** So long before its end a token is refreshed, in milliseconds. */
const early = 5 * 60_000;
const turns = 100;

/**
 * The tokens of a connector, refreshed where their time is near (RFC 6749 s. 6). A refresh token may count once alone: of
 * several workers one refreshes, under a lease that ends by itself, and the others wait for what it got. Both tokens are
 * written down together, by whoever still has the version that was refreshed.
 * @throws Refusal `credentials` where the vendor gives none any more, or nobody has authorized it yet.
 */
export async function freshTokens(deps: Pick<Deps, 'db' | 'clock' | 'config'>, given: Given): Promise<Tokens> {
  const { connector, oauth, filled, call, session } = given;
  const { db, config, clock } = deps;
  const place = placeOf(connector.id, 'tokens');
  for (let turn = 0; turn < turns; turn += 1) {
    const [row] = await db
      .select({ tokens: crmConnectors.tokens, version: crmConnectors.tokensVersion })
      .from(crmConnectors)
      .where(eq(crmConnectors.id, connector.id));
    if (row?.tokens == null) throw new Refusal('credentials', 'nobody has authorized it yet');
    const tokens = kept.parse(JSON.parse(openText(config, place, row.tokens)));
    session.secrets.push(tokens.access, tokens.refresh);
    const refused = given.expired === true && row.version === connector.tokensVersion;
    if (!refused && tokens.expiresAt.getTime() - early > clock.now().getTime()) return tokens;
    const [mine] = await db
      .update(crmConnectors)
      .set({ tokensLockedUntil: sql`clock_timestamp() + interval '60 s'` })
      .where(
        and(
          eq(crmConnectors.id, connector.id),
          eq(crmConnectors.tokensVersion, row.version),
          sql`coalesce(tokens_locked_until < clock_timestamp(), true)`,
        ),
      )
      .returning({ id: crmConnectors.id });
    if (!mine) {
      await delay(100);
      continue;
    }
    try {
      const fresh = await oauth.refresh({ credentials: filled, tokens, call });
      session.secrets.push(fresh.access, fresh.refresh);
      await db
        .update(crmConnectors)
        .set({
          tokens: sealText(config, place, JSON.stringify(fresh)),
          tokensExpireAt: fresh.expiresAt,
          tokensVersion: row.version + 1,
          tokensLockedUntil: null,
        })
        .where(and(eq(crmConnectors.id, connector.id), eq(crmConnectors.tokensVersion, row.version)));
      return fresh;
    } catch (error) {
      await db
        .update(crmConnectors)
        .set({ tokensLockedUntil: null })
        .where(and(eq(crmConnectors.id, connector.id), eq(crmConnectors.tokensVersion, row.version)));
      throw error;
    }
  }
  throw new CallFailed('timeout', 'another worker refreshes the token and does not come to an end');
}

import { and, eq, ne, type SQL } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';
import { organizerSessions } from './table.ts';

/** Which sessions end: one by its id, all but one, or all of them. */
type WhichSessions = { only: string } | { except: string } | 'all';
export type Revocation = { organizerId: string; which: WhichSessions; by: string | null };

/** Ends sessions of an organizer: whoever uses them is signed out with their next request. @returns how many. */
export async function revokeSessions(deps: Deps, { organizerId, which, by }: Revocation): Promise<number> {
  return await deps.db.transaction(async (tx) => {
    const ended = await tx
      .delete(organizerSessions)
      .where(and(eq(organizerSessions.userId, organizerId), chosen(which)))
      .returning({ id: organizerSessions.id });
    if (ended.length === 0) return 0;
    const detail = { organizer: organizerId, sessions: ended.length };
    await recordAudit(tx, { organizerId: by, action: 'sessions.revoked', detail, count: 1, at: deps.clock.now() });
    return ended.length;
  });
}

function chosen(which: WhichSessions): SQL | undefined {
  if (which === 'all') return undefined;
  return 'only' in which ? eq(organizerSessions.id, which.only) : ne(organizerSessions.id, which.except);
}

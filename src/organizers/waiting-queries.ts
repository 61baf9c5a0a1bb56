import { and, eq, exists, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { contactClocks, contacts } from '../db/schema.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { scopeOf } from './scope.ts';

/** A count that stands in every page's navigation stops here: more is all the same. */
const most = 999;

/** How many contacts that an organizer may see wait for their answer, up to 999. */
export async function countOwnWaiting(db: Db, organizer: Pick<SignedInOrganizer, 'id' | 'role'>): Promise<number> {
  const scope = scopeOf(organizer);
  const seen =
    scope &&
    exists(
      db
        .select({ one: sql`1` })
        .from(contacts)
        .where(and(eq(contacts.id, contactClocks.contactId), scope)),
    );
  const mine = db
    .select({ id: contactClocks.contactId })
    .from(contactClocks)
    .where(and(eq(contactClocks.ownerId, organizer.id), isNull(contactClocks.endedAt), seen))
    .limit(most)
    .as('mine');
  return await db.$count(mine);
}

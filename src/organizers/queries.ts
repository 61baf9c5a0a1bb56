import { desc, eq, lt } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { auditEntries, organizers } from './table.ts';

export type Organizer = typeof organizers.$inferSelect;
/** An audit entry with its organizer's name: null where nobody was signed in, or where they are gone. */
export type AuditLine = typeof auditEntries.$inferSelect & { organizer: string | null };

/** The organizer who has an address, whatever its case. */
export async function findOrganizer(db: Db, email: string): Promise<Organizer | undefined> {
  const [organizer] = await db.select().from(organizers).where(eq(organizers.email, email.trim().toLowerCase()));
  return organizer;
}

/** The audit log, newest first, `limit` at a time; `before` is the id of the last line above (keyset pagination). */
export async function listAuditEntries(
  db: Db,
  page: { before?: string | undefined; limit: number },
): Promise<AuditLine[]> {
  const rows = await db
    .select({ entry: auditEntries, name: organizers.name, email: organizers.email })
    .from(auditEntries)
    .leftJoin(organizers, eq(organizers.id, auditEntries.organizerId))
    .where(page.before === undefined ? undefined : lt(auditEntries.id, page.before))
    .orderBy(desc(auditEntries.id))
    .limit(page.limit);
  return rows.map(({ entry, name, email }) => ({ ...entry, organizer: name || email }));
}

/** How many people may sign in. */
export async function countOrganizers(db: Db): Promise<number> {
  return await db.$count(organizers);
}

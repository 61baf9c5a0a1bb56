import { and, desc, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { AuditFilter } from './audit-form.ts';
import { auditEntries, organizers } from './table.ts';

/**
 * An audit entry with its organizer's name, null where nobody was signed in or they are gone; and the address of one who
 * is gone, as the entry of their removal has it.
 */
export type AuditLine = typeof auditEntries.$inferSelect & { organizer: string | null; removed: string | null };

export type AuditPart = {
  filter: AuditFilter;
  /** Whose midnight a day begins at. */
  timezone: string;
  /** The id of the last line above (keyset pagination). */
  before?: string | undefined;
  limit: number;
};

const removals = sql`from ${auditEntries} as removal where removal.action = 'organizer.removed'`;
/** Looked up for those alone who are no organizers any more: what they did stays theirs. */
const removedAddress = sql<string | null>`case when ${organizers.id} is null and ${auditEntries.organizerId} is not null
  then (select removal.detail ->> 'email' ${removals} and removal.detail ->> 'organizer' = ${auditEntries.organizerId} limit 1)
  end`;

/** Who was taken off the organizers, by the address that they had then. */
export async function listRemoved(db: Db): Promise<{ id: string; email: string }[]> {
  const rows = await db.execute<{ id: string; email: string }>(sql`
    select distinct removal.detail ->> 'organizer' as id, removal.detail ->> 'email' as email ${removals}
      and removal.detail ->> 'email' is not null order by 2, 1`);
  return [...rows];
}

/** The entries that match, newest first: their ids are UUIDv7 (RFC 9562), which rise with time. */
export async function listAuditEntries(db: Db, { filter, timezone, before, limit }: AuditPart): Promise<AuditLine[]> {
  const rows = await db
    .select({ entry: auditEntries, name: organizers.name, email: organizers.email, removed: removedAddress })
    .from(auditEntries)
    .leftJoin(organizers, eq(organizers.id, auditEntries.organizerId))
    .where(and(...matching(filter, timezone), before === undefined ? undefined : lt(auditEntries.id, before)))
    .orderBy(desc(auditEntries.id))
    .limit(limit);
  return rows.map(({ entry, name, email, removed }) => ({ ...entry, organizer: name || email, removed }));
}

/** The entries that match, newest first, a thousand at a time. */
export async function* allAuditEntries(
  db: Db,
  part: Pick<AuditPart, 'filter' | 'timezone'>,
): AsyncGenerator<AuditLine[]> {
  const limit = 1_000;
  for (let before: string | undefined; ; ) {
    const lines = await listAuditEntries(db, { ...part, before, limit });
    if (lines.length > 0) yield lines;
    before = lines[limit - 1]?.id;
    if (before === undefined) return;
  }
}

/** How many entries match. */
export async function countAuditEntries(
  db: Db,
  { filter, timezone }: Pick<AuditPart, 'filter' | 'timezone'>,
): Promise<number> {
  return await db.$count(auditEntries, and(...matching(filter, timezone)));
}

/** Every action that the log knows. */
export async function listActions(db: Db): Promise<string[]> {
  const rows = await db.selectDistinct({ action: auditEntries.action }).from(auditEntries).orderBy(auditEntries.action);
  return rows.map(({ action }) => action);
}

function matching({ who, what, from, to }: AuditFilter, timezone: string): (SQL | undefined)[] {
  const { organizerId, action, at } = auditEntries;
  const midnight = (day: string, days: number) =>
    sql`((${day}::date + ${days}::int)::timestamp at time zone ${timezone})`;
  return [
    who === 'system' ? isNull(organizerId) : who ? eq(organizerId, who) : undefined,
    what ? eq(action, what) : undefined,
    from ? gte(at, midnight(from, 0)) : undefined,
    to ? lt(at, midnight(to, 1)) : undefined,
  ];
}

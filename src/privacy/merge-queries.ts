import { and, desc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { organizers } from '../organizers/table.ts';
import { teams } from '../teams/table.ts';
import type { MergeField } from './form.ts';
import { contactMerges } from './table.ts';
import { undoFor } from './undo-merge.ts';

/** A contact as one side of a comparison; every value as text, empty where there is none. */
export type Side = { id: string; name: string; values: Record<MergeField, string> };

/** A merge that can still be undone, and until when. */
export type MergeLine = { id: string; at: Date; until: Date };

/** Reads a contact as a side; undefined for one that is nobody. */
export async function findSide(db: Db, id: string): Promise<Side | undefined> {
  const [row] = await db
    .select({ contact: contacts, owner: organizers.name, team: teams.name })
    .from(contacts)
    .leftJoin(organizers, eq(organizers.id, contacts.ownerId))
    .leftJoin(teams, eq(teams.id, contacts.teamId))
    .where(and(eq(contacts.id, id), isNull(contacts.erasedAt)));
  if (!row) return undefined;
  const { contact } = row;
  return {
    id,
    name: `${contact.firstName} ${contact.lastName}`.trim() || contact.email,
    values: {
      email: contact.email,
      firstName: contact.firstName,
      lastName: contact.lastName,
      phone: contact.phone,
      postalCode: contact.postalCode,
      locale: contact.locale,
      availability: contact.availability.join(', '),
      skills: contact.skills.join(', '),
      owner: row.owner ?? '',
      team: row.team ?? '',
    },
  };
}

/** The merges into a contact that can still be undone, the latest first. */
export async function undoableMerges(db: Db, survivorId: string, now: Date): Promise<MergeLine[]> {
  const rows = await db
    .select({ id: contactMerges.id, at: contactMerges.at })
    .from(contactMerges)
    .where(
      and(
        eq(contactMerges.survivorId, survivorId),
        isNull(contactMerges.undoneAt),
        isNotNull(contactMerges.journal),
        gt(contactMerges.at, new Date(now.getTime() - undoFor)),
      ),
    )
    .orderBy(desc(contactMerges.id));
  return rows.map(({ id, at }) => ({ id, at, until: new Date(at.getTime() + undoFor) }));
}

/** Whose merge it is; undefined where there is none. */
export async function survivorOf(db: Db, mergeId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ id: contactMerges.survivorId })
    .from(contactMerges)
    .where(eq(contactMerges.id, mergeId));
  return row?.id;
}

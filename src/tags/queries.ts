import { asc, desc, eq, notInArray } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { contactTags, tags } from './table.ts';

/** What a contact is tagged with, by name. */
export async function tagsOf(db: Db, contactId: string): Promise<{ id: string; name: string }[]> {
  return await db
    .select({ id: tags.id, name: tags.name })
    .from(contactTags)
    .innerJoin(tags, eq(tags.id, contactTags.tagId))
    .where(eq(contactTags.contactId, contactId))
    .orderBy(asc(tags.folded));
}

/** Tags to choose from: the newest ones that this contact has not. */
export async function suggestedTags(db: Db, contactId: string, limit: number): Promise<string[]> {
  const had = db.select({ id: contactTags.tagId }).from(contactTags).where(eq(contactTags.contactId, contactId));
  const rows = await db
    .select({ name: tags.name })
    .from(tags)
    .where(notInArray(tags.id, had))
    .orderBy(desc(tags.createdAt), asc(tags.folded))
    .limit(limit);
  return rows.map(({ name }) => name);
}

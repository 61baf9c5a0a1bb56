import { desc } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { pictures } from './table.ts';

/** The names of the pictures that were uploaded last. */
export async function latestPictures(db: Db, limit = 12): Promise<string[]> {
  const rows = await db.select({ name: pictures.name }).from(pictures).orderBy(desc(pictures.createdAt)).limit(limit);
  return rows.map(({ name }) => name);
}

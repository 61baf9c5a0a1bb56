import { desc, eq, isNull } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Db } from '../db/client.ts';
import { apiKeys } from './table.ts';

export type ApiKey = typeof apiKeys.$inferSelect;
/** A key with the name of its campaign in URLs; null where it is for all. */
export type ListedKey = ApiKey & { slug: string | null };

/** The keys that work. */
export async function activeKeys(db: Db): Promise<ApiKey[]> {
  return await db.select().from(apiKeys).where(isNull(apiKeys.revokedAt));
}

/** Every key there was, the newest first. */
export async function listKeys(db: Db): Promise<ListedKey[]> {
  const rows = await db
    .select({ key: apiKeys, slug: campaigns.slug })
    .from(apiKeys)
    .leftJoin(campaigns, eq(campaigns.id, apiKeys.campaignId))
    .orderBy(desc(apiKeys.id));
  return rows.map(({ key, slug }) => ({ ...key, slug }));
}

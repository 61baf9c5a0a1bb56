import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { apiKeys } from './table.ts';
import { hashToken, makeToken } from './token.ts';

/** A key to be made: for pages of these origins, or, without any, for a server, which gets a token. */
export type NewKey = { name: string; origins: string[]; campaignId: string | null; perMinute: number };

/** Makes a key and returns its id, and its token where it has one: nobody can read it again. */
export async function addKey(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  key: NewKey,
): Promise<{ id: string; token: string | undefined }> {
  const id = uuidv7();
  const at = clock.now();
  const token = key.origins.length > 0 ? undefined : makeToken();
  await db.transaction(async (tx) => {
    await tx
      .insert(apiKeys)
      .values({ id, ...key, tokenHash: token === undefined ? null : hashToken(token), createdAt: at });
    const detail = { name: key.name, origins: key.origins.join(' ') };
    await recordAudit(tx, { organizerId: null, action: 'api-key.added', detail, at });
  });
  return { id, token };
}

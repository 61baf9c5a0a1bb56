import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { apiKeys } from './table.ts';

const every = 60_000;

/** Notes that a key was used, at most once a minute in each process, and nobody waits for it. */
export function createNoteUse({ db, clock, onStale }: Deps): (keyId: string) => void {
  const noted = new Map<string, number>();
  return (keyId) => {
    const now = clock.now();
    if (now.getTime() - (noted.get(keyId) ?? 0) < every) return;
    noted.set(keyId, now.getTime());
    db.update(apiKeys)
      .set({ lastUsedAt: now })
      .where(eq(apiKeys.id, keyId))
      .then(() => {}, onStale);
  };
}

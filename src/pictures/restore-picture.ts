import type { Deps } from '../deps.ts';
import { copiesOf } from './prepare-picture.ts';
import { pictures } from './table.ts';

/** Keeps a picture that comes with a campaign's file. Returns whether it is what its name says: nothing else is kept. */
export async function restorePicture(
  { db, clock, pictures: store }: Pick<Deps, 'db' | 'clock' | 'pictures'>,
  name: string,
  master: Uint8Array,
): Promise<boolean> {
  const prepared = await copiesOf(master).catch(() => undefined);
  if (prepared?.name !== name) return false;
  const { width, height, files } = prepared;
  for (const file of files) await store.put(file.name, file.type, file.bytes);
  await db.insert(pictures).values({ name, width, height, createdAt: clock.now() }).onConflictDoNothing();
  return true;
}

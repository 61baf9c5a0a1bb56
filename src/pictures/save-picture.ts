import type { Deps } from '../deps.ts';
import { type PictureFault, preparePicture } from './prepare-picture.ts';
import { pictures } from './table.ts';

/** Keeps an uploaded picture with its copies and returns its name; the same picture again is the same name. */
export async function savePicture(
  { db, clock, pictures: store }: Pick<Deps, 'db' | 'clock' | 'pictures'>,
  upload: Uint8Array,
  organizerId: string | null,
): Promise<{ ok: true; name: string } | { ok: false; fault: PictureFault }> {
  const prepared = await preparePicture(upload);
  if (!prepared.ok) return prepared;
  const { name, width, height, files } = prepared.picture;
  // The row comes last: what it names is there.
  for (const file of files) await store.put(file.name, file.type, file.bytes);
  await db.insert(pictures).values({ name, width, height, organizerId, createdAt: clock.now() }).onConflictDoNothing();
  return { ok: true, name };
}

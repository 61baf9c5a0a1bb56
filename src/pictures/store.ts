import { eq } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import { createS3Store } from './s3-store.ts';
import { pictureFiles } from './table.ts';

/** Where pictures are kept. What is put under a name never changes: the name holds a hash of it. */
export type PictureStore = {
  put(name: string, type: string, bytes: Uint8Array): Promise<void>;
  /** Undefined when there is none of that name. */
  get(name: string): Promise<Uint8Array | undefined>;
};

/** The most that is kept in memory of what was asked for last, in bytes. */
const mostKept = 32 * 1024 * 1024;

/** The store that the settings name, Postgres unless they name another, with what was asked for last in memory. */
export function createPictureStore(config: Pick<Config, 'storage'>, db: Db): PictureStore {
  return keeping(config.storage ? createS3Store(config.storage) : createPostgresStore(db));
}

function createPostgresStore(db: Db): PictureStore {
  return {
    put: async (name, _type, bytes) => {
      await db.insert(pictureFiles).values({ name, bytes }).onConflictDoNothing();
    },
    get: async (name) => {
      const [file] = await db.select().from(pictureFiles).where(eq(pictureFiles.name, name));
      return file?.bytes;
    },
  };
}

function keeping(store: PictureStore): PictureStore {
  const kept = new Map<string, Uint8Array>();
  let weight = 0;
  return {
    put: store.put,
    get: async (name) => {
      const bytes = kept.get(name) ?? (await store.get(name));
      if (!bytes) return undefined;
      // To the end of the line, where the one asked for last stands.
      if (!kept.delete(name)) weight += bytes.byteLength;
      kept.set(name, bytes);
      for (const [oldest, one] of kept) {
        if (weight <= mostKept) break;
        kept.delete(oldest);
        weight -= one.byteLength;
      }
      return bytes;
    },
  };
}

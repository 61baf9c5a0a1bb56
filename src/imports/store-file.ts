import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { FileRefused, type ImportSettings } from './import-form.ts';
import { importPieces, imports } from './table.ts';

/** The most that a file may weigh, in bytes. */
export const mostFileBytes = 300 * 1024 * 1024;

const pieceBytes = 1024 * 1024;
/** A file that nobody takes in is dropped after so long, in milliseconds. */
const keptFor = 24 * 60 * 60_000;

type NewFile = {
  organizerId: string | null;
  filename: string;
  bytes: AsyncIterable<Uint8Array>;
  settings?: ImportSettings;
};

const usual: ImportSettings = { mapping: null, mode: 'fill', trustLedger: false };

/**
 * Keeps a file in the database piece by piece as it arrives, so that whichever machine works on it finds it, and has
 * it checked. A file whose upload breaks off leaves nothing.
 * @returns the import's id.
 * @throws FileRefused `too-large` or `empty`.
 */
export async function storeFile(
  deps: Deps,
  { organizerId, filename, bytes, settings = usual }: NewFile,
): Promise<string> {
  const id = uuidv7();
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await tx.insert(imports).values({
      id,
      organizerId,
      filename: filename.slice(0, 200).toWellFormed(),
      state: 'checking',
      settings,
      createdAt: now,
    });
    // From the first moment on: a process that is killed during the upload tidies nothing up.
    const runAt = new Date(now.getTime() + keptFor);
    await enqueue(tx, 'imports.drop-file', { importId: id }, { runAt });
  });
  try {
    let size = 0;
    let number = 0;
    for await (const piece of inPieces(bytes)) {
      size += piece.length;
      if (size > mostFileBytes) throw new FileRefused('too-large', String(mostFileBytes / 1024 / 1024));
      await deps.db.insert(importPieces).values({ importId: id, number, bytes: piece });
      number += 1;
    }
    if (size === 0) throw new FileRefused('empty');
    await deps.db.transaction(async (tx) => {
      await tx.update(imports).set({ size }).where(eq(imports.id, id));
      await enqueue(tx, 'imports.check', { importId: id }, { key: `imports.check/${id}` });
    });
    return id;
  } catch (error) {
    await deps.db.delete(imports).where(eq(imports.id, id));
    throw error;
  }
}

async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < pieceBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

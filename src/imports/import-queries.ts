import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { organizers } from '../organizers/table.ts';
import { importPieces, imports } from './table.ts';

export type Import = typeof imports.$inferSelect;

export async function findImport(db: Db, id: string): Promise<Import | undefined> {
  const [found] = await db.select().from(imports).where(eq(imports.id, id));
  return found;
}

/** The newest imports with who brought them. */
export async function listImports(db: Db, limit: number): Promise<(Import & { organizer: string | null })[]> {
  const rows = await db
    .select({ one: imports, name: organizers.name, email: organizers.email })
    .from(imports)
    .leftJoin(organizers, eq(organizers.id, imports.organizerId))
    .orderBy(desc(imports.id))
    .limit(limit);
  return rows.map(({ one, name, email }) => ({ ...one, organizer: name || email }));
}

/** The bytes of an import's file, a piece at a time. */
export async function* fileBytes(db: Db, importId: string): AsyncGenerator<Uint8Array> {
  for (let last = -1; ; ) {
    const [piece] = await db
      .select()
      .from(importPieces)
      .where(and(eq(importPieces.importId, importId), gt(importPieces.number, last)))
      .orderBy(asc(importPieces.number))
      .limit(1);
    if (!piece) return;
    last = piece.number;
    yield piece.bytes;
  }
}

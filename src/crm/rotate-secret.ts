import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { isSealedWith, openText, placeOf, SealBroken, sealText } from './seal.ts';
import { openSought, sealSought } from './sought.ts';
import { crmConnectors, crmFarewells } from './table.ts';

const columns = ['credentials', 'tokens', 'inbound'] as const;

/** `broken`: neither secret opens them; their credentials have to be typed anew. */
export type Rotated = { sealed: number; already: number; broken: { id: string; name: string }[] };

/**
 * Seals anew with SECRET what `oldSecret` sealed, connector by connector, while Terrain runs: its secrets, and what those
 * are found by whom it still has to let go of. A row that a token's refresh is writing is waited for. Twice is once, and
 * interrupted it goes on.
 */
export async function rotateSecret(deps: Deps, oldSecret: string): Promise<Rotated> {
  const { secret } = deps.config;
  const result: Rotated = { sealed: 0, already: 0, broken: [] };
  const all = await deps.db.select({ id: crmConnectors.id }).from(crmConnectors).orderBy(asc(crmConnectors.id));
  for (const { id } of all) {
    await deps.db.transaction(async (tx) => {
      const [row] = await tx.select().from(crmConnectors).where(eq(crmConnectors.id, id)).for('update');
      if (!row) return;
      const kept = { credentials: row.credentials || null, tokens: row.tokens, inbound: row.inboundSecret };
      const anew: Partial<Record<(typeof columns)[number], string>> = {};
      const farewells = await tx
        .select({ id: crmFarewells.id, sought: crmFarewells.sought })
        .from(crmFarewells)
        .where(and(eq(crmFarewells.connectorId, id), isNotNull(crmFarewells.sought)))
        .for('update');
      const resealed: { id: string; sought: string }[] = [];
      for (const farewell of farewells) {
        const sealed = farewell.sought ?? '';
        // What nobody can open any more is a person's to do, and keeps nothing else.
        const sought = openSought({ secret, oldSecret }, id, sealed);
        if (isSealedWith(secret, sealed)) result.already += 1;
        else if (sought) resealed.push({ id: farewell.id, sought: sealSought({ secret }, id, sought) });
      }
      try {
        for (const column of columns) {
          const text = kept[column];
          if (text === null) continue;
          if (isSealedWith(secret, text)) result.already += 1;
          else anew[column] = reseal(text, id, column);
        }
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        result.broken.push({ id, name: row.name });
        return;
      }
      const count = Object.keys(anew).length + resealed.length;
      if (count === 0) return;
      const { inbound, ...same } = anew;
      if (Object.keys(anew).length > 0)
        await tx
          .update(crmConnectors)
          .set({ ...same, ...(inbound === undefined ? {} : { inboundSecret: inbound }) })
          .where(eq(crmConnectors.id, id));
      for (const { id: farewellId, sought } of resealed)
        await tx.update(crmFarewells).set({ sought }).where(eq(crmFarewells.id, farewellId));
      await recordAudit(tx, {
        organizerId: null,
        action: 'crm.secret-rotated',
        detail: { connectorId: id },
        count,
        at: deps.clock.now(),
      });
      result.sealed += count;
    });
  }
  return result;

  function reseal(text: string, id: string, what: (typeof columns)[number]): string {
    return sealText({ secret }, placeOf(id, what), openText({ secret, oldSecret }, placeOf(id, what), text));
  }
}

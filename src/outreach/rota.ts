import { eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { organizers } from '../organizers/table.ts';
import { answerers } from './table.ts';

type Candidate = { id: string; role: 'owner' | 'organizer'; takesNew: boolean; turn: number };

/** Whom people are given to, in turn. Every turn taken is written by `save`, in the transaction that opened it. */
export type Rota = {
  /** Whose turn it is among those who take new people; `except` is passed over. Undefined where nobody is left. */
  next(except?: string | null): string | undefined;
  /** The same among the owners, whether they take new people or not: somebody has to be the last. */
  nextOwner(except?: string | null): string | undefined;
  save(): Promise<void>;
};

/**
 * Opens the rota; until the transaction ends no other one is open, so that turns stay fair however many batches of
 * people arrive at once. A leader answers the team's people alone, and a viewer nobody.
 */
export async function openRota(tx: Tx): Promise<Rota> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('outreach.rota'))`);
  const rows = await tx
    .select({
      id: organizers.id,
      role: organizers.role,
      takesNew: sql<boolean>`coalesce(${answerers.takesNew}, true)`,
      turn: sql<string>`coalesce(${answerers.turn}, 0)`,
    })
    .from(organizers)
    .leftJoin(answerers, eq(answerers.organizerId, organizers.id))
    .where(inArray(organizers.role, ['owner', 'organizer']));
  const candidates = rows.flatMap(({ id, role, takesNew, turn }): Candidate[] =>
    role === 'owner' || role === 'organizer' ? [{ id, role, takesNew, turn: Number(turn) }] : [],
  );
  return createRota(candidates, (turns) => saveTurns(tx, turns));
}

/** The rota itself: whoever has waited longest for a turn is next, by id where two have never had one. */
function createRota(candidates: Candidate[], save: (turns: Map<string, number>) => Promise<void>): Rota {
  const turns = new Map(candidates.map(({ id, turn }) => [id, turn]));
  const taken = new Map<string, number>();
  let last = Math.max(0, ...turns.values());
  const take = (among: Candidate[], except: string | null | undefined) => {
    const [first] = among
      .filter(({ id }) => id !== except)
      .sort((one, other) => (turns.get(one.id) ?? 0) - (turns.get(other.id) ?? 0) || (one.id < other.id ? -1 : 1));
    if (!first) return undefined;
    last += 1;
    turns.set(first.id, last);
    taken.set(first.id, last);
    return first.id;
  };
  const takers = candidates.filter(({ takesNew }) => takesNew);
  const owners = candidates.filter(({ role }) => role === 'owner');
  return {
    next: (except) => take(takers, except),
    nextOwner: (except) => take(owners, except),
    save: () => save(taken),
  };
}

async function saveTurns(tx: Tx, turns: Map<string, number>): Promise<void> {
  if (turns.size === 0) return;
  await tx
    .insert(answerers)
    .values([...turns].map(([organizerId, turn]) => ({ organizerId, turn })))
    .onConflictDoUpdate({ target: answerers.organizerId, set: { turn: sql`excluded.turn` } });
}

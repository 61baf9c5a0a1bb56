import { isSame, joinPieces, type Pieces, piecesOf } from '../imports/content-view.ts';
import type { CampaignContent } from '../imports/form.ts';

/** What two people made of the same piece; undefined where one took it away. */
export type Conflict = { path: string; base: unknown; mine: unknown; theirs: unknown };

/** Whose piece stands where both changed it. */
export type Choices = ReadonlyMap<string, 'mine' | 'theirs'>;

/**
 * Puts together what two people made of one state: what only one of them changed is taken from that one. What both
 * changed differently is a conflict unless `choices` has it; where there is one, `merged` has theirs in its place.
 */
export function merge(
  base: CampaignContent,
  mine: CampaignContent,
  theirs: CampaignContent,
  choices: Choices = new Map(),
): { merged: unknown; conflicts: Conflict[] } {
  const [was, one, other] = [piecesOf(base), piecesOf(mine), piecesOf(theirs)];
  const merged: Pieces = new Map();
  const conflicts: Conflict[] = [];
  for (const path of new Set([...other.keys(), ...one.keys()])) {
    const [before, my, their] = [was.get(path), one.get(path), other.get(path)];
    const bothChanged = !isSame(my, before) && !isSame(their, before) && !isSame(my, their);
    const choice = choices.get(path);
    if (bothChanged && choice === undefined) conflicts.push({ path, base: before, mine: my, theirs: their });
    const takesMine = bothChanged ? choice === 'mine' : isSame(their, before);
    const value = takesMine ? my : their;
    if (value !== undefined) merged.set(path, value);
  }
  return { merged: joinPieces(merged), conflicts };
}

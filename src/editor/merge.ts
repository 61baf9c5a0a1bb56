import { isSame, joinPieces, type Pieces, piecesOf } from '../imports/content-view.ts';
import type { CampaignContent } from '../imports/form.ts';

/** What two people made of the same piece; undefined where one took it away. */
export type Conflict = { path: string; base: unknown; mine: unknown; theirs: unknown };

/** Whose piece stands where both changed it. */
export type Choices = ReadonlyMap<string, 'mine' | 'theirs'>;

/** What is something only as a whole: a language, a date and its words in one, a sequence with its steps. */
const wholes = [/^(?:texts|shifts|sequences)\.[^.]+/, /^shifts\.[^.]+\.texts\.[^.]+/];

/**
 * Puts together what two people made of one state: what only one of them changed is taken from that one. What both
 * changed differently is a conflict unless `choices` has it; where there is one, `merged` has theirs in its place. What
 * one took away and the other changed is one piece: half of it would be nothing.
 */
export function merge(
  base: CampaignContent,
  mine: CampaignContent,
  theirs: CampaignContent,
  choices: Choices = new Map(),
): { merged: unknown; conflicts: Conflict[] } {
  const [was, one, other] = [piecesOf(base), piecesOf(mine), piecesOf(theirs)];
  const gone = wholesOf(was).filter((whole) => [one, other].some((pieces) => below(pieces, whole).length === 0));
  for (const whole of gone) for (const pieces of [was, one, other]) gather(pieces, whole);
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
  for (const whole of gone) scatter(merged, whole);
  return { merged: joinPieces(merged), conflicts };
}

function wholesOf(pieces: Pieces): string[] {
  return [...new Set([...pieces.keys()].flatMap((path) => wholes.flatMap((whole) => whole.exec(path)?.[0] ?? [])))];
}

function below(pieces: Pieces, whole: string): [string, unknown][] {
  return [...pieces].filter(([path]) => path === whole || path.startsWith(`${whole}.`));
}

/** Makes one piece of a whole: its pieces by their paths. */
function gather(pieces: Pieces, whole: string): void {
  const parts = below(pieces, whole);
  for (const [path] of parts) pieces.delete(path);
  if (parts.length > 0) pieces.set(whole, Object.fromEntries(parts));
}

/** Makes a whole its pieces again. */
function scatter(pieces: Pieces, whole: string): void {
  const parts = Object.entries(pieces.get(whole) ?? {});
  pieces.delete(whole);
  for (const [path, value] of parts) pieces.set(path, value);
}

import { fold } from '../contacts/fold.ts';

/** In characters; what is longer is a note. */
export const longestTag = 50;

/** A tag as typed, and as it is compared; undefined for none, or for what is no word. */
export function readTag(typed: string): { name: string; folded: string } | undefined {
  // Commas part tags wherever they are listed.
  const name = typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const isWord = name !== '' && name.length <= longestTag && !/[\p{Cc}\p{Cs},;]/u.test(name);
  const folded = fold(name);
  return isWord && folded !== '' ? { name, folded } : undefined;
}

import { fold } from '../contacts/fold.ts';

/** More words than this narrow nothing down any further. */
const mostWords = 6;

const canadianPostalCode = /\b([a-z]\d[a-z])[ -]?(\d[a-z]\d)\b/g;

/** What is looked for, as words to be compared with folded columns: each must begin one of them. */
export function readSearch(typed: string): string[] {
  // A postal code is stored with its space, and is one word however it is typed.
  const text = fold(typed.replaceAll('\0', '')).replace(canadianPostalCode, '$1\u00a0$2');
  const words = text.split(/[\t\n ,;]+/).filter((word) => word !== '');
  return words.slice(0, mostWords).map((word) => word.replace('\u00a0', ' '));
}

import { messages, reports, shifts } from './field-work.ts';
import { addresses, consents, notes, pledges, signups, suppressions, tags } from './records.ts';
import type { Sheet } from './sheet.ts';

/** Every file beside the contacts, by the word that a URL says it with. */
export const sheets = {
  signups,
  pledges,
  shifts,
  reports,
  messages,
  consents,
  suppressions,
  tags,
  notes,
  addresses,
} as const satisfies Record<string, Sheet>;

export type SheetName = keyof typeof sheets;

/**
 * The files that, with the contacts, are everything that Terrain's own import takes back. The addresses come last: what
 * is read stays locked until the export ends, and an import or a merge, and every sign-up behind it, waits for that table.
 */
export const losslessSheets = ['consents', 'suppressions', 'signups', 'pledges', 'tags', 'notes', 'addresses'] as const;

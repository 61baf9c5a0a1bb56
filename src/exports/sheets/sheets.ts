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

/** The files that, with the contacts, are everything that Terrain's own import takes back, in the order it needs. */
export const losslessSheets = ['addresses', 'consents', 'suppressions', 'signups', 'pledges', 'tags', 'notes'] as const;

import { messages } from '../locales/index.ts';
import type { Outcome } from '../ui/outcome.tsx';

/** What the act before this page led to, when the query names one that there is a sentence for. */
export function outcomeOf(value: string | undefined): Outcome | undefined {
  const known = messages('fr').pages.outcomes;
  return value !== undefined && isKey(known, value) ? value : undefined;
}

function isKey<T extends object>(record: T, key: string): key is string & keyof T {
  return Object.hasOwn(record, key);
}

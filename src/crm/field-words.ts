import { type Locale, messages } from '../locales/index.ts';
import type { Description } from './connector.ts';

/** What the CRM calls a field of its own, as it was read last; a field that is named as one of Terrain's has its words. */
export function fieldWord(locale: Locale, description: Description | null, key: string): string {
  const label = description?.fields.find((field) => field.key === key)?.label ?? key;
  if (label !== key) return label;
  return new Map<string, string>(Object.entries(messages(locale).crm.mapping.fields)).get(key) ?? key;
}

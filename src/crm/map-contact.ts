import type { FieldMapping, Outgoing } from './connector.ts';
import type { CrmContact } from './crm-contact.ts';

/** A contact's values by the CRM's fields, as a mapping says. */
export function mapContact(
  contact: CrmContact,
  mapping: FieldMapping[],
  _options: Record<string, unknown>,
): Pick<Outgoing, 'values' | 'authority' | 'tags'> {
  const values: Outgoing['values'] = {};
  const authority: Outgoing['authority'] = {};
  for (const { from, to, authority: whose } of mapping) {
    // What the CRM alone decides is never sent.
    if (whose === 'crm') continue;
    values[to] = contact.fields[from] ?? null;
    authority[to] = whose;
  }
  return { values, authority, tags: contact.tags };
}

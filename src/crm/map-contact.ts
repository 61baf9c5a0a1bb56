import type { FieldMapping, Outgoing, Scalar } from './connector.ts';
import { readOptions } from './connector-options.ts';
import type { CrmContact } from './crm-contact.ts';
import { isTransform, transforms } from './transforms.ts';

/** What begins the `from` of a field that always says the same: `text:Terrain`. */
const constant = 'text:';

/**
 * A contact's values by the CRM's fields, as a mapping says. What is empty here is left out, so that it erases nothing
 * over there, as an import's empty cell erases nothing here; and so is what the CRM alone decides. Of two lines with the
 * same `to` the first that has a value counts: a mobile number, else another.
 */
export function mapContact(
  contact: CrmContact,
  mapping: FieldMapping[],
  options: Record<string, unknown>,
): Pick<Outgoing, 'values' | 'authority' | 'tags'> {
  const values: Outgoing['values'] = {};
  const authority: Outgoing['authority'] = {};
  for (const line of mapping) {
    if (line.authority === 'crm' || Object.hasOwn(values, line.to)) continue;
    const value = mapValue(contact, line);
    if (value === null) continue;
    values[line.to] = value;
    authority[line.to] = line.authority;
  }
  return { values, authority, tags: tagsFor(contact, options) };
}

/** The value of one line, changed as it says; null where there is none to send. */
export function mapValue(contact: CrmContact, { from, transform }: Omit<FieldMapping, 'to' | 'authority'>): Scalar {
  const value = from.startsWith(constant) ? from.slice(constant.length) : (contact.fields[from] ?? null);
  if (value === null || (typeof value === 'string' && value.trim() === '')) return null;
  // A name that a later version wrote: better nothing than something else than was meant.
  if (!isTransform(transform)) return null;
  const change: (given: string | number | boolean) => Scalar = transforms[transform];
  const changed = change(value);
  return changed === '' ? null : changed;
}

function tagsFor(contact: CrmContact, options: Record<string, unknown>): string[] {
  const { tags, campaignTags, tagPrefix } = readOptions(options);
  const campaigns = contact.acts.filter(({ kind }) => kind === 'signup').map(({ campaign }) => campaign.title);
  const all = [...(tags ? contact.tags : []), ...(campaignTags ? campaigns : [])].map((tag) => tagPrefix + tag.trim());
  // One of those that differ by their case alone: most CRMs take them for one.
  const once = new Map(all.map((tag) => [tag.toLowerCase(), tag]));
  return [...once.values()].sort();
}

import { cleanText } from '../clean-text.ts';
import type { FieldMapping, Note, Outgoing, Scalar } from '../connector.ts';
import { isEmpty, terrainCounts } from '../whose-value.ts';
import { idProperty, isMappable, isReadOnly, tagsProperty } from './properties.ts';
import type { Contact, Property } from './types.ts';

/** Fills what is empty over there; what Terrain alone knows stands in properties of its own. */
export const defaultMapping: FieldMapping[] = [
  { from: 'firstName', to: 'firstname', transform: '', authority: 'fill-empty' },
  { from: 'lastName', to: 'lastname', transform: '', authority: 'fill-empty' },
  { from: 'phone', to: 'phone', transform: '', authority: 'fill-empty' },
  { from: 'postalCode', to: 'zip', transform: '', authority: 'fill-empty' },
  { from: 'locale', to: 'hs_language', transform: '', authority: 'fill-empty' },
  { from: 'source', to: 'terrain_source', transform: '', authority: 'terrain' },
  { from: 'lastCampaign', to: 'terrain_campaign', transform: '', authority: 'terrain' },
  { from: 'lastSignupAt', to: 'terrain_signed_up_on', transform: 'date', authority: 'terrain' },
  { from: 'attended', to: 'terrain_attended', transform: '', authority: 'terrain' },
];

/**
 * The properties of a contact as they are to stand, each a string: **all** that are mapped, those whose value over there
 * counts with that value. Nobody is sure whether an upsert by address leaves alone what it does not name, so it names
 * everything that is ours to write. `differs`: whether any of it is not so already.
 */
export function propertiesFor(outgoing: Outgoing, there: Contact | undefined, known: Map<string, Property>) {
  const properties: Record<string, string> = {};
  const notes: Note[] = [];
  let differs = !there;
  const put = (name: string, value: string) => {
    properties[name] = value;
    if (!sameValue(value, there?.properties[name] ?? '', known.get(name)?.type)) differs = true;
  };

  for (const [name, value] of Object.entries(outgoing.values)) {
    const property = known.get(name);
    if (!property) {
      notes.push({ what: 'property-missing', detail: name });
      continue;
    }
    if (!isMappable(property) || isReadOnly(property)) continue;
    const now = there?.properties[name] ?? '';
    const counts = terrainCounts(outgoing.authority[name] ?? 'terrain', {
      now,
      theirsChangedAt: changedAtOf(there),
      oursChangedAt: outgoing.changedAt,
    });
    const ours = asText(value, property.type);
    // An empty value of ours does not erase one of theirs that we were only to fill.
    put(name, !there || (counts && !(ours === '' && outgoing.authority[name] === 'fill-empty')) ? ours : now);
  }
  if (known.has(idProperty)) put(idProperty, outgoing.contactId);
  if (known.has(tagsProperty)) put(tagsProperty, joinTags(there, outgoing.tags));
  else if (outgoing.tags.length > 0) notes.push({ what: 'property-missing', detail: tagsProperty });
  return { properties, differs, notes };
}

export function tagsOf({ properties }: Contact): string[] {
  return (properties[tagsProperty] ?? '').split(';').filter((tag) => tag !== '');
}

export function changedAtOf(there: Contact | undefined): Date | undefined {
  const time = Date.parse(there?.properties.lastmodifieddate ?? there?.updatedAt ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** Theirs stay; ours are added. A semicolon would make two of one. */
function joinTags(there: Contact | undefined, ours: string[]): string {
  const cleaned = ours.map((tag) => cleanText(tag).replaceAll(';', ',').trim()).filter((tag) => tag !== '');
  return [...new Set([...(there ? tagsOf(there) : []), ...cleaned])].join(';');
}

/** Every value is a string; the empty one empties. */
function asText(value: Scalar, type: string): string {
  if (value === null || value === '') return '';
  if (type === 'bool') return String(value === true || ['true', '1', 'yes', 'Y'].includes(String(value)));
  return cleanText(String(value));
}

function sameValue(one: string, other: string, type: string | undefined): boolean {
  if (one === other) return true;
  if (isEmpty(one) || isEmpty(other)) return false;
  if (type === 'number') return Number(one) === Number(other);
  if (type === 'date' || type === 'datetime') return timeOf(one) === timeOf(other);
  return false;
}

function timeOf(value: string): number {
  return /^\d{9,}$/.test(value) ? Number(value) : Date.parse(value);
}

import { Refusal } from '../call-failed.ts';
import type { RemoteField } from '../connector.ts';
import { type Ask, NotTaken } from './client.ts';
import { madeProperty, type Property, propertiesPage } from './types.ts';

const group = 'terrain';

type Own = {
  name: string;
  label: string;
  type: 'string' | 'number' | 'date';
  fieldType: 'text' | 'textarea' | 'number' | 'date';
};

/** Our id, by which a contact is known again. */
export const idProperty = 'terrain_id';
/** HubSpot has no tags: theirs and ours, separated by semicolons. */
export const tagsProperty = 'terrain_tags';

/** Properties of our own, in a group "terrain": made where an organizer agreed to it, and else left out. */
const ownProperties: Own[] = [
  { name: idProperty, label: 'Terrain: ID', type: 'string', fieldType: 'text' },
  { name: tagsProperty, label: 'Terrain: tags', type: 'string', fieldType: 'textarea' },
  { name: 'terrain_source', label: 'Terrain: source', type: 'string', fieldType: 'text' },
  { name: 'terrain_campaign', label: 'Terrain: last campaign', type: 'string', fieldType: 'text' },
  { name: 'terrain_signed_up_on', label: 'Terrain: last sign-up', type: 'date', fieldType: 'date' },
  { name: 'terrain_attended', label: 'Terrain: shifts attended', type: 'number', fieldType: 'number' },
];

/** The account's properties of contacts, by name. */
export async function readProperties(ask: Ask): Promise<Map<string, Property>> {
  const { results } = await ask('GET', '/crm/v3/properties/contacts', propertiesPage, {
    query: { archived: 'false' },
    name: 'properties/list',
  });
  return new Map(results.map((one) => [one.name, one]));
}

/** Makes those of ours that are not there. Twice is once: what somebody else made meanwhile is there too. */
export async function makeProperties(ask: Ask, there: Map<string, Property>): Promise<void> {
  const missing = missingOf(there);
  if (missing.length === 0) return;
  await unlessThere(() =>
    ask('POST', '/crm/v3/properties/contacts/groups', madeProperty, {
      body: { name: group, label: 'Terrain', displayOrder: -1 },
      name: 'properties/groups/create',
    }),
  );
  for (const own of missing) {
    await unlessThere(() =>
      ask('POST', '/crm/v3/properties/contacts', madeProperty, {
        body: { groupName: group, ...own },
        name: 'properties/create',
      }),
    );
    there.set(own.name, { name: own.name, type: own.type });
  }
}

export function missingOf(there: Map<string, Property>): Own[] {
  return ownProperties.filter(({ name }) => !there.has(name));
}

async function unlessThere(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    if (error.status === 409) return;
    // A plan has so many properties and no more, among other reasons.
    throw new Refusal('rights', error.message);
  }
}

/** What can be mapped to: what is there and can be written, and what we would make. */
export function fieldsOf(there: Map<string, Property>): RemoteField[] {
  const made = missingOf(there).map((own): Property => ({ ...own, hubspotDefined: false }));
  return [...there.values(), ...made].filter(isMappable).map((one) => ({
    key: one.name,
    label: one.label || one.name,
    type: typeOf(one.type),
    ...(one.type === 'enumeration' && { choices: (one.options ?? []).map(({ value }) => value) }),
    custom: one.hubspotDefined !== true,
    readOnly: isReadOnly(one),
  }));
}

/**
 * Whether a mapping may write it. Those that say what somebody agreed to are never written as a property: consent goes by
 * the communication preferences alone.
 */
export function isMappable({ name, hidden }: Property): boolean {
  const kept = name === 'email' || name === idProperty || name === tagsProperty || name === 'hs_marketable_status';
  return !kept && hidden !== true && !/^hs_(email_|legal_basis|object_)/.test(name);
}

export function isReadOnly({ calculated, modificationMetadata }: Property): boolean {
  return calculated === true || modificationMetadata?.readOnlyValue === true;
}

function typeOf(type: string): RemoteField['type'] {
  switch (type) {
    case 'number':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'date':
    case 'datetime':
      return 'date';
    case 'enumeration':
      return 'choice';
    default:
      return 'text';
  }
}

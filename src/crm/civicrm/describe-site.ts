import type { Description, RemoteField } from '../connector.ts';
import type { Client } from './client.ts';
import { isOurs } from './mapping.ts';
import { field, named } from './types.ts';

/** Fields of the first phone and place, which `Contact/save` writes along; `getFields` of a contact does not name them. */
const joined: [string, string][] = [
  ['phone_primary.phone', 'Phone'],
  ['address_primary.street_address', 'Street Address'],
  ['address_primary.supplemental_address_1', 'Supplemental Address 1'],
  ['address_primary.city', 'City'],
  ['address_primary.postal_code', 'Postal Code'],
];

/** What CiviCRM has: a person's fields, custom ones among them, and the tags and groups that are there. */
export async function describeSite(client: Client): Promise<Description> {
  const fields = await client.get(
    'Contact',
    field,
    { action: 'create', loadOptions: true, where: [['type', 'IN', ['Field', 'Custom']]] },
    'getFields',
  );
  const tags = await client.get('Tag', named, { select: ['id', 'name', 'label'], limit: 0 });
  return {
    fields: [
      ...fields.filter(({ name }) => !isOurs(name)).map(describeField),
      ...joined.map(([key, label]): RemoteField => ({ key, label, type: 'text', custom: false, readOnly: false })),
    ],
    tags: tags.map(({ name, label }) => label || name).toSorted(),
  };
}

function describeField({
  name,
  label,
  title,
  data_type,
  custom_field_id,
  readonly,
  options,
}: typeof field._output): RemoteField {
  const choices = options && typeof options === 'object' ? Object.keys(options) : undefined;
  return {
    key: name,
    label: label || title || name,
    type: choices ? 'choice' : (types[data_type] ?? 'text'),
    ...(choices && { choices }),
    custom: Boolean(custom_field_id),
    readOnly: readonly,
  };
}

const types: Record<string, RemoteField['type']> = {
  Integer: 'number',
  Float: 'number',
  Money: 'number',
  Boolean: 'boolean',
  Date: 'date',
  Timestamp: 'date',
};

import type { RemoteContact, Scalar } from '../connector.ts';
import type { Client } from './client.ts';
import { awaits } from './consent.ts';
import { select } from './find-people.ts';
import { isOurs } from './mapping.ts';
import { momentThere } from './server-time.ts';
import { address, entityTag, groupLink, named, type Options, type Person, person } from './types.ts';

type Known = { contactId: string; remoteId: string | undefined; email: string };

/** What CiviCRM holds of contacts, with their tags; who is in the trash is not there. */
export async function readPeople(client: Client, known: Known[], options: Options): Promise<RemoteContact[]> {
  if (known.length === 0) return [];
  const ids = known.map(({ remoteId }) => Number(remoteId ?? Number.NaN)).filter(Number.isSafeInteger);
  const ours = ['external_identifier', 'IN', known.map(({ contactId }) => contactId)];
  const there = await client.get('Contact', person, {
    select,
    where: [ids.length === 0 ? ours : ['OR', [['id', 'IN', ids], ours]], ['is_deleted', '=', false]],
    limit: 0,
  });
  const seen = new Set(there.flatMap(({ id, external_identifier }) => [String(id), external_identifier]));
  const others = known.filter(
    ({ contactId, remoteId, email }) => email && !seen.has(contactId) && !seen.has(remoteId ?? contactId),
  );
  return describePeople(client, [...there, ...(await byAddress(client, others))], options);
}

async function byAddress(client: Client, known: Known[]): Promise<Person[]> {
  if (known.length === 0) return [];
  const addresses = await client.get('Email', address, {
    select: ['contact_id', 'email', 'is_primary'],
    where: [
      ['email', 'IN', known.map(({ email }) => email)],
      ['contact_id.is_deleted', '=', false],
      ['contact_id.contact_type', '=', 'Individual'],
    ],
    limit: 0,
  });
  if (addresses.length === 0) return [];
  const ids = [...new Set(addresses.map(({ contact_id }) => contact_id))];
  return client.get('Contact', person, { select, where: [['id', 'IN', ids]], limit: 0 });
}

/** People as the engine knows them, with their tags or groups. */
async function describePeople(client: Client, people: Person[], options: Options): Promise<RemoteContact[]> {
  if (people.length === 0) return [];
  const labels = await (options.groups ? groupsOf : tagsOf)(
    client,
    people.map(({ id }) => id),
  );
  return people.map((one) => describePerson(one, labels.get(one.id) ?? [], options.timezone));
}

export function describePerson(one: Person, tags: string[], timezone: string): RemoteContact {
  return {
    remoteId: String(one.id),
    contactId: one.external_identifier === '' ? undefined : one.external_identifier,
    email: one['email_primary.email'].toLowerCase(),
    values: Object.fromEntries(
      Object.entries(one).filter((entry): entry is [string, Scalar] => !isOurs(entry[0]) && isScalar(entry[1])),
    ),
    tags: tags.toSorted(),
    subscription: standingOf(one),
    changedAt: momentThere(one.modified_date, timezone),
  };
}

/** `on_hold`: 1 after bounces, 2 by the person's own wish. Who is not opted out gets CiviCRM's mailings. */
function standingOf(one: Person): RemoteContact['subscription'] {
  const hold = one['email_primary.on_hold'];
  // The opt-out is ours; what came back since is theirs.
  if (awaits(one)) return hold === 0 ? 'unknown' : hold === 2 ? 'unsubscribed' : 'bounced';
  if (one.is_opt_out || one.do_not_email || hold === 2) return 'unsubscribed';
  if (one['email_primary.email'] === '') return 'unknown';
  return hold > 0 ? 'bounced' : 'subscribed';
}

async function tagsOf(client: Client, ids: number[]): Promise<Map<number, string[]>> {
  const links = await client.get('EntityTag', entityTag, {
    select: ['entity_id', 'tag_id'],
    where: [
      ['entity_table', '=', 'civicrm_contact'],
      ['entity_id', 'IN', ids],
    ],
    limit: 0,
  });
  if (links.length === 0) return new Map();
  const tags = await client.get('Tag', named, {
    select: ['id', 'name', 'label'],
    where: [['id', 'IN', [...new Set(links.map(({ tag_id }) => tag_id))]]],
    limit: 0,
  });
  const names = new Map(tags.map(({ id, name, label }) => [id, label || name]));
  return gather(links.map(({ entity_id, tag_id }) => ({ id: entity_id, name: names.get(tag_id) })));
}

async function groupsOf(client: Client, ids: number[]): Promise<Map<number, string[]>> {
  const links = await client.get('GroupContact', groupLink, {
    select: ['contact_id', 'group_id', 'group_id.title'],
    where: [
      ['contact_id', 'IN', ids],
      ['status', '=', 'Added'],
    ],
    limit: 0,
  });
  return gather(links.map((link) => ({ id: link.contact_id, name: link['group_id.title'] })));
}

function gather(links: { id: number; name: string | undefined }[]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const { id, name } of links) if (name) names.set(id, [...(names.get(id) ?? []), name]);
  return names;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

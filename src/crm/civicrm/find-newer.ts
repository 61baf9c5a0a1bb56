import type { Outgoing } from '../connector.ts';
import type { Client } from './client.ts';
import type { Found } from './find-people.ts';
import { saved } from './types.ts';

/**
 * Which contacts changed here after their person did there, where a field depends on it; the CRM compares, in one call:
 * its own times have no zone, and of ours it reads the zone.
 */
export async function findNewer(client: Client, batch: Outgoing[], found: Map<string, Found>): Promise<Set<string>> {
  const asked = batch.flatMap(({ contactId, authority, changedAt }) => {
    const one = found.get(contactId);
    if (one?.as !== 'person' || !Object.values(authority).includes('newest')) return [];
    return [{ contactId, id: one.person.id, changedAt }];
  });
  if (asked.length === 0) return new Set();
  const older = await client.get('Contact', saved, {
    select: ['id'],
    where: [
      [
        'OR',
        asked.map(({ id, changedAt }) => [
          'AND',
          [
            ['id', '=', id],
            ['modified_date', '<', changedAt.toISOString()],
          ],
        ]),
      ],
    ],
    limit: 0,
  });
  const ids = new Set(older.map(({ id }) => id));
  return new Set(asked.filter(({ id }) => ids.has(id)).map(({ contactId }) => contactId));
}

import { CallFailed, Refusal } from '../call-failed.ts';
import type { ConnectionTest } from '../connector.ts';
import type { Client } from './client.ts';
import { collection, person } from './types.ts';

/** Whether the key works: the entry point answers anybody, so people are asked for. A key has all of a group's rights. */
export async function testConnection(client: Client): Promise<ConnectionTest> {
  try {
    await client.read({
      method: 'GET',
      path: '/people?per_page=1',
      name: 'people',
      shape: collection('osdi:people', person),
    });
    return { ok: true, account: 'Action Network', lacks: [{ what: 'erase-by-hand', detail: '' }] };
  } catch (error) {
    if (error instanceof CallFailed || error instanceof Refusal)
      return { ok: false, cause: error.why, detail: error.message };
    throw error;
  }
}

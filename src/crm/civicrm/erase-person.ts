import { CallFailed } from '../call-failed.ts';
import type { Outcome } from '../connector.ts';
import type { Client } from './client.ts';

/**
 * Removes a person for good where the key may, else into the trash with a note: there somebody empties it by hand
 * (Loi 25 s. 28.1). Who is gone already is gone.
 */
export async function erasePerson(client: Client, known: { contactId: string; remoteId: string }): Promise<Outcome> {
  const { contactId, remoteId } = known;
  const where = [['id', '=', Number(remoteId)]];
  const gone = await client.ask('Contact', 'delete', { where, useTrash: false });
  if (gone.ok) return { contactId, remoteId, result: gone.values.length > 0 ? 'updated' : 'unchanged' };
  // Whose contributions must be kept cannot be deleted for good either.
  const trashed = await client.ask('Contact', 'delete', { where, useTrash: true });
  if (trashed.ok) {
    const notes = [{ what: 'in-trash', detail: gone.message }];
    return { contactId, remoteId, result: trashed.values.length > 0 ? 'updated' : 'unchanged', notes };
  }
  if (trashed.why === 'rights') return { contactId, result: 'refused', cause: 'rights', detail: trashed.message };
  throw new CallFailed('answer-not-understood', `Contact/delete: ${trashed.message}`);
}

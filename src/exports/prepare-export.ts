import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { ExportForm } from './form.ts';
import { preparedExports } from './table.ts';

/** A prepared export is kept for so long, in milliseconds. */
const keptFor = 24 * 60 * 60_000;

/** Has an export made in the background for an organizer; its id. It is deleted after a day, whatever becomes of it. */
export async function prepareExport(deps: Deps, organizerId: string, form: ExportForm): Promise<string> {
  const id = uuidv7();
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + keptFor);
  await deps.db.transaction(async (tx) => {
    await tx.insert(preparedExports).values({ id, organizerId, form, state: 'making', createdAt, expiresAt });
    await enqueue(tx, 'exports.make', { exportId: id });
    await enqueue(tx, 'exports.drop', { exportId: id }, { runAt: expiresAt });
  });
  return id;
}

import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { ExportForm } from './form.ts';
import { preparedExports } from './table.ts';

/** A prepared export is kept for so long, in milliseconds. */
const keptFor = 24 * 60 * 60_000;

/** Who wants what, by the id of the form that asks for it. */
type Wish = { id: string; organizerId: string; form: ExportForm };

/**
 * Has an export made in the background for an organizer. It is deleted after a day, whatever becomes of it. The same id
 * again makes nothing more.
 */
export async function prepareExport(deps: Deps, { id, organizerId, form }: Wish): Promise<void> {
  const createdAt = deps.clock.now();
  const expiresAt = new Date(createdAt.getTime() + keptFor);
  await deps.db.transaction(async (tx) => {
    const begun = await tx
      .insert(preparedExports)
      .values({ id, organizerId, form, state: 'making', createdAt, expiresAt })
      .onConflictDoNothing()
      .returning({ id: preparedExports.id });
    if (begun.length === 0) return;
    await enqueue(tx, 'exports.make', { exportId: id });
    await enqueue(tx, 'exports.drop', { exportId: id }, { runAt: expiresAt });
  });
}

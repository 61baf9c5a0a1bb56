import type { Deps } from '../deps.ts';
import type { ColumnName } from './list-form.ts';
import { listColumns } from './table.ts';

/** Remembers which columns of the list an organizer wants to see. */
export async function chooseColumns(deps: Pick<Deps, 'db'>, organizerId: string, names: ColumnName[]): Promise<void> {
  await deps.db
    .insert(listColumns)
    .values({ organizerId, names })
    .onConflictDoUpdate({ target: listColumns.organizerId, set: { names } });
}

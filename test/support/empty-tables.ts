import type { Deps } from '../../src/deps.ts';

/** Empties these tables, what hangs on them, and the audit log, which lets nobody but a test do that. */
export async function emptyTables({ db }: Pick<Deps, 'db'>, tables: string): Promise<void> {
  await db.$client.begin(async (tx) => {
    await tx.unsafe('alter table audit_entries disable trigger audit_entries_unchanged');
    await tx.unsafe(`truncate ${tables}, audit_entries cascade`);
    await tx.unsafe('alter table audit_entries enable always trigger audit_entries_unchanged');
  });
}

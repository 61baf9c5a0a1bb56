import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { isBadValue, sqlState } from '../db/sql-state.ts';
import type { Deps } from '../deps.ts';
import { type Checked, type Difference, FileRefused } from './import-form.ts';
import { findImport, type Import } from './import-queries.ts';
import { withFile } from './open-file.ts';
import { planStatements } from './plan-rows.ts';
import { settleRows } from './settle-rows.ts';
import { stageFile } from './stage-file.ts';
import { imports } from './table.ts';

const shown = 12;
const noted = 2_000;

/**
 * Reads an import's file and finds out what taking it in would do, changing nothing: how many contacts would be new,
 * changed and unchanged, which rows are left out and why, and the first differences. A file that cannot be taken in
 * is refused with the reason. Killed and begun again, it starts over.
 */
export async function checkImport(deps: Deps, importId: string): Promise<void> {
  await alone(deps, importId, () => checkAlone(deps, importId));
}

/** Two that filled the same staging would trip over each other: the second one waits, and finds it done. */
async function alone(deps: Deps, importId: string, run: () => Promise<void>): Promise<void> {
  const connection = await deps.db.$client.reserve();
  try {
    await connection`select pg_advisory_lock(hashtextextended(${`imports.check/${importId}`}, 0))`;
    await run();
  } finally {
    await connection`select pg_advisory_unlock_all()`;
    connection.release();
  }
}

async function checkAlone(deps: Deps, importId: string): Promise<void> {
  const found = await findImport(deps.db, importId);
  if (found?.state !== 'checking') return;
  try {
    const checked = await withFile(deps, importId, async ({ encoding, separator, ...file }) => {
      const report = reporter(deps, importId);
      const staged = await stageFile(deps, importId, { encoding, separator, ...file }, found.settings, report);
      const judged = await deps.db.transaction((tx) => judge(tx, deps, found));
      const { badRecords, badLines, unreadCells, ...held } = staged;
      const refusals = [...badLines, ...judged.refusals, ...unreadCells].slice(0, shown);
      const refused = judged.refused + badRecords;
      return { encoding, separator, ...held, ...judged, refused, refusals, records: { ...staged.records } };
    });
    await finish(deps, found, { state: 'checked', checked, cursor: 0 });
  } catch (error) {
    const refused = error instanceof FileRefused ? error : isBadValue(error) ? new FileRefused('bad-value') : undefined;
    if (!refused) throw error;
    // Its words would hold the value.
    if (refused !== error) deps.log.warn({ code: sqlState(error) }, 'a file holds a value that cannot be kept');
    await finish(deps, found, { state: 'refused', refusal: refused.refusal, finishedAt: deps.clock.now() });
    await dropStaging(deps.db, importId);
  }
}

/** Not where someone has chosen otherwise meanwhile: then another check is on its way. */
async function finish(deps: Deps, { id, settings }: Import, values: Partial<Import>): Promise<void> {
  const same = sql`${imports.settings} = ${JSON.stringify(settings)}::jsonb`;
  await deps.db
    .update(imports)
    .set(values)
    .where(and(eq(imports.id, id), eq(imports.state, 'checking'), same));
}

/** Forgets the file and its rows; what the import did is kept. */
export async function dropStaging(db: Pick<Tx, 'execute'>, importId: string): Promise<void> {
  for (const table of ['import_pieces', 'import_rows', 'import_records']) {
    await db.execute(sql`delete from ${sql.identifier(table)} where import_id = ${importId}`);
  }
}

/** Notes now and then how far the reading is, for whoever waits. */
function reporter(deps: Deps, importId: string): (number: number) => void {
  let next = noted;
  return (number) => {
    if (number < next) return;
    next = number + noted;
    deps.db
      .update(imports)
      .set({ cursor: number })
      .where(eq(imports.id, importId))
      .catch((error) => deps.log.debug({ err: error }, 'the progress of an import could not be noted'));
  };
}

type Judged = Pick<
  Checked,
  'fresh' | 'changed' | 'unchanged' | 'refused' | 'withdrawals' | 'suppressions' | 'differences' | 'refusals'
>;

async function judge(tx: Tx, deps: Deps, { id, settings }: Import): Promise<Judged> {
  await tx.execute(sql.raw('analyze import_rows'));
  await settleRows(tx, id);
  const range = { after: 0, to: 2_000_000_000 };
  const plan = { importId: id, settings, range, defaultLocale: deps.config.defaultLocale };
  for (const statement of planStatements(plan)) await tx.execute(statement);
  const [counts] = await tx.execute<Record<string, number>>(
    sql.raw(`
    select count(*) filter (where verdict = 'new')::int as fresh, count(*) filter (where verdict = 'changed')::int as changed,
      count(*) filter (where verdict = 'unchanged')::int as unchanged,
      (count(*) filter (where withdraws_mail) + count(*) filter (where withdraws_texts))::int as withdrawals,
      count(*) filter (where suppresses)::int as suppressions from import_plan`),
  );
  const refusals = await tx.execute<Checked['refusals'][number]>(sql`
    select number, refusal as fault, coalesce(refusal_detail, '') as detail from import_rows
    where import_id = ${id} and refusal is not null order by number limit ${shown}`);
  const [refused] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from import_rows where import_id = ${id} and refusal is not null`);
  const { fresh = 0, changed = 0, unchanged = 0, withdrawals = 0, suppressions = 0 } = counts ?? {};
  const counted = { fresh, changed, unchanged, withdrawals, suppressions, refused: refused?.count ?? 0 };
  return { ...counted, refusals: [...refusals], differences: await firstDifferences(tx) };
}

type PlanLine = {
  number: number;
  email: string;
  is_new: boolean;
  before: Record<string, string>;
  after: Record<string, string>;
  first_name: string;
  last_name: string;
  new_tags: { name: string }[] | null;
  note: string;
  new_note: boolean;
  withdraws_mail: boolean;
  withdraws_texts: boolean;
  suppresses: boolean;
};

/** Contacts that change come first: they are what an organizer has to look at. */
async function firstDifferences(tx: Tx): Promise<Difference[]> {
  const lines = await tx.execute<PlanLine>(
    sql.raw(`select * from import_plan where verdict <> 'unchanged' order by is_new, number limit ${shown}`),
  );
  return lines.map((line) => {
    const added = (field: string, after: string) => ({ field, before: '', after });
    const fields = Object.entries(line.after)
      .filter(([field]) => field !== 'owner_id' && field !== 'team_id')
      .map(([field, after]) => ({ field, before: line.before[field] ?? '', after }));
    if (line.is_new) fields.push(added('new', `${line.first_name} ${line.last_name}`.trim()));
    if ('owner_id' in line.after) fields.push(added('owner', ''));
    if ('team_id' in line.after) fields.push(added('team', ''));
    if (line.new_tags) fields.push(added('tags', line.new_tags.map(({ name }) => name).join(', ')));
    if (line.new_note) fields.push(added('note', line.note.slice(0, 200).toWellFormed()));
    if (line.withdraws_mail) fields.push(added('mail', ''));
    if (line.withdraws_texts) fields.push(added('texts', ''));
    if (line.suppresses) fields.push(added('suppressed', ''));
    return { number: line.number, email: line.email, fields };
  });
}

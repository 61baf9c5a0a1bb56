import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { countCampaigns } from './counting-queries.ts';
import { type CampaignFigures, keptShape } from './figures-form.ts';
import { isOld, type KeptFigures, readKept } from './kept-queries.ts';

/**
 * Counts every campaign's figures and keeps them for everyone. Under a lock: of several machines that find them too old,
 * one counts, and the others wait and take what it kept.
 */
export async function countFigures({ db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>): Promise<KeptFigures> {
  const { timezone } = config;
  return await db.transaction(async (tx) => {
    // Enough to group a million sign-ups in memory rather than to read them in order of an index; and no compiling, which
    // takes longer than it saves.
    await tx.execute(sql`
      select set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
        pg_advisory_xact_lock(hashtext('numbers.count'))`);
    const kept = await readKept(tx, timezone);
    if (kept && !isOld(kept, clock.now())) return kept;
    const countedAt = clock.now();
    const startedAt = performance.now();
    const campaigns = await countCampaigns(tx, { now: countedAt, timezone });
    const took = Math.ceil(performance.now() - startedAt);
    await keep(tx, campaigns, { countedAt, took, timezone });
    return { countedAt, took, campaigns };
  });
}

async function keep(
  tx: Tx,
  campaigns: CampaignFigures[],
  { countedAt, took, timezone }: { countedAt: Date; took: number; timezone: string },
): Promise<void> {
  // Figures that are the same stay where they are: a wall has them counted all day.
  const rows = campaigns.map((figures) => ({ id: figures.campaignId, figures: keptShape(figures, timezone) }));
  await tx.execute(sql`
    insert into campaign_figures (campaign_id, counted_at, took, figures)
    select id, ${countedAt.toISOString()}::timestamptz, ${took}::int, figures
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as counted (id uuid, figures jsonb)
    on conflict (campaign_id) do update
    set counted_at = excluded.counted_at, took = excluded.took,
      figures = case when campaign_figures.figures = excluded.figures then campaign_figures.figures else excluded.figures end`);
}

import { asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import { isCustom } from '../campaigns/field-form.ts';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { organizers } from '../organizers/table.ts';
import { tags } from '../tags/table.ts';
import { teams } from '../teams/table.ts';
import { readSegment, type SegmentDefinition } from './form.ts';
import { segments } from './table.ts';

export type SavedSegment = { id: string; name: string; definition: SegmentDefinition; updatedAt: Date };

/** The saved segments by name. One that can no longer be read is left out rather than taken for another. */
export async function savedSegments(db: Db): Promise<SavedSegment[]> {
  const rows = await db
    .select()
    .from(segments)
    .orderBy(asc(sql`lower(${segments.name})`), asc(segments.id));
  return rows.flatMap((row) => asSaved(row));
}

/** One saved segment; undefined where there is none. `id` must be a UUID. */
export async function findSegment(db: Db | Tx, id: string): Promise<SavedSegment | undefined> {
  return (await db.select().from(segments).where(eq(segments.id, id))).flatMap((row) => asSaved(row))[0];
}

function asSaved({ id, name, definition, updatedAt }: typeof segments.$inferSelect): SavedSegment[] {
  const read = readSegment(definition);
  return read ? [{ id, name, definition: read, updatedAt }] : [];
}

/** A question of a campaign's form, with its choices by key where it has some. */
export type Question = { field: string; label: string; options: Record<string, string> };
type Named = { id: string; name: string };
/** What conditions can be about, in the words of one language. */
export type SegmentChoices = {
  campaigns: (Named & { slug: string; questions: Question[] })[];
  tags: Named[];
  teams: Named[];
  organizers: Named[];
};

/** Reads what there is to choose from when a segment is built or read out. */
export async function segmentChoices(db: Db, locale: Locale): Promise<SegmentChoices> {
  const [allCampaigns, allTags, allTeams, allOrganizers] = await Promise.all([
    db.select().from(campaigns).orderBy(desc(campaigns.createdAt), desc(campaigns.id)),
    db.select({ id: tags.id, name: tags.name }).from(tags).orderBy(asc(tags.folded)),
    db.select({ id: teams.id, name: teams.name }).from(teams).orderBy(asc(teams.name)),
    db
      .select({ id: organizers.id, name: sql<string>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})` })
      .from(organizers)
      .orderBy(asc(organizers.name), asc(organizers.email)),
  ]);
  return {
    campaigns: allCampaigns.map(({ id, slug, settings, texts }) => {
      const words = texts[locale] ?? Object.values(texts)[0];
      const questions = settings.fields.flatMap((field): Question[] => {
        // A ticked sentence stands in the ledger of consents, not among the answers.
        if (!isCustom(field) || field.kind === 'consent') return [];
        const own = words?.fields?.[field.name];
        return [{ field: field.name, label: own?.label ?? field.name, options: own?.options ?? {} }];
      });
      return { id, slug, name: words?.title ?? slug, questions };
    }),
    tags: allTags,
    teams: allTeams,
    organizers: allOrganizers,
  };
}

/** How many contacts there are of a kind; `exact` is false where counting took too long and the planner was asked. */
export type Count = { count: number; exact: boolean };

/** Counts contacts, for as long as someone would wait for it, in milliseconds. */
export async function countContacts(db: Db, filter: SQL, patience = 1_500): Promise<Count> {
  try {
    return await db.transaction(
      async (tx) => {
        // Room to hash a million people's sign-ups rather than to look each of them up.
        await tx.execute(sql`select set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
          set_config('plan_cache_mode', 'force_custom_plan', true),
          set_config('statement_timeout', ${String(patience)}::text, true)`);
        const [row] = await tx.select({ count: sql<number>`count(*)::int` }).from(contacts).where(filter);
        return { count: row?.count ?? 0, exact: true };
      },
      { accessMode: 'read only' },
    );
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    return { count: await estimate(db, filter), exact: false };
  }
}

/** What the planner expects, from the statistics that Postgres keeps. */
async function estimate(db: Db, filter: SQL): Promise<number> {
  const [row] = await db.execute<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    sql`explain (format json) select from ${contacts} where ${filter}`,
  );
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

/** Whether a statement was ended by its timeout (SQLSTATE 57014), however deep the driver's error lies. */
function wasCancelled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '57014') || wasCancelled(error.cause);
}

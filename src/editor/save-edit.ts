import type { Campaign } from '../campaigns/queries.ts';
import { findCampaign } from '../campaigns/queries.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type CampaignContent, campaignFile } from '../imports/form.ts';
import { importCampaign } from '../imports/import-campaign.ts';
import { holdCampaign } from '../imports/keep-version.ts';
import { findDraft, readContent } from '../imports/queries.ts';
import { DatesRefused } from '../imports/refused-dates.ts';
import { type Choices, type Conflict, merge } from './merge.ts';
import { dropDraft, keepDraft } from './save-draft.ts';
import { versionContent } from './version-content.ts';

/** What one organizer made of the version `base`. `restored`: the version that it puts back. */
export type Edit = {
  slug: string;
  base: number;
  mine: unknown;
  organizerId: string;
  choices?: Choices;
  restored?: number;
  /** Made from the writer's draft: once it is saved nothing is left of the draft. Any other edit leaves it alone. */
  fromDraft: boolean;
};

/** Something that keeps a content from being saved, at the path of a piece of it; a date's key may stand for its place. */
export type Problem = { path: PropertyKey[]; code: string; format?: string | undefined; message: string };

export type SaveResult =
  | { ok: true; version: number; mergedWith: number | undefined }
  | { ok: false; problems: Problem[] }
  | { ok: false; problems: []; conflicts: Conflict[]; version: number };

/**
 * Saves an edit, together with what others saved since its version. Where both changed the same piece nothing is saved:
 * the edit is kept as its writer's draft, and the conflicts come back to be chosen from.
 * @throws AppError `not-found` when there is no campaign of that name.
 */
export async function saveEdit(deps: Pick<Deps, 'db' | 'clock'>, edit: Edit): Promise<SaveResult> {
  try {
    return await trySaving(deps, edit);
  } catch (error) {
    if (!(error instanceof DatesRefused)) throw error;
    const problems = error.dates.map(({ key, fault }) => ({
      path: ['shifts', key, 'day'],
      code: fault,
      message: fault,
    }));
    return { ok: false, problems };
  }
}

async function trySaving({ db, clock }: Pick<Deps, 'db' | 'clock'>, edit: Edit): Promise<SaveResult> {
  return await db.transaction(async (tx) => {
    await holdCampaign(tx, edit.slug);
    const campaign = await findCampaign(tx, edit.slug);
    if (!campaign) throw new AppError('not-found');
    const mine = check(campaign, edit.mine);
    if (!mine.ok) return mine;
    const theirs = await readContent(tx, campaign);
    const base = await versionContent(tx, campaign, edit.base);
    const { merged, conflicts } = merge(base, mine.content, theirs, edit.choices);
    if (conflicts.length > 0) {
      const kept = await keepEdit(tx, campaign, { ...edit, mine: mine.content }, clock.now());
      return kept.ok ? { ok: false, problems: [], conflicts, version: campaign.version } : kept;
    }
    const whole = check(campaign, merged);
    if (!whole.ok) return whole;
    await writeEdit(tx, campaign, whole.content, edit, clock.now());
    const version = (await findCampaign(tx, edit.slug))?.version ?? campaign.version;
    return { ok: true, version, mergedWith: edit.base < campaign.version ? campaign.version : undefined };
  });
}

/**
 * Keeps an edit as its writer's draft. A draft that it was not made from stays in it: the two are put together, with
 * the newer words where both changed the same piece.
 */
export async function keepEdit(
  db: Db | Tx,
  campaign: Campaign,
  { base, mine, organizerId, fromDraft }: Pick<Edit, 'base' | 'organizerId' | 'fromDraft'> & { mine: CampaignContent },
  at: Date,
): Promise<{ ok: true } | { ok: false; problems: Problem[] }> {
  const draft = { campaignId: campaign.id, organizerId, at };
  const kept = fromDraft ? undefined : await findDraft(db, campaign.id, organizerId);
  if (!kept) {
    await keepDraft(db, { ...draft, base, content: mine });
    return { ok: true };
  }
  const before = await versionContent(db, campaign, base);
  const { conflicts } = merge(before, mine, kept.content);
  const newer: Choices = new Map(conflicts.map(({ path }) => [path, 'mine']));
  const both = check(campaign, merge(before, mine, kept.content, newer).merged);
  // The older of the two versions: what others saved since is compared with both.
  if (both.ok) await keepDraft(db, { ...draft, base: Math.min(base, kept.base), content: both.content });
  return both;
}

/** What is wrong with a content as this campaign's; an open one must be complete. */
export function check(
  { slug, status, opensAt }: Pick<Campaign, 'slug' | 'status' | 'opensAt'>,
  content: unknown,
): { ok: true; content: CampaignContent } | { ok: false; problems: Problem[] } {
  const schedule = opensAt ? { opensAt: opensAt.toISOString() } : {};
  const given = typeof content === 'object' ? content : {};
  const parsed = campaignFile.safeParse({ ...given, slug, status, ...schedule });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, code, message, ...rest }) => {
      const format = 'format' in rest && typeof rest.format === 'string' ? rest.format : undefined;
      return { path, code, message, format };
    });
    return { ok: false, problems };
  }
  const { settings, texts, sequences, shifts } = parsed.data;
  return { ok: true, content: { settings, texts, sequences, shifts } };
}

async function writeEdit(tx: Tx, campaign: Campaign, content: CampaignContent, edit: Edit, now: Date): Promise<void> {
  const { id, slug, status, opensAt, closesAt, isDemo } = campaign;
  const { organizerId, restored, fromDraft } = edit;
  const schedule = { opensAt: opensAt?.toISOString() ?? null, closesAt: closesAt?.toISOString() ?? null };
  await importCampaign(tx, { slug, status, ...schedule, ...content }, now, {
    act: restored === undefined ? 'edited' : 'restored',
    organizerId,
    isDemo,
    dropsShifts: restored === undefined,
    ...(restored === undefined ? {} : { restored }),
  });
  if (fromDraft) await dropDraft(tx, id, organizerId);
}

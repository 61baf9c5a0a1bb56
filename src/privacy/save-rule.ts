import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { RuleWish } from './form.ts';
import { rehearse } from './retention-queries.ts';
import { retentionRules } from './table.ts';

type About = { campaignId: string; slug: string; organizerId: string; at: Date };

/** Sets a campaign's rule. One that is new or different is off until it has been rehearsed. */
export async function saveRule(db: Db, { campaignId, slug, organizerId, at }: About, wish: RuleWish): Promise<void> {
  await db.transaction(async (tx) => {
    const [known] = await tx
      .select()
      .from(retentionRules)
      .where(eq(retentionRules.campaignId, campaignId))
      .for('update');
    if (known && known.after === wish.after && known.months === wish.months) return;
    const fresh = { ...wish, enabled: false, rehearsedAt: null, rehearsedCount: null, updatedAt: at };
    await tx
      .insert(retentionRules)
      .values({ campaignId, ...fresh })
      .onConflictDoUpdate({ target: retentionRules.campaignId, set: fresh });
    await recordAudit(tx, { organizerId, action: 'retention.changed', detail: { campaign: slug, ...wish }, at });
  });
}

/** Counts whom a campaign's rule would erase today, and notes that somebody has seen it. Erases nobody. */
export async function rehearseRule(db: Db, campaignId: string, at: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const { count } = await rehearse(tx, campaignId, at);
    await tx
      .update(retentionRules)
      .set({ rehearsedAt: at, rehearsedCount: count })
      .where(eq(retentionRules.campaignId, campaignId));
  });
}

/** Switches a rule on or off. Returns false where there is none, or none that was rehearsed as it stands. */
export async function switchRule(
  db: Db,
  { campaignId, slug, organizerId, at }: About,
  enabled: boolean,
): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const [rule] = await tx
      .select()
      .from(retentionRules)
      .where(eq(retentionRules.campaignId, campaignId))
      .for('update');
    if (!rule || (enabled && !rule.rehearsedAt)) return false;
    if (rule.enabled === enabled) return true;
    await tx.update(retentionRules).set({ enabled }).where(eq(retentionRules.campaignId, campaignId));
    const detail = { campaign: slug, state: enabled ? 'on' : 'off' };
    await recordAudit(tx, { organizerId, action: 'retention.switched', detail, count: rule.rehearsedCount ?? 0, at });
    return true;
  });
}

import { eq } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { RuleWish, SeenRule } from './form.ts';
import { isRehearsed, type Rule, rehearse } from './retention-queries.ts';
import { retentionRules } from './table.ts';

type About = { campaignId: string; slug: string; organizerId: string; at: Date };

/** Sets a campaign's rule. One that is new or different is off until it has been rehearsed. */
export async function saveRule(db: Db, { campaignId, slug, organizerId, at }: About, wish: RuleWish): Promise<void> {
  await db.transaction(async (tx) => {
    const known = await lockRule(tx, campaignId);
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
    // Nobody makes another rule of it while its people are counted.
    if (!(await lockRule(tx, campaignId))) return;
    const { count } = await rehearse(tx, campaignId, at);
    await tx
      .update(retentionRules)
      .set({ rehearsedAt: at, rehearsedCount: count })
      .where(eq(retentionRules.campaignId, campaignId));
  });
}

/** `moved`: it is another rule, or another rehearsal, than was seen; `old`: the rehearsal is of too long ago. */
export type SwitchedOn = 'done' | 'moved' | 'old';

/** Switches a rule on, if it is the one that was seen with its rehearsal, and that says what it would do today. */
export async function switchRuleOn(db: Db, about: About, seen: SeenRule | undefined): Promise<SwitchedOn> {
  return await db.transaction(async (tx) => {
    const rule = await lockRule(tx, about.campaignId);
    if (!rule || !seen || !isSame(rule, seen)) return 'moved';
    if (!isRehearsed(rule, about.at)) return 'old';
    await setEnabled(tx, about, rule, true);
    return 'done';
  });
}

/** Switches a rule off, whatever it is by now. Returns false where there is none. */
export async function switchRuleOff(db: Db, about: About): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const rule = await lockRule(tx, about.campaignId);
    if (rule) await setEnabled(tx, about, rule, false);
    return rule !== undefined;
  });
}

async function lockRule(tx: Tx, campaignId: string): Promise<Rule | undefined> {
  const [rule] = await tx.select().from(retentionRules).where(eq(retentionRules.campaignId, campaignId)).for('update');
  return rule;
}

function isSame(rule: Rule, seen: SeenRule): boolean {
  const isSameRule = rule.after === seen.after && rule.months === seen.months;
  return isSameRule && rule.rehearsedAt?.getTime() === seen.rehearsedAt.getTime();
}

async function setEnabled(tx: Tx, about: About, rule: Rule, enabled: boolean): Promise<void> {
  const { campaignId, slug, organizerId, at } = about;
  if (rule.enabled === enabled) return;
  await tx.update(retentionRules).set({ enabled }).where(eq(retentionRules.campaignId, campaignId));
  const detail = { campaign: slug, state: enabled ? 'on' : 'off' };
  await recordAudit(tx, { organizerId, action: 'retention.switched', detail, count: rule.rehearsedCount ?? 0, at });
}

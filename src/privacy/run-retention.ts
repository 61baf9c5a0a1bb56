import { and, eq, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { auditEntries } from '../organizers/table.ts';
import { eraseContact } from './erase-contact.ts';
import { dueIds, isDue } from './retention-queries.ts';
import { retentionRules } from './table.ts';

/** How many are erased, one by one, between two entries of the audit log. */
const perRound = 200;
const beforeAll = '00000000-0000-0000-0000-000000000000';

type Needs = Pick<Deps, 'db' | 'clock' | 'config'>;
type Running = { campaignId: string; at: Date };

/**
 * Applies every rule that is on, until it is switched off: erases whom it is due to, one by one, so that whoever signs up
 * again meanwhile is kept. Each is counted as they go, and the audit log is told round by round; what a run that was
 * killed left untold, the next one tells. Who could not be had just now stays for the next night.
 */
export async function runRetention(deps: Needs): Promise<void> {
  const { db, clock } = deps;
  for (const { campaignId, lastRunAt } of await db.select().from(retentionRules)) {
    if (lastRunAt) await tell(deps, { campaignId, at: lastRunAt });
    const running = { campaignId, at: clock.now() };
    const [started] = await db
      .update(retentionRules)
      .set({ lastRunAt: running.at, lastRunCount: 0 })
      .where(and(eq(retentionRules.campaignId, campaignId), retentionRules.enabled))
      .returning();
    if (started) await run(deps, running);
  }
}

async function run(deps: Needs, running: Running): Promise<void> {
  const { campaignId, at } = running;
  for (let beyond = beforeAll; ; ) {
    const ids = await dueIds(deps.db, campaignId, at, perRound, beyond);
    try {
      for (const id of ids) await eraseIfDue(deps, running, id);
    } finally {
      await tell(deps, running);
    }
    const last = ids.at(-1);
    if (last === undefined) return;
    beyond = last;
  }
}

async function eraseIfDue(deps: Needs, { campaignId, at }: Running, id: string): Promise<void> {
  // The rule comes last: the count goes up with the erasing or not at all, and nobody switches it off in between.
  const count = async (tx: Tx) => {
    if (!(await isDue(tx, campaignId, at, id))) return false;
    const counted = await tx
      .update(retentionRules)
      .set({ lastRunCount: sql`${retentionRules.lastRunCount} + 1` })
      .where(and(eq(retentionRules.campaignId, campaignId), retentionRules.enabled))
      .returning({ campaignId: retentionRules.campaignId });
    return counted.length > 0;
  };
  try {
    await eraseContact(deps, id, { organizerId: null, by: 'retention' }, count);
  } catch (error) {
    if (!(error instanceof AppError && error.kind === 'unavailable')) throw error;
  }
}

/** Tells the audit log how many a run has erased that it was not told of; once even where there was nobody. */
async function tell({ db }: Needs, { campaignId, at }: Running): Promise<void> {
  await db.transaction(async (tx) => {
    const [found] = await tx
      .select({ rule: retentionRules, slug: campaigns.slug })
      .from(retentionRules)
      .innerJoin(campaigns, eq(campaigns.id, retentionRules.campaignId))
      .where(and(eq(retentionRules.campaignId, campaignId), eq(retentionRules.lastRunAt, at)))
      .for('update', { of: retentionRules });
    if (!found) return;
    const { rule, slug } = found;
    const [told] = await tx
      .select({
        entries: sql<number>`count(*)::int`,
        people: sql<number>`coalesce(sum(${auditEntries.count}), 0)::int`,
      })
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.action, 'retention.ran'),
          eq(auditEntries.at, at),
          sql`${auditEntries.detail} ->> 'campaignId' = ${campaignId}`,
        ),
      );
    const count = (rule.lastRunCount ?? 0) - (told?.people ?? 0);
    if (count === 0 && told?.entries) return;
    // The slug is for the reader, and may be another one tomorrow.
    const detail = { campaign: slug, campaignId, after: rule.after, months: rule.months };
    await recordAudit(tx, { organizerId: null, action: 'retention.ran', detail, count, at });
  });
}

import { and, eq, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Tx } from '../db/client.ts';
import { isConnectionError } from '../db/connection-error.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { auditEntries } from '../organizers/table.ts';
import { eraseContact } from './erase-contact.ts';
import { dueIds, isDue, type Rule } from './retention-queries.ts';
import { retentionRules } from './table.ts';

/** How many are erased, one by one, between two entries of the audit log. */
const perRound = 200;
const beforeAll = '00000000-0000-0000-0000-000000000000';

type Needs = Pick<Deps, 'db' | 'clock' | 'config'>;
type Running = { campaignId: string; at: Date };

/**
 * Applies every rule that is on, until it is switched off: erases whom it is due to, one by one, so that whoever signs up
 * again meanwhile is kept. Each is counted as they go, and the audit log is told round by round; what a run that was
 * killed left untold, the next one tells. Who could not be had just now stays for the next night; whoever cannot be
 * erased keeps nobody else waiting, of this rule or of another.
 * @throws what kept somebody from being erased, the first of it, when everyone else is through.
 */
export async function runRetention(deps: Needs): Promise<void> {
  const rules = await deps.db.select().from(retentionRules);
  await each(rules, (rule) => applyRule(deps, rule));
}

async function applyRule(deps: Needs, { campaignId, lastRunAt }: Rule): Promise<void> {
  const { db, clock } = deps;
  if (lastRunAt) await tell(deps, { campaignId, at: lastRunAt });
  const running = { campaignId, at: clock.now() };
  const [started] = await db
    .update(retentionRules)
    .set({ lastRunAt: running.at, lastRunCount: 0 })
    .where(and(eq(retentionRules.campaignId, campaignId), retentionRules.enabled))
    .returning();
  if (started) await each(rounds(deps, running), (ids) => eraseRound(deps, running, ids));
}

/** Whom a rule is due to, some at a time. */
async function* rounds({ db }: Needs, { campaignId, at }: Running): AsyncGenerator<string[]> {
  for (let beyond: string | undefined = beforeAll; beyond !== undefined; ) {
    const ids = await dueIds(db, campaignId, at, perRound, beyond);
    yield ids;
    beyond = ids.at(-1);
  }
}

async function eraseRound(deps: Needs, running: Running, ids: string[]): Promise<void> {
  try {
    await each(ids, (id) => eraseIfDue(deps, running, id));
  } finally {
    await tell(deps, running);
  }
}

/**
 * Does one after the other, also where one of them fails, and throws the first failure at the end. Without a connection
 * the next one would fail as well: that is thrown at once.
 */
async function each<One>(all: Iterable<One> | AsyncIterable<One>, act: (one: One) => Promise<void>): Promise<void> {
  let failed: unknown;
  for await (const one of all) {
    try {
      await act(one);
    } catch (error) {
      if (isConnectionError(error)) throw error;
      failed ??= error;
    }
  }
  if (failed !== undefined) throw failed;
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

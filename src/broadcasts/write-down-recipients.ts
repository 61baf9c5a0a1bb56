import { eq, sql } from 'drizzle-orm';
import { campaignsById } from '../campaigns/queries.ts';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { audience, forManyPeople, type Tally, tallied } from './audience.ts';
import { type Broadcast, meantBy } from './queries.ts';
import { drawKey, drawn } from './split.ts';
import { broadcasts } from './table.ts';

/**
 * Begins a broadcast: writes down in one statement whom it goes to, with the subject drawn for each, and counts those
 * who are left out; of them nothing is kept. False where the segment or the campaign is there no more, which ends it.
 */
export async function writeDownRecipients(
  tx: Tx,
  broadcast: Broadcast,
  { now, secret }: { now: Date; secret: string },
): Promise<boolean> {
  const { id, campaignId, content } = broadcast;
  const ofBroadcast = eq(broadcasts.id, id);
  const campaign = (await campaignsById(tx, [campaignId])).get(campaignId);
  const definition = await meantBy(tx, broadcast);
  if (!campaign || campaign.status === 'archived' || !definition) {
    await tx.update(broadcasts).set({ state: 'stopped', begunAt: now, finishedAt: now }).where(ofBroadcast);
    return false;
  }
  await forManyPeople(tx);
  const { comparesSubjects, testShare } = content;
  const draw = { key: drawKey(secret, id), compares: comparesSubjects, testShare };
  const [tally] = await tx.execute<Tally>(sql`
    with who as materialized (${audience({ campaign, content, definition, now })}),
    written as (
      insert into broadcast_recipients (id, broadcast_id, contact_id, locale, variant, cohort)
      select ${newIdInSql}, ${id}::uuid, drawn.id, drawn.locale, drawn.variant, drawn.cohort
      from (${drawn(sql`select id, locale from who where reason is null`, draw)}) as drawn
    )
    select ${tallied} from who`);
  if (!tally) throw new Error('the recipients of a broadcast were not counted');
  const { people, suppressed, noConsent, noText } = tally;
  await tx
    .update(broadcasts)
    .set({
      state: 'running',
      phase: 'first',
      begunAt: now,
      definition,
      people,
      leftOut: { suppressed, noConsent, noText },
    })
    .where(ofBroadcast);
  return true;
}

import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { countDeliveries } from '../followups/count-deliveries.ts';
import { suppressAddresses } from '../followups/suppress-addresses.ts';
import type { messageStates } from '../followups/table.ts';
import { dayIn } from '../followups/warm-up.ts';
import { guardCampaigns } from './guard-campaigns.ts';
import type { MailEvent } from './mail-event.ts';

type State = (typeof messageStates)[number];
type Row = { id: string; campaign_id: string; state: State; reason: string; provider_id: string };
/** What was told of a mail of the ledger. */
export type AboutMail = MailEvent & { messageId: string };
type Applied = { row: Row; last: AboutMail; came: AboutMail[] };

/** The later state stays, in whatever order they are told: a late `delivered` takes no bounce back. */
const ranks: Record<State, number> = {
  queued: 0,
  sent: 1,
  deferred: 2,
  delivered: 3,
  suppressed: 4,
  failed: 4,
  bounced: 5,
  complained: 6,
};
/** Mails in a row that an address did not take for a passing reason, before no more are sent there. */
const mostSoft = 3;
/** A mail of which nothing was heard for so long, in milliseconds, has arrived: servers give up after five days (RFC 5321 s. 4.5.4.1). */
const arrivedAfter = 6 * 86_400_000;

/**
 * Notes in the ledger what is told of mails, by the provider or by a server's report: their states, the day's counts, the
 * addresses that have no more sent to them, and the campaigns that are paused for it.
 * @returns the mails that there are, and the events about those that are not noted as sent yet: nothing of them was kept
 */
export async function applyToMails(
  deps: Pick<Deps, 'config' | 'clock'>,
  tx: Tx,
  told: AboutMail[],
): Promise<{ known: Set<string>; early: string[] }> {
  const rows = await lockMessages(tx, told);
  const byMessage = Map.groupBy(told, ({ messageId }) => messageId);
  // The provider was quicker than our note of its having taken the mail.
  const early = rows.filter(({ state }) => state === 'queued').flatMap(({ id }) => byMessage.get(id) ?? []);
  const applied = rows.flatMap((row) => apply(row, byMessage.get(row.id) ?? []));
  await write(tx, applied);
  await suppress(tx, deps, applied);
  await countDeliveries(
    tx,
    applied.flatMap(({ row, came }) =>
      came.map(({ state, at }) => ({
        campaignId: row.campaign_id,
        state,
        day: dayIn(deps.config.timezone, at),
        count: 1,
      })),
    ),
  );
  const bad = applied.filter(({ last }) => last.state === 'bounced' || last.state === 'complained');
  await guardCampaigns(deps, tx, [...new Set(bad.map(({ row }) => row.campaign_id))]);
  return { known: new Set(rows.map(({ id }) => id)), early: early.map(({ id }) => id) };
}

async function lockMessages(tx: Tx, events: AboutMail[]): Promise<Row[]> {
  if (events.length === 0) return [];
  return await tx.execute<Row>(sql`
    select id, campaign_id, state, reason, provider_id from messages
    where id in ${idList(events.map(({ messageId }) => messageId))} order by id for no key update`);
}

/** What the events change in a mail; nothing where they are behind what is known, or the mail is no longer anybody's. */
function apply(row: Row, events: AboutMail[]): Applied[] {
  if (row.state === 'queued') return [];
  const isOurs = row.state === 'suppressed' || row.state === 'failed';
  // Of one that may have gone, this shows that it did; of one that was left out or erased, there is nothing to know.
  if (isOurs && !row.reason.startsWith('may-have-gone')) return [];
  let rank = isOurs ? 0 : ranks[row.state];
  const came: AboutMail[] = [];
  for (const event of events.toSorted((one, other) => ranks[one.state] - ranks[other.state])) {
    if (ranks[event.state] <= rank) continue;
    rank = ranks[event.state];
    came.push(event);
  }
  const last = came.at(-1);
  return last ? [{ row, last, came }] : [];
}

async function write(tx: Tx, applied: Applied[]): Promise<void> {
  if (applied.length === 0) return;
  const rows = applied.map(({ row, last }) => ({
    id: row.id,
    state: last.state,
    reason: last.reason,
    provider_id: last.providerId,
    at: last.at.toISOString(),
  }));
  await tx.execute(sql`
    update messages set state = told.state, reason = told.reason, provider_id = coalesce(nullif(told.provider_id, ''), messages.provider_id),
      sent_at = coalesce(sent_at, told.at)
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as told(id uuid, state text, reason text, provider_id text, at timestamptz)
    where messages.id = told.id`);
}

async function suppress(tx: Tx, deps: Pick<Deps, 'config' | 'clock'>, applied: Applied[]): Promise<void> {
  const at = deps.clock.now();
  const told = applied.flatMap(({ came }) => came);
  const addresses = new Map(
    told.flatMap(({ messageId, address }) => (address === undefined ? [] : [[messageId, address] as const])),
  );
  for (const reason of ['bounced', 'complained'] as const) {
    const messageIds = told.filter((event) => event.suppress === reason).map(({ messageId }) => messageId);
    await suppressAddresses(tx, deps.config.secret, { messageIds, addresses, reason, at });
  }
  const soft = told.filter((event) => event.soft).map(({ messageId }) => messageId);
  if (soft.length === 0) return;
  const unheardSince = new Date(at.getTime() - arrivedAfter).toISOString();
  const often = await tx.execute<{ id: string }>(sql`
    select m.id from messages m where m.id in ${idList(soft)} and (
      select count(*) filter (where last.soft) from (
        select b.state = 'bounced' and b.reason like 'soft:%' as soft from messages b
        where b.contact_id = m.contact_id and b.sent_at is not null
          and (b.state not in ('sent', 'deferred') or b.sent_at < ${unheardSince}::timestamptz)
        order by b.sent_at desc limit ${mostSoft}
      ) as last
    ) = ${mostSoft}`);
  const messageIds = often.map(({ id }) => id);
  await suppressAddresses(tx, deps.config.secret, { messageIds, addresses, reason: 'soft-bounces', at });
}

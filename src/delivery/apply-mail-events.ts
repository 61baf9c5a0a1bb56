import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { countDeliveries } from '../followups/count-deliveries.ts';
import { suppressAddresses } from '../followups/suppress-addresses.ts';
import type { messageStates } from '../followups/table.ts';
import { dayIn } from '../followups/warm-up.ts';
import { noteAnswerBounces } from '../replies/note-answer-bounces.ts';
import type { KeptEvent } from './event-handlers.ts';
import { guardCampaigns } from './guard-campaigns.ts';
import { type MailEvent, readMailEvent } from './mail-event.ts';

type State = (typeof messageStates)[number];
type Row = { id: string; campaign_id: string; state: State; reason: string; provider_id: string };
type AboutMail = MailEvent & { messageId: string };
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

/** Notes in the ledger what the provider tells of mails, and has no more go to addresses that refuse them. */
export async function applyMailEvents(deps: Deps, tx: Tx, events: KeptEvent[]): Promise<string[]> {
  const read = await withMessages(
    tx,
    events.flatMap(({ id, content }) => readMailEvent(id, content) ?? []),
  );
  const rows = await lockMessages(tx, read);
  const byMessage = Map.groupBy(read, ({ messageId }) => messageId);
  // The provider was quicker than our note of its having taken the mail.
  const early = rows.filter(({ state }) => state === 'queued').flatMap(({ id }) => byMessage.get(id) ?? []);
  const applied = rows.flatMap((row) => apply(row, byMessage.get(row.id) ?? []));
  await write(tx, applied);
  await suppress(tx, deps, applied);
  await countDeliveries(
    tx,
    applied.flatMap(({ row, came }) =>
      came.map(({ state, at }) => ({ campaignId: row.campaign_id, state, day: dayIn(deps.config.timezone, at) })),
    ),
  );
  const bad = applied.filter(({ last }) => last.state === 'bounced' || last.state === 'complained');
  await guardCampaigns(deps, tx, [...new Set(bad.map(({ row }) => row.campaign_id))]);
  const known = new Set(rows.map(({ id }) => id));
  await noteAnswers(
    deps,
    tx,
    read.filter(({ messageId }) => !known.has(messageId)),
  );
  return early.map(({ id }) => id);
}

/** Those that name no message of ours are found by the id that the provider gave the mail. */
async function withMessages(tx: Tx, events: MailEvent[]): Promise<AboutMail[]> {
  const nameless = events.filter(({ messageId }) => messageId === undefined).map(({ providerId }) => providerId);
  const found =
    nameless.length === 0
      ? []
      : await tx.execute<{ id: string; provider_id: string }>(sql`
          select id, provider_id from messages where provider_id <> ''
            and provider_id in (select jsonb_array_elements_text(${JSON.stringify(nameless)}::jsonb))`);
  const known = new Map(found.map(({ id, provider_id }) => [provider_id, id]));
  return events.flatMap((event) => {
    const messageId = event.messageId ?? known.get(event.providerId);
    return messageId === undefined ? [] : [{ ...event, messageId }];
  });
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

/** What names no mail of the ledger may name what an organizer wrote back, which stands in its conversation. */
async function noteAnswers({ clock }: Deps, tx: Tx, events: AboutMail[]): Promise<void> {
  const told = events.map(({ messageId: answerId, address, state, suppress, reason }) => {
    return { answerId, address, suppress, failed: ['bounced', 'suppressed', 'failed'].includes(state), reason };
  });
  await noteAnswerBounces(tx, told, clock.now());
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
    update messages set state = told.state, reason = told.reason, provider_id = told.provider_id,
      sent_at = coalesce(sent_at, told.at)
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as told(id uuid, state text, reason text, provider_id text, at timestamptz)
    where messages.id = told.id`);
}

async function suppress(tx: Tx, deps: Deps, applied: Applied[]): Promise<void> {
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
  const often = await tx.execute<{ id: string }>(sql`
    select m.id from messages m where m.id in ${idList(soft)} and (
      select count(*) from messages b where b.contact_id = m.contact_id and b.state = 'bounced'
        and b.reason like 'soft:%' and b.sent_at > coalesce((
          select max(d.sent_at) from messages d where d.contact_id = m.contact_id and d.state = 'delivered'
        ), '-infinity')
    ) >= ${mostSoft}`);
  const messageIds = often.map(({ id }) => id);
  await suppressAddresses(tx, deps.config.secret, { messageIds, addresses, reason: 'soft-bounces', at });
}

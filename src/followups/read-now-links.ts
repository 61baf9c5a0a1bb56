import { and, gt, inArray, isNull, max } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { tasksIn } from '../campaigns/tasks-in.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { nowUrl } from '../http/links.ts';
import { shifts } from '../shifts/table.ts';
import { about, type Composing } from './composer.ts';
import type { Message } from './queries.ts';

/**
 * Reads together which mails have "I have 30 minutes" at their foot: those of a live campaign that has quick tasks in
 * the mail's language, or a shift that begins later. Counted from when a mail was due, so that it is the same bytes each
 * time.
 */
export async function readNowLinks(
  db: Db | Tx,
  messages: Message[],
): Promise<(composing: Composing) => string | undefined> {
  const campaignIds = [...new Set(messages.map(({ campaignId }) => campaignId))];
  const earliest = new Date(Math.min(...messages.map(({ dueAt }) => dueAt.getTime())));
  const rows = await db
    .select({ campaignId: shifts.campaignId, last: max(shifts.startsAt) })
    .from(shifts)
    .where(
      and(inArray(shifts.campaignId, idList(campaignIds)), gt(shifts.startsAt, earliest), isNull(shifts.cancelledAt)),
    )
    .groupBy(shifts.campaignId);
  const lastShift = new Map(rows.map(({ campaignId, last }) => [campaignId, last]));
  return ({ config, message, campaign }) =>
    offersSomething(campaign, message, lastShift.get(campaign.id)) ? nowUrl(config, about(message)) : undefined;
}

function offersSomething(campaign: Campaign, { locale, dueAt }: Message, lastShift: Date | null | undefined): boolean {
  if (campaign.status !== 'live') return false;
  return tasksIn(campaign, locale).length > 0 || (lastShift instanceof Date && lastShift > dueAt);
}

import { contacts } from '../../src/contacts/table.ts';
import type { Deps } from '../../src/deps.ts';
import type { CampaignFigures, PledgedSum, Steps } from '../../src/numbers/figures-form.ts';
import { pageViews } from '../../src/numbers/table.ts';
import { pledges } from '../../src/pledges/table.ts';
import { reports } from '../../src/reports/table.ts';
import { bookings } from '../../src/shifts/table.ts';
import { signups } from '../../src/signups/table.ts';

/** Every row that numbers are made of. */
type Rows = Awaited<ReturnType<typeof readRows>>;
/** When somebody got to each step; what they did not do is not in it. */
type Way = Partial<Record<keyof Steps, Date>>;

export async function readRows({ db }: Pick<Deps, 'db'>) {
  return {
    contacts: await db.select().from(contacts),
    signups: await db.select().from(signups),
    bookings: await db.select().from(bookings),
    pledges: await db.select().from(pledges),
    reports: await db.select().from(reports),
    views: await db.select().from(pageViews),
  };
}

const none = (): Steps => ({
  seen: 0,
  signedUp: 0,
  confirmed: 0,
  pledged: 0,
  booked: 0,
  attended: 0,
  reported: 0,
});

/**
 * A campaign's figures, counted by walking through the rows one by one; of few sources, for it folds none into a rest but
 * what was counted without a name.
 */
export function naiveFigures(rows: Rows, campaignId: string, now: Date, timezone: string): CampaignFigures {
  const dayOf = (at: Date) => at.toLocaleDateString('sv-SE', { timeZone: timezone });
  const days = calendar(dayOf(now)).map((day) => ({ day, ...none() }));
  const sources = new Map<string, CampaignFigures['sources'][number]>();
  const teams = new Map<string | null, CampaignFigures['teams'][number]>();
  const total = none();
  const sourceOf = ({ via, source }: Pick<Rows['signups'][number], 'via' | 'source'>) => {
    const key = JSON.stringify([via, source]);
    const found = sources.get(key) ?? { via, source, ...none() };
    sources.set(key, found);
    return found;
  };
  const teamOf = (teamId: string | null) => {
    const found = teams.get(teamId) ?? { teamId, ...none() };
    teams.set(teamId, found);
    return found;
  };
  for (const contact of rows.contacts) {
    const mine = rows.signups.filter((one) => one.contactId === contact.id && one.campaignId === campaignId);
    const [first] = mine.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    if (!first) continue;
    const way = wayOf(rows, campaignId, contact, first.createdAt);
    for (const step of ['signedUp', 'confirmed', 'pledged', 'booked', 'attended', 'reported'] as const) {
      const at = way[step];
      if (!at) continue;
      const day = days.find((one) => one.day === dayOf(at));
      for (const counts of [total, sourceOf(first), teamOf(contact.teamId), ...(day ? [day] : [])]) counts[step] += 1;
    }
  }
  for (const view of rows.views.filter((one) => one.campaignId === campaignId)) {
    const day = days.find((one) => one.day === view.day);
    for (const counts of [total, sourceOf(view), ...(day ? [day] : [])]) counts.seen += view.count;
  }
  const unnamed = [...sources.values()].find(({ via, source }) => via === 'link' && source === '');
  return {
    campaignId,
    total,
    days,
    sources: [...sources.values()].filter((one) => one !== unnamed),
    rest: { sources: unnamed ? 1 : 0, ...none(), seen: unnamed?.seen ?? 0 },
    teams: [...teams.values()],
    pledges: sumsOf(
      rows.pledges.filter((one) => one.campaignId === campaignId),
      (at) => at !== null && dayOf(at) === dayOf(now),
    ),
  };
}

function wayOf(rows: Rows, campaignId: string, contact: Rows['contacts'][number], signedUp: Date): Way {
  const way: Way = { signedUp };
  const reach = (step: keyof Steps, at: Date) => {
    const known = way[step];
    if (!known || at < known) way[step] = at;
  };
  const isTheirs = (one: { contactId: string; campaignId: string }) =>
    one.contactId === contact.id && one.campaignId === campaignId;
  if (contact.confirmedAt) reach('confirmed', contact.confirmedAt < signedUp ? signedUp : contact.confirmedAt);
  for (const pledge of rows.pledges.filter(isTheirs)) reach('pledged', pledge.createdAt);
  for (const booking of rows.bookings.filter(isTheirs)) {
    if (booking.state !== 'cancelled') reach('booked', booking.createdAt);
    if (booking.state === 'attended') reach('attended', booking.changedAt);
  }
  for (const report of rows.reports.filter(isTheirs)) reach('reported', report.createdAt);
  return way;
}

function sumsOf(pledged: Rows['pledges'], isToday: (at: Date | null) => boolean): PledgedSum[] {
  const sums = new Map<string, PledgedSum>();
  for (const { kind, currency, frequency, action, amountMinor, count, createdAt, reportedAt } of pledged) {
    const key = JSON.stringify([kind, currency, frequency, action]);
    const sum = sums.get(key) ?? {
      ...{ kind, currency, frequency, action },
      ...{ pledged: 0, kept: 0, pledgedToday: 0, keptToday: 0 },
    };
    const amount = amountMinor ?? count ?? 0;
    sum.pledged += amount;
    if (reportedAt) sum.kept += amount;
    if (isToday(createdAt)) sum.pledgedToday += amount;
    if (isToday(reportedAt)) sum.keptToday += amount;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** The 30 days up to one, the oldest first. */
function calendar(last: string): string[] {
  const noon = Date.parse(`${last}T12:00:00Z`);
  return Array.from({ length: 30 }, (_, index) =>
    new Date(noon - (29 - index) * 24 * 3_600_000).toISOString().slice(0, 10),
  );
}

/** Figures with their lists in an order of their own, so that two ways of counting can be compared. */
export function inOrder({ sources, teams, pledges: sums, ...figures }: CampaignFigures) {
  const sorted = <T>(list: T[], key: (one: T) => unknown) =>
    list.toSorted((one, other) => (JSON.stringify(key(one)) < JSON.stringify(key(other)) ? -1 : 1));
  return {
    ...figures,
    sources: sorted(sources, ({ via, source }) => [via, source]),
    teams: sorted(teams, ({ teamId }) => teamId),
    pledges: sorted(sums, ({ kind, currency, frequency, action }) => [kind, currency, frequency, action]),
  };
}

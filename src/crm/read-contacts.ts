import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Act, Scalar } from './connector.ts';
import type { CrmContact } from './crm-contact.ts';
import type { CrmConnector } from './queries.ts';
import { campaignsOf, scopeCondition } from './scope.ts';
import { standing } from './standing.ts';

/** A contact for one connector, and whether it is among those that the connector holds. */
export type ReadContact = CrmContact & { inScope: boolean };

type Row = {
  id: string;
  email: string;
  first_name: string;
  last_name: string;
  phone: string;
  postal_code: string;
  locale: string;
  availability: string[];
  skills: string[];
  confirmed_at: string | null;
  created_at: string;
  changed_at: string;
  team: string | null;
  owner: string | null;
  tags: string[] | null;
  subscription: CrmContact['subscription'];
  in_scope: boolean;
  signups: SignupRow[] | null;
  bookings: BookingRow[] | null;
  reports: ReportRow[] | null;
  pledges: PledgeRow[] | null;
};
type Of = { id: string; at: string; slug: string; title: string };
type SignupRow = Of & { via: string; source: string; answers: Record<string, string | string[]> };
type BookingRow = Of & { attendedId: string; state: string; startsAt: string; kind: string; shift: string };
type ReportRow = Of & { kind: string; count: number | null; task: string | null };
type PledgeRow = Of & {
  kind: string;
  amount: number | null;
  currency: string | null;
  frequency: string | null;
  count: number | null;
  action: string | null;
  kept: boolean;
};

/**
 * Reads contacts as a CRM is to know them, in one statement whatever their number: fields, tags, where they came from, what
 * they promised and did, and where they stand by the ledger of consents. Whoever is erased is not among them.
 */
export async function readContacts(
  db: Db | Tx,
  connector: CrmConnector,
  contactIds: string[],
  now: Date,
): Promise<Map<string, ReadContact>> {
  if (contactIds.length === 0) return new Map();
  const chosen = connector.campaignIds.length === 0 ? sql`true` : sql`own.campaign_id = any(${campaignsOf(connector)})`;
  const rows = await db.execute<Row>(sql`
    select contacts.id, contacts.email, contacts.first_name, contacts.last_name, contacts.phone, contacts.postal_code,
      contacts.locale, to_json(contacts.availability) as availability, to_json(contacts.skills) as skills,
      to_json(contacts.confirmed_at) as confirmed_at, to_json(contacts.created_at) as created_at,
      to_json(contacts.updated_at) as changed_at,
      (select name from teams where teams.id = contacts.team_id) as team,
      (select coalesce(nullif(name, ''), email) from organizers where organizers.id = contacts.owner_id) as owner,
      (select json_agg(tags.name order by tags.folded) from contact_tags join tags on tags.id = tag_id
        where contact_id = contacts.id) as tags,
      ${standing(connector)} as subscription,
      ${await scopeCondition(db, connector, now)} as in_scope,
      ${listed(sql`'via', own.via, 'source', own.source, 'answers', own.answers`, sql`signups`, chosen)} as signups,
      (select json_agg(json_build_object('id', own.id, 'at', own.created_at, ${campaign}, 'state', own.state,
          'attendedId', md5(own.id || ' attended')::uuid, 'startsAt', shifts.starts_at, 'kind', shifts.kind,
          'shift', shifts.texts -> (g.settings ->> 'defaultLocale') ->> 'title') order by own.created_at, own.id)
        from bookings own join campaigns g on g.id = own.campaign_id join shifts on shifts.id = own.shift_id
        where own.contact_id = contacts.id and own.state <> 'cancelled' and ${chosen}) as bookings,
      ${listed(sql`'kind', own.kind, 'count', own.count, 'task', own.task`, sql`reports`, chosen)} as reports,
      ${listed(
        sql`'kind', own.kind, 'amount', own.amount_minor, 'currency', own.currency, 'frequency', own.frequency,
          'count', own.count, 'action', own.action, 'kept', own.reported_at is not null`,
        sql`pledges`,
        chosen,
      )} as pledges
    from contacts where contacts.id in ${idList(contactIds)} and contacts.erased_at is null`);
  return new Map([...rows].map((row) => [row.id, asContact(row)]));
}

const campaign = sql.raw(
  `'slug', g.slug, 'title', coalesce(g.texts -> (g.settings ->> 'defaultLocale') ->> 'title', g.slug)`,
);

/** The contact's rows of a table that belong to a campaign, the oldest first. */
function listed(columns: SQL, table: SQL, chosen: SQL): SQL {
  return sql`(
    select json_agg(json_build_object('id', own.id, 'at', own.created_at, ${campaign}, ${columns})
      order by own.created_at, own.id)
    from ${table} own join campaigns g on g.id = own.campaign_id where own.contact_id = contacts.id and ${chosen})`;
}

function asContact(row: Row): ReadContact {
  const [signups, bookings, reports, pledges] = [
    row.signups ?? [],
    row.bookings ?? [],
    row.reports ?? [],
    row.pledges ?? [],
  ];
  const [first, last] = [signups[0], signups.at(-1)];
  const money = pledges.findLast(({ kind }) => kind === 'money');
  const hours = pledges.findLast(({ kind }) => kind === 'hours');
  const action = pledges.findLast(({ kind }) => kind === 'action');
  return {
    contactId: row.id,
    email: row.email,
    fields: {
      email: row.email,
      firstName: row.first_name,
      lastName: row.last_name,
      phone: row.phone,
      postalCode: row.postal_code,
      locale: row.locale,
      availability: row.availability.join(', '),
      skills: row.skills.join(', '),
      team: row.team,
      owner: row.owner,
      createdAt: moment(row.created_at),
      confirmedAt: moment(row.confirmed_at),
      source: first?.source ?? null,
      via: first?.via ?? null,
      firstCampaign: first?.title ?? null,
      lastCampaign: last?.title ?? null,
      lastSignupAt: moment(last?.at),
      signups: signups.length,
      bookings: bookings.length,
      attended: bookings.filter(({ state }) => state === 'attended').length,
      reports: reports.length,
      pledgedAmount: money?.amount == null ? null : inMajorUnits(money.amount, money.currency ?? 'CAD'),
      pledgedCurrency: money?.currency ?? null,
      pledgedFrequency: money?.frequency ?? null,
      pledgedHours: hours?.count ?? null,
      pledgedAction: action?.action ?? null,
      pledgedCount: action?.count ?? null,
      pledgeKept: pledges.length === 0 ? null : pledges.some(({ kept }) => kept),
      subscription: row.subscription,
      ...answersOf(signups),
    },
    tags: row.tags ?? [],
    subscription: row.subscription,
    acts: actsOf({ signups, bookings, reports, pledges }),
    changedAt: new Date(row.changed_at),
    inScope: row.in_scope,
  };
}

/** The campaigns' own questions, the last answer to each. */
function answersOf(signups: SignupRow[]): Record<string, Scalar> {
  const answers: Record<string, Scalar> = {};
  for (const signup of signups) {
    for (const [name, value] of Object.entries(signup.answers)) {
      answers[`answer:${name}`] = Array.isArray(value) ? value.join(', ') : value;
    }
  }
  return answers;
}

type Acts = { signups: SignupRow[]; bookings: BookingRow[]; reports: ReportRow[]; pledges: PledgeRow[] };

function actsOf({ signups, bookings, reports, pledges }: Acts): Act[] {
  const acts = [
    ...signups.map((one) => act('signup', one, { via: one.via }, one.source)),
    ...bookings.flatMap((one) => {
      const data = { shift: one.shift, kind: one.kind, startsAt: moment(one.startsAt) };
      const booked = act('booking', one, data);
      return one.state === 'attended' ? [booked, { ...act('attended', one, data), id: one.attendedId }] : [booked];
    }),
    ...reports.map((one) => act('reported', one, { kind: one.kind, count: one.count, task: one.task })),
    ...pledges.map((one): Act => {
      const data = { kind: one.kind, count: one.count, action: one.action };
      const money =
        one.kind === 'money' && one.amount !== null
          ? { amount: one.amount, currency: one.currency ?? 'CAD', monthly: one.frequency === 'monthly' }
          : undefined;
      return { ...act('pledge', one, data), ...(money ? { money } : {}) };
    }),
  ];
  return acts.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function act(kind: Act['kind'], { id, at, slug, title }: Of, data: Act['data'], source = ''): Act {
  return { id, kind, campaign: { slug, title }, at: new Date(at), source, data };
}

/** By the currency's own number of decimals (ISO 4217). */
function inMajorUnits(minor: number, currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return minor / 10 ** (digits ?? 2);
}

function moment(at: string | null | undefined): string | null {
  return at == null ? null : new Date(at).toISOString();
}

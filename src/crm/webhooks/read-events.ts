import { sql } from 'drizzle-orm';
import { isCustom } from '../../campaigns/field-form.ts';
import type { CampaignSettings, CampaignTexts } from '../../campaigns/form.ts';
import { idList } from '../../db/id-list.ts';
import type { ReadEvents, TimelineEvent } from '../connector.ts';
import { isTimelineType, type TimelineType, timelineTypes } from './types.ts';

type Shift = {
  id: string;
  kind: string;
  startsAt: string;
  endsAt: string;
  timezone: string;
  texts: Record<string, { title: string; place: string }>;
};
type Row = {
  id: string;
  contact_id: string;
  kind: string;
  at: string;
  data: Record<string, unknown>;
  slug: string | null;
  settings: CampaignSettings | null;
  texts: CampaignTexts | null;
  signup: { id: string; locale: string; via: string; source: string; answers: Record<string, unknown> } | null;
  booking: { id: string; shift: Shift } | null;
};

/**
 * What happened with these contacts since a moment and this connector was not told of yet, in the order in which it
 * happened, each with what the catalogue says of its type. What a person typed into a report stays here.
 */
export const readEvents: ReadEvents = async (db, { connectorId, contactIds, since }) => {
  const ids = idList(contactIds);
  const rows = await db.execute<Row>(sql`
    select a.id, a.contact_id, a.kind, to_json(a.at) as at, a.data, g.slug, g.settings, g.texts,
      case when s.id is not null then json_build_object('id', s.id, 'locale', s.locale, 'via', s.via, 'source', s.source,
        'answers', s.answers) end as signup,
      case when b.id is not null then json_build_object('id', b.id, 'shift', json_build_object('id', h.id, 'kind', h.kind,
        'texts', h.texts, 'startsAt', h.starts_at, 'endsAt', h.ends_at, 'timezone', h.timezone)) end as booking
    from (
      select id, contact_id, campaign_id, kind, at, data from activities where contact_id in ${ids}
      -- Withdrawals that came another way than by the person's own act: an import's.
      union all
      select w.id, w.contact_id, w.campaign_id, 'consent.withdrawn', w.at,
        jsonb_build_object('channel', w.channel, 'source', w.source)
      from consents w
      where w.contact_id in ${ids} and w.action = 'withdrawn' and w.purpose = 'follow-up' and not exists (
        select from activities told where told.contact_id = w.contact_id and told.kind in ('consent.withdrawn',
          'contact.address-changed', 'contact.edited') and told.at = w.at)
    ) as a
    join crm_connectors c on c.id = ${connectorId}::uuid
    left join crm_sync_states st on st.connector_id = ${connectorId}::uuid and st.contact_id = a.contact_id
    left join campaigns g on g.id = a.campaign_id
    left join signups s on a.kind = 'signup.recorded' and s.id::text = a.data ->> 'signupId'
    left join bookings b on a.kind like 'booking.%' and b.id::text = a.data ->> 'bookingId'
    left join shifts h on h.id = b.shift_id
    where a.at >= ${since.toISOString()}::timestamptz
      and a.kind in (select jsonb_array_elements_text(${JSON.stringify(timelineTypes)}::jsonb))
      and not (a.id = any(coalesce(st.sent_acts, '{}')))
      and (a.campaign_id is null or c.campaign_ids = '{}' or a.campaign_id = any(c.campaign_ids))
      -- Money is told of by the organizer's explicit choice alone.
      and not (a.kind = 'pledge.made' and a.data ->> 'kind' = 'money' and c.options -> 'pledges' is distinct from 'true')
    order by a.contact_id, a.at, a.id`);
  const events = [...rows].flatMap((row) => {
    const data = isTimelineType(row.kind) ? ownData(row.kind, row) : undefined;
    const event: TimelineEvent = {
      id: row.id,
      type: row.kind,
      at: new Date(row.at),
      data: { ...data, campaign: campaignOf(row) },
    };
    // What it was about has been deleted since: there is nothing left to tell.
    return data ? [{ contactId: row.contact_id, event }] : [];
  });
  const byContact = Map.groupBy(events, ({ contactId }) => contactId);
  return new Map([...byContact].map(([contactId, own]) => [contactId, own.map(({ event }) => event)]));
};

function campaignOf({ slug, settings, texts }: Row) {
  if (slug === null || settings === null) return null;
  return { slug, title: texts?.[settings.defaultLocale]?.title ?? slug };
}

/** What the row says of its type, before the catalogue's schema takes away what has no place in it. */
function ownData(type: TimelineType, row: Row): Record<string, unknown> | undefined {
  const { data, signup, settings } = row;
  switch (type) {
    case 'signup.recorded':
      return signup ? { signup: { ...signup, answers: ownAnswers(signup.answers, settings) } } : undefined;
    case 'pledge.made': {
      const { pledgeId, amountMinor, ...pledge } = data;
      return { pledge: filled({ ...pledge, id: pledgeId, amount: amountMinor }) };
    }
    case 'booking.made':
    case 'booking.cancelled':
    case 'booking.moved':
    case 'booking.confirmed':
    case 'booking.attended':
    case 'booking.unattended':
      return bookingOf(row);
    case 'report.recorded':
      return { report: filled({ ...data }) };
    case 'consent.withdrawn':
      return { withdrawal: { channel: data.channel ?? 'email', source: data.source } };
    case 'contact.edited':
      return { changed: data.fields };
    case 'contact.tagged':
    case 'contact.untagged':
      return { tag: data.tag };
    case 'contact.merged':
      return { formerContactId: data.loserId };
    case 'contact.confirmed':
    case 'contact.address-changed':
      return {};
  }
}

function bookingOf({ booking, settings }: Row) {
  if (!booking) return undefined;
  const { texts, startsAt, endsAt, ...shift } = booking.shift;
  const words = texts[settings?.defaultLocale ?? 'fr'] ?? Object.values(texts)[0];
  const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
  const own = { ...shift, ...times, title: words?.title ?? '', place: words?.place ?? '' };
  return { booking: { id: booking.id, shift: own } };
}

/** To the campaign's own questions: what Terrain's fields hold goes out by the mapping, or not at all. */
function ownAnswers(answers: Record<string, unknown>, settings: CampaignSettings | null): Record<string, unknown> {
  const names = new Set(settings?.fields.filter(isCustom).map(({ name }) => name));
  return Object.fromEntries(Object.entries(answers).filter(([name]) => names.has(name)));
}

function filled(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined));
}

import { escapeLiteral } from 'pg';
import { chosenColumns, copyEnd, type Layout, selectList } from './column.ts';
import type { Preset } from './presets/preset.ts';
import { type PresetName, presets } from './presets/presets.ts';

/**
 * Which contacts an export holds: all, those of one campaign, or those that `chosen` selects: the text of a
 * `select contacts.id from contacts where …`, as a segment's definition makes one. Both together: those in both.
 */
export type ContactsFilter = { campaignId?: string; chosen?: string; segmentName?: string };

/** The statement that writes the contacts as CSV, as `preset` wants them. */
export function contactsCsvStatement({
  preset = 'terrain',
  ...rest
}: ContactsFilter & Layout & { preset?: PresetName }): string {
  const wanted: Preset = presets[preset];
  const columns = chosenColumns(wanted.columns, rest);
  const only = wanted.only ?? 'true';
  const named = columns.map(([, expression]) => expression).join(' ') + only;
  const needs = (alias: string) => new RegExp(`\\b${alias}\\.`).test(named);
  const joined = joins(rest)
    .filter(([alias]) => needs(alias))
    .map(([, join]) => join);
  return `copy (
    with ${[...chosenCte(rest), ...ledger(rest)].join(',\n')}
    select ${selectList(columns)}
    from (
      select *, array_to_string(availability, '|') as availability_list, array_to_string(skills, '|') as skill_list
      from contacts where erased_at is null ${isChosen(rest, 'id')}
      -- Without this each list would be made again wherever it is named.
      offset 0
    ) c
    ${joined.join('\n')}
    where ${only}
  ) ${copyEnd(rest)}`;
}

/** The chosen contacts as `chosen (id)`, worked out once; nothing where everyone is. */
export function chosenCte({ campaignId, chosen }: ContactsFilter): string[] {
  const campaign = campaignId && `select contact_id from signups where campaign_id = ${escapeLiteral(campaignId)}`;
  const both = [campaign, chosen].filter((one) => one !== undefined).map((one) => `(${one})`);
  return both.length === 0 ? [] : [`chosen (id) as materialized (${both.join(' intersect ')})`];
}

/** A condition, begun with `and`, that a column names a chosen contact. */
export function isChosen({ campaignId, chosen }: ContactsFilter, column: string): string {
  return campaignId === undefined && chosen === undefined ? '' : `and ${column} in (select id from chosen)`;
}

/**
 * A condition, begun with `and`, that a grant counts: it is the campaign's that asked for it, and in the export of one
 * another's says nothing, nor does one of no campaign, as when mail is sent. A withdrawal says no to all of them, and is
 * never left out.
 */
function isGrantOf({ campaignId }: ContactsFilter): string {
  return campaignId === undefined ? '' : `and campaign_id = ${escapeLiteral(campaignId)}`;
}

/**
 * The grants of follow-up mail that no withdrawal came after: the first that counts, and the first of all, which may
 * wait for its owner; and the last withdrawal.
 *
 * The ledger and the signups are read once and hash-joined: looked up contact by contact they took twice as long at
 * 1,000,000 contacts.
 */
function ledger(filter: ContactsFilter): string[] {
  return [
    `ledger as not materialized (
      select contact_id, campaign_id, action, at, source <> 'form' or not needs_confirmation as counts from consents
      where purpose = 'follow-up' and channel = 'email' ${isChosen(filter, 'contact_id')}
    )`,
    `withdrawn as (select contact_id, max(at) as at from ledger where action = 'withdrawn' group by contact_id)`,
    `granted as (
      select contact_id, min(ledger.at) filter (where counts) as at, min(ledger.at) as asked_at
      from ledger left join withdrawn using (contact_id)
      where action = 'granted' ${isGrantOf(filter)} and (withdrawn.at is null or ledger.at > withdrawn.at)
      group by contact_id
    )`,
  ];
}

/** What may be joined to a contact, at most a row each; only what a column names is. */
function joins(filter: ContactsFilter): [alias: string, join: string][] {
  const only = (column: string) => isChosen(filter, column);
  const { campaignId } = filter;
  return [
    ['granted', 'left join granted on granted.contact_id = c.id'],
    ['withdrawn', 'left join withdrawn on withdrawn.contact_id = c.id'],
    [
      'sms',
      `left join (
        select contact_id, max(at) filter (where action = 'withdrawn') as withdrawn_at,
          max(at) filter (
            where action = 'granted' and (source <> 'form' or not needs_confirmation) ${isGrantOf(filter)}
          ) as granted_at
        from consents where purpose = 'follow-up' and channel = 'sms' ${only('contact_id')} group by contact_id
      ) sms on sms.contact_id = c.id`,
    ],
    ['suppression', 'left join suppressions suppression on suppression.email = c.email'],
    [
      'joined',
      `left join (
        select signups.contact_id, string_agg(distinct campaigns.slug, '|') as slugs
        from signups join campaigns on campaigns.id = signups.campaign_id
        where true ${only('signups.contact_id')} group by signups.contact_id
      ) joined on joined.contact_id = c.id`,
    ],
    [
      'came',
      `left join (
        select distinct on (contact_id) contact_id, via, source, origin ->> 'medium' as medium,
          origin ->> 'campaign' as campaign, campaigns.settings ->> 'country' as country
        from signups join campaigns on campaigns.id = signups.campaign_id
        where true ${campaignId ? `and campaign_id = ${escapeLiteral(campaignId)}` : only('contact_id')}
        order by contact_id, signups.created_at, signups.id
      ) came on came.contact_id = c.id`,
    ],
    [
      'tagged',
      `left join (
        select contact_id, string_agg(replace(tags.name, ',', ' '), ',' order by tags.folded) as names
        from contact_tags join tags on tags.id = tag_id where true ${only('contact_id')} group by contact_id
      ) tagged on tagged.contact_id = c.id`,
    ],
    [
      'noted',
      `left join (
        select contact_id, string_agg(body, e'\\n' order by id desc) as bodies
        from notes where true ${only('contact_id')} group by contact_id
      ) noted on noted.contact_id = c.id`,
    ],
    [
      'booked',
      `left join (
        select distinct contact_id from bookings where state <> 'cancelled' ${only('contact_id')}
      ) booked on booked.contact_id = c.id`,
    ],
    ['owner', 'left join organizers owner on owner.id = c.owner_id'],
    ['team', 'left join teams team on team.id = c.team_id'],
  ];
}

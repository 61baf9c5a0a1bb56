import { type SQL, sql } from 'drizzle-orm';
import type { ImportSettings } from './import-form.ts';

/** Rows after `after` and up to `to`, by their numbers in the file. */
type Range = { after: number; to: number };

/** A contact's fields that a file can change: what it is here, and what the row says; both as text, empty for nothing. */
const fields: [field: string, here: string, file: string][] = [
  ['first_name', 'c.first_name', 'r.first_name'],
  ['last_name', 'c.last_name', 'r.last_name'],
  ['phone', 'c.phone', 'r.phone'],
  ['postal_code', 'c.postal_code', 'r.postal_code'],
  ['locale', 'c.locale', 'r.locale'],
  ['availability', "array_to_string(c.availability, '|')", 'r.availability'],
  ['skills', "array_to_string(c.skills, '|')", 'r.skills'],
  ['owner_id', 'c.owner_id', 'o.id'],
  ['team_id', 'c.team_id::text', 't.id::text'],
];
export const fieldNames = fields.map(([field]) => field);

type Plan = { importId: string; settings: ImportSettings; range: Range; defaultLocale: string };

/**
 * The statements that put into a temporary table `import_plan`, until the transaction ends, what taking in a file's
 * rows would do, a line a row. The check counts it and the run carries it out, so that they cannot differ.
 *
 * - `is_new`, `contact_id`; `new_FIELD`: what the field will be; `before`, `after`: the fields that change, as JSON.
 * - `new_tags`: tags the contact lacks; `new_note`, `withdraws_mail`, `withdraws_texts`, `suppresses`: whether.
 * - `verdict`: `new`, `changed` or `unchanged`.
 *
 * What the row leaves empty never changes anything. A grant is never made.
 */
export function planStatements({ importId, settings, range, defaultLocale }: Plan): SQL[] {
  const set = (name: string, value: string | number) => sql`set_config(${`terrain.${name}`}, ${String(value)}, true)`;
  const said = [
    set('import', importId),
    set('after', range.after),
    set('to', range.to),
    set('overwrite', String(settings.mode === 'overwrite')),
    set('locale', defaultLocale),
  ];
  return [
    sql`select ${sql.join(said, sql`, `)}`,
    sql.raw('drop table if exists pg_temp.import_plan'),
    sql.raw(`create temp table import_plan on commit drop as ${query}`),
  ];
}

/** The notes that are there, as a tool's file holds them: all in one cell, the newest first, which EveryAction cuts. */
const knownNotes = `
  select from (
    select btrim(string_agg(body, e'\\n' order by id desc), e' \\t\\r\\n') as bodies from notes
    where notes.contact_id = compared.contact_id
  ) known where bodies = note or length(note) between 950 and 1000 and starts_with(bodies, note)`;

/** Always the same text, so that each connection prepares it once: what differs is read from settings. */
const query = makeQuery();

function makeQuery(): string {
  const setting = (name: string) => `current_setting('terrain.${name}')`;
  const each = (make: (field: string) => string) => fieldNames.map(make).join(',\n');
  const compared = fields.map(
    ([field, here, file]) => `coalesce(${here}, '') as old_${field}, coalesce(${file}, '') as file_${field}`,
  );
  const wins = (field: string) =>
    `file_${field} <> '' and (is_new or old_${field} = '' or ${setting('overwrite')}::boolean)`;
  const becomes = (field: string) =>
    `case when ${wins(field)} then file_${field} ${
      field === 'locale' ? `when is_new then ${setting('locale')}` : ''
    } else old_${field} end as new_${field}`;
  const changed = (field: string, which: 'old' | 'new') =>
    `'${field}', case when not is_new and new_${field} <> old_${field} then ${which}_${field} end`;
  return `
    with compared as (
      select r.*, c.id is null as is_new, coalesce(c.id, r.external_id, r.new_id) as contact_id, ${compared.join(',\n')},
        c.first_folded as old_first_folded, c.last_folded as old_last_folded
      from import_rows r
      left join contacts c on c.email = r.email and c.erased_at is null
      left join organizers o on r.owner <> '' and o.email = r.owner and o.role <> 'viewer'
      left join lateral (select id from teams where r.team <> '' and name = r.team order by created_at limit 1) t on true
      where r.import_id = ${setting('import')}::uuid and r.number > ${setting('after')}::int
        and r.number <= ${setting('to')}::int
        and r.refusal is null
    ),
    decided as (
      select *, ${each(becomes)},
        case when tags is not null then (
          select jsonb_agg(tag order by tag ->> 'folded') from jsonb_array_elements(tags) tag
          where not exists (
            select from contact_tags ct join tags known on known.id = ct.tag_id
            where ct.contact_id = compared.contact_id and known.folded = tag ->> 'folded')
        ) end as new_tags,
        note <> '' and not exists (
          select from notes where notes.contact_id = compared.contact_id and body = note
        ) and not exists (${knownNotes}) as new_note,
        ${withdraws('mail', 'email')} as withdraws_mail,
        ${withdraws('texts', 'sms')} as withdraws_texts,
        suppressed <> '' and not exists (select from suppressions s where s.email = compared.email) as suppresses
      from compared
    ),
    told as (
      select *, jsonb_strip_nulls(jsonb_build_object(${each((field) => changed(field, 'old'))},
          'first_folded', case when new_first_name <> old_first_name then old_first_folded end,
          'last_folded', case when new_last_name <> old_last_name then old_last_folded end)) as before,
        jsonb_strip_nulls(jsonb_build_object(${each((field) => changed(field, 'new'))})) as after
      from decided
    )
    select *, case when is_new then 'new'
      when before <> '{}' or new_tags is not null or new_note or withdraws_mail or withdraws_texts or suppresses
      then 'changed' else 'unchanged' end as verdict
    from told`;
}

/** A `no` is written down unless the last word here is one; a `not-yes` only against a yes that counts. */
function withdraws(column: string, channel: string): string {
  const entries = `from consents k where k.contact_id = compared.contact_id and k.purpose = 'follow-up' and k.channel = '${channel}'`;
  return `case ${column}
    when 'no' then is_new or coalesce((select action ${entries} order by at desc, action desc limit 1), '') <> 'withdrawn'
    when 'not-yes' then not is_new and coalesce((
      select max(at) filter (where action = 'granted' and (source <> 'form' or not needs_confirmation))
        > coalesce(max(at) filter (where action = 'withdrawn'), '-infinity') ${entries}), false)
    else false end`;
}

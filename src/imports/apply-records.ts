import { type SQL, sql } from 'drizzle-orm';
import { erasedAmong } from '../consents/erased.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import type { Import } from './import-queries.ts';
import { noteSuppressions } from './note-suppressions.ts';
import type { RecordKind } from './open-file.ts';

const batch = 2_000;

/** What one kind of line becomes. `d` is the line's data, `c` the contact of its address, `g` its campaign. */
type Writer = (found: Import, source: SQL, now: SQL) => SQL;

/**
 * Takes in the next lines of Terrain's own files beside the contacts, and says whether there were any. Every line has
 * its id or its key: what is here already is left as it is. Lines of contacts or campaigns that are not here are left
 * out. The lines that are through are forgotten at once.
 */
export async function applyRecords(tx: Tx, deps: Deps, found: Import): Promise<boolean> {
  const [next] = await tx.execute<{ kind: RecordKind; to: number }>(sql`
    select kind, max(number)::int as to from (
      select kind, number from import_records where import_id = ${found.id}
        and kind = (select kind from import_records where import_id = ${found.id} order by number limit 1)
      order by number limit ${batch}
    ) as coming group by kind`);
  if (!next) return false;
  const mine = sql`import_id = ${found.id} and number <= ${next.to}::int`;
  const source = sql`(
    select r.number, r.data as d, c.id as contact_id, c.locale as contact_locale, g.id as campaign_id
    from import_records r
    left join contacts c on c.erased_at is null and c.email = ${whoseAddress}
    left join campaigns g on g.slug = r.data ->> 'campaign'
    where ${mine}) as line`;
  if (next.kind === 'consents' && found.settings.trustLedger) await leaveOutErased(tx, deps, mine);
  if (next.kind === 'addresses') await lockAddresses(tx);
  if (next.kind === 'tags') await tx.execute(newTags(mine));
  await tx.execute(writers[next.kind](found, source, sql`${deps.clock.now().toISOString()}::timestamptz`));
  await tx.execute(sql`delete from import_records where ${mine}`);
  return true;
}

/**
 * As a merge does: no sign-up makes a contact of an address at the moment in which it becomes somebody's further one.
 * Sign-ups only read that table, so that no weaker lock keeps them out; and they queue up behind one that waits for its
 * turn, as it does for an export. Where it is not had within a second, the job is tried again later.
 */
async function lockAddresses(tx: Tx): Promise<void> {
  await tx.execute(sql`set local lock_timeout = '1s'`);
  await tx.execute(sql`lock table contact_addresses in access exclusive mode`);
}

/** An address that a merge left leads to the contact who has it now. */
const whoseAddress = sql.raw(`coalesce(
  (select email from contacts where email = lower(r.data ->> 'email')),
  (select main.email from contact_addresses further join contacts main on main.id = further.contact_id
    where further.email = lower(r.data ->> 'email')))`);

/**
 * Takes the grants out of the lines for those who were erased after a no, whoever answers for the ledger: only they
 * themselves can say yes again. What they refused comes in.
 */
async function leaveOutErased(tx: Tx, deps: Deps, mine: SQL): Promise<void> {
  const rows = await tx.execute<{ email: string }>(sql`
    select distinct lower(r.data ->> 'email') as email from import_records r
    where ${mine} and r.kind = 'consents' and r.data ->> 'action' = 'granted'`);
  const emails = [...rows].map(({ email }) => email);
  const erased = await erasedAmong(tx, deps.config.secret, emails);
  if (erased.size === 0) return;
  await tx.execute(sql`
    delete from import_records where ${mine} and kind = 'consents' and data ->> 'action' = 'granted'
      and lower(data ->> 'email') in (select json_array_elements_text(${JSON.stringify([...erased])}::json))`);
}

/** `stage-file.ts` gave each line of a tag the tag's folded name, and an id for it if it is new. */
function newTags(mine: SQL): SQL {
  return sql`
    insert into tags (id, name, folded, created_at)
    select distinct on (data ->> 'folded') (data ->> 'tag_id')::uuid, data ->> 'tag', data ->> 'folded',
      (data ->> 'at')::timestamptz
    from import_records where ${mine} and data ->> 'folded' <> '' order by data ->> 'folded', number
    on conflict (folded) do nothing`;
}

const text = (name: string) => sql`coalesce(d ->> ${name}, '')`;
const filled = (name: string) => sql`nullif(d ->> ${name}, '')`;
const time = (name: string) => sql`${filled(name)}::timestamptz`;

/** Notes down what an insert's `added` returned, so that it can be undone. */
function noted({ id }: Import, kind: string, insert: SQL): SQL {
  return sql`with added as (${insert})
    insert into import_changes (import_id, contact_id, kind, record_id)
    select ${id}::uuid, contact_id, ${kind}, id from added`;
}

const writers: Record<RecordKind, Writer> = {
  // Never the address, or the id of before, of somebody who is here by themselves.
  addresses: (found, source) =>
    noted(
      found,
      'address',
      sql`insert into contact_addresses (email, contact_id, former_id, at)
        select d ->> 'address', contact_id, (d ->> 'former_id')::uuid, ${time('at')} from ${source}
        where contact_id is not null and not exists (
          select from contacts other where other.email = d ->> 'address' or other.id = (d ->> 'former_id')::uuid)
        on conflict do nothing returning former_id as id, contact_id`,
    ),

  suppressions: ({ id }, source) =>
    noteSuppressions(
      id,
      sql`select lower(d ->> 'email') as email, ${text('reason')} as reason, ${time('at')} as at, contact_id from ${source}
        where d ->> 'email' <> '' and ${filled('at')} is not null`,
    ),

  // A no always comes in. A yes does only where the organizer vouches for the ledger, and nobody has said anything
  // here yet that is not of this very file. To a campaign that is not here it would become a yes to no one knows what.
  consents: (found, source) =>
    noted(
      found,
      'consent',
      sql`insert into consents (id, contact_id, campaign_id, purpose, channel, subject, action, wording, wording_version,
          needs_confirmation, locale, source, client_hash, at)
        select (d ->> 'id')::uuid, contact_id, campaign_id, d ->> 'purpose', d ->> 'channel', ${text('subject')},
          d ->> 'action', ${text('wording')}, ${text('wording_version')}, coalesce(d ->> 'needs_confirmation', 't') <> 'f',
          d ->> 'language', ${text('source')}, ${text('client_hash')}, ${time('at')}
        from ${source} where contact_id is not null and (d ->> 'action' = 'withdrawn' or (
          ${found.settings.trustLedger}::boolean and d ->> 'action' = 'granted'
          and (campaign_id is not null or ${text('campaign')} = '') and not exists (
            select from consents k where k.contact_id = line.contact_id and k.id not in (
              select record_id from import_changes
              where import_id = ${found.id} and kind = 'consent' and record_id is not null))))
        on conflict (id) do nothing returning id, contact_id`,
    ),

  signups: (found, source) =>
    noted(
      found,
      'signup',
      sql`insert into signups (id, campaign_id, contact_id, locale, answers, consented, client_hash, via, source, origin,
          created_at)
        select (d ->> 'id')::uuid, campaign_id, contact_id, d ->> 'language', (d ->> 'answers')::jsonb,
          d ->> 'consented' = 't', ${text('client_hash')}, d ->> 'source_kind', ${text('source')},
          ${filled('origin')}::jsonb, ${time('created_at')}
        from ${source} where contact_id is not null and campaign_id is not null
        on conflict (id) do nothing returning id, contact_id`,
    ),

  pledges: (found, source) =>
    noted(
      found,
      'pledge',
      sql`insert into pledges (id, signup_id, contact_id, campaign_id, kind, amount_minor, currency, frequency, count,
          action, reported_at, created_at)
        select (d ->> 'id')::uuid, (d ->> 'signup_id')::uuid, contact_id, campaign_id, d ->> 'kind',
          ${filled('amount_minor')}::bigint, ${filled('currency')}, ${filled('frequency')}, ${filled('count')}::int,
          ${filled('action')}, ${time('reported_at')}, ${time('created_at')}
        from ${source} where contact_id is not null and campaign_id is not null
          and exists (select from signups where signups.id = (d ->> 'signup_id')::uuid)
        on conflict (id) do nothing returning id, contact_id`,
    ),

  tags: (found, source) =>
    noted(
      found,
      'tag',
      sql`insert into contact_tags (contact_id, tag_id, at)
        select contact_id, tags.id, ${time('at')} from ${source} join tags on tags.folded = d ->> 'folded'
        where contact_id is not null on conflict do nothing returning tag_id as id, contact_id`,
    ),

  notes: (found, source) =>
    noted(
      found,
      'note',
      sql`insert into notes (id, contact_id, organizer_id, body, at)
        select (d ->> 'id')::uuid, contact_id, o.id, ${text('body')}, ${time('at')}
        from ${source} left join organizers o on o.email = lower(d ->> 'author')
        where contact_id is not null on conflict (id) do nothing returning id, contact_id`,
    ),
};

import { type SQL, sql } from 'drizzle-orm';
import type { ActivityKind } from '../activity/reactions.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { bulkActs } from './table.ts';

export type Act = typeof bulkActs.$inferSelect;
/** An act whose steps are known here; `privacy/run-erasing.ts` knows those of an erasing. */
export type Doable = Act & { kind: Exclude<Act['kind'], 'erase'> };

/**
 * What is done to one step's contacts, as a CTE `changed` of whom it changed something for, what was there before and
 * what is there now.
 */
export function changes({ kind, targetId, organizerId }: Doable, now: Date, sight: SQL): SQL {
  if (kind === 'tag') {
    return sql`changed as (
      insert into contact_tags (contact_id, tag_id, organizer_id, at)
      select id, ${targetId}::uuid, ${organizerId}::text, ${now.toISOString()}::timestamptz from step
      on conflict do nothing returning contact_id, null::text as before, tag_id::text as given
    )`;
  }
  if (kind === 'untag') {
    return sql`changed as (
      delete from contact_tags using step where contact_id = step.id and tag_id = ${targetId}::uuid
      returning contact_id, null::text as before, tag_id::text as given
    )`;
  }
  const { column, value } = assigned({ kind, targetId });
  return sql`changed as (
    update contacts set ${column} = ${value}, updated_at = ${now.toISOString()}::timestamptz
    from (
      select contacts.id, contacts.${column}::text as before
      from contacts join step using (id) where ${sight} ${lockedInOrder}
    ) as old
    where contacts.id = old.id and contacts.${column} is distinct from ${value}
    returning contacts.id as contact_id, old.before, contacts.${column}::text as given
  )`;
}

/** In the order in which sign-ups lock them, so that the two cannot wait for each other. */
const lockedInOrder = sql`order by contacts.email for no key update of contacts`;

function assigned({ kind, targetId }: Pick<Doable, 'kind' | 'targetId'>): { column: SQL; value: SQL } {
  return kind === 'owner'
    ? { column: sql`owner_id`, value: sql`${targetId}::text` }
    : { column: sql`team_id`, value: sql`${targetId}::uuid` };
}

/** The same for undoing it: what was there is put back, where nobody has changed it again since. */
export function undoing({ kind, targetId, organizerId, createdAt, finishedAt }: Doable): SQL {
  if (kind === 'tag') {
    // One that was taken off and given by hand since is younger than the act.
    return sql`changed as (
      delete from contact_tags using step where contact_id = step.id and tag_id = ${targetId}::uuid
        and organizer_id is not distinct from ${organizerId}::text
        and at <= coalesce(${finishedAt?.toISOString() ?? null}::timestamptz, 'infinity')
      returning contact_id, tag_id::text as given
    )`;
  }
  if (kind === 'untag') {
    return sql`changed as (
      insert into contact_tags (contact_id, tag_id, organizer_id, at)
      select step.id, tags.id, ${organizerId}::text, ${createdAt.toISOString()}::timestamptz
      from step join tags on tags.id = ${targetId}::uuid
      on conflict do nothing returning contact_id, tag_id::text as given
    )`;
  }
  const { column, value } = assigned({ kind, targetId });
  // Whom it belonged to may be gone since, or see no contacts any more: then nobody.
  const there =
    kind === 'owner'
      ? sql`organizers where organizers.id = old.before and organizers.role <> 'viewer'`
      : sql`teams where teams.id = old.before::uuid`;
  return sql`changed as (
    update contacts set ${column} = (select id from ${there})
    from (select contacts.id, step.before from contacts join step using (id) ${lockedInOrder}) as old
    where contacts.id = old.id and contacts.${column} is not distinct from ${value}
    returning contacts.id as contact_id, contacts.${column}::text as given
  )`;
}

export type Doing = Pick<Doable, 'id' | 'kind' | 'organizerId'> & { undoing: boolean; now: Date };

const activityKinds: Record<Doable['kind'], { done: ActivityKind; undone: ActivityKind }> = {
  tag: { done: 'contact.tagged', undone: 'contact.untagged' },
  untag: { done: 'contact.untagged', undone: 'contact.tagged' },
  owner: { done: 'contact.assigned', undone: 'contact.assigned' },
  team: { done: 'contact.assigned', undone: 'contact.assigned' },
  enrol: { done: 'contact.enrolled', undone: 'contact.taken-out' },
};

/** What a step says on a contact's timeline: the same as the act on one contact, and which act on many it was. */
export function happened({ id, kind, organizerId, undoing, now }: Doing): SQL {
  const name = activityKinds[kind][undoing ? 'undone' : 'done'];
  const what =
    kind === 'enrol'
      ? sql``
      : kind === 'owner' || kind === 'team'
        ? sql`${kind === 'owner' ? 'ownerId' : 'teamId'}::text, given,`
        : sql`'tagId', given, 'tag', coalesce((select name from tags where tags.id = given::uuid), ''),`;
  return sql`
    select ${newIdInSql}, contact_id, ${kind === 'enrol' ? sql`(select campaign_id from sequences where sequences.id = given::uuid)` : sql`null::uuid`}, ${name}::text,
      jsonb_build_object(${what} 'organizerId', ${organizerId}::text, 'bulkActId', ${id}::text),
      ${now.toISOString()}::timestamptz
    from changed`;
}

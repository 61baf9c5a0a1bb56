import { type SQL, sql } from 'drizzle-orm';

/**
 * Blocks addresses and notes which, so that undoing frees them again; none that was blocked before. What another
 * import blocked and this file says too is no longer undone with that one. An address of no contact is not noted, for
 * nobody who is erased must be found by it alone: it stays blocked.
 *
 * @param said a query of `email`, `reason`, `at` and `contact_id`, which is null where the address is no contact's.
 */
export function noteSuppressions(importId: string, said: SQL): SQL {
  return sql`
    with said as materialized (${said}),
    added as (
      insert into suppressions (email, reason, at) select email, reason, at from said
      on conflict (email) do nothing returning email, reason, at
    ),
    confirmed as (
      delete from import_changes where kind = 'suppression' and import_id <> ${importId}::uuid
        and contact_id = any (array(select contact_id from said where contact_id is not null))
        and after ->> 'email' in (select email from said)
    )
    insert into import_changes (import_id, contact_id, kind, after)
    select ${importId}::uuid, contact_id, 'suppression',
      jsonb_build_object('email', email, 'reason', added.reason, 'at', added.at)
    from added join (select distinct email, contact_id from said where contact_id is not null) known using (email)`;
}

/**
 * Frees the addresses that these changes blocked and that are still as the import wrote them, unless mail to their
 * contact has come back meanwhile, or a CRM has said that it does: what stood already is not written again.
 *
 * @param changeIds a subquery of their ids in `import_changes`.
 */
export function freeSuppressed(changeIds: SQL): SQL {
  return sql`
    delete from suppressions s using import_changes h
    where h.id in (${changeIds}) and h.kind = 'suppression' and s.email = h.after ->> 'email'
      and s.reason = h.after ->> 'reason' and s.at = (h.after ->> 'at')::timestamptz
      and not exists (
        select from messages m where m.contact_id = h.contact_id and m.state in ('bounced', 'complained'))
      and not exists (
        select from answers a where a.contact_id = h.contact_id and a.state = 'failed' and a.reason <> 'suppressed')
      and not exists (
        select from crm_heard r where r.contact_id = h.contact_id and r.subscription = 'bounced')`;
}

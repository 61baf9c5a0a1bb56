import { type SQL, sql } from 'drizzle-orm';
import { bookings, contacts, shifts, teams } from '../db/schema.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { may } from './permissions.ts';

/**
 * Which contacts an organizer may see, as a condition over the table `contacts`; undefined: all of them. Whatever shows
 * or counts contacts for someone joins it with `and`.
 *
 * A leader sees the contacts of the teams that they lead, and those who booked a shift that they lead, until a day
 * after its end: long enough to say who came. Whoever may read no contacts gets a condition that none meets.
 */
export function scopeOf({ id, role }: Pick<SignedInOrganizer, 'id' | 'role'>): SQL | undefined {
  if (!may(role, 'contacts.read')) return sql`false`;
  if (role !== 'leader') return undefined;
  // Arrays found once, and not joins: an index of each side serves the list, however many contacts there are.
  return sql`(${contacts.teamId} = any (array(select ${teams.id} from ${teams} where ${teams.leaderId} = ${id}))
    or ${contacts.id} = any (array(
      select ${bookings.contactId} from ${bookings} join ${shifts} on ${shifts.id} = ${bookings.shiftId}
      where ${shifts.leaderId} = ${id} and ${shifts.endsAt} > now() - interval '1 day'
        and ${bookings.state} <> 'cancelled')))`;
}

/**
 * Whether a leader sees a contact now, as a condition over columns that name the leader, the contact and its team: the
 * same as `scopeOf` of that leader, for many leaders at once.
 */
export function leaderSees({ leader, contact, team }: { leader: SQL; contact: SQL; team: SQL }): SQL {
  return sql`(exists (select from ${teams} where ${teams.id} = ${team} and ${teams.leaderId} = ${leader})
    or exists (
      select from ${bookings} join ${shifts} on ${shifts.id} = ${bookings.shiftId}
      where ${bookings.contactId} = ${contact} and ${shifts.leaderId} = ${leader}
        and ${shifts.endsAt} > now() - interval '1 day' and ${bookings.state} <> 'cancelled'))`;
}

import { and, asc, eq, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { bookings, shifts, shiftWaits } from './table.ts';

/** One shift with its campaign. */
export type OwnShift = { shift: typeof shifts.$inferSelect; campaign: typeof campaigns.$inferSelect };

const day = 24 * 3_600_000;

/**
 * Until when an organizer may see a shift: its leader until a day after the end, as `organizers/scope.ts` has it for the
 * people in it. Undefined: for good.
 */
export function seenUntil({ endsAt }: { endsAt: Date }, role: SignedInOrganizer['role']): Date | undefined {
  return role === 'leader' ? new Date(endsAt.getTime() + day) : undefined;
}

/** A shift that an organizer may see at a moment: of leaders, its own. Undefined where there is none, or they may not. */
export async function findOwnShift(
  db: Db | Tx,
  shiftId: string,
  { id, role }: Pick<SignedInOrganizer, 'id' | 'role'>,
  now: Date,
): Promise<OwnShift | undefined> {
  const [row] = await db
    .select({ shift: shifts, campaign: campaigns })
    .from(shifts)
    .innerJoin(campaigns, eq(campaigns.id, shifts.campaignId))
    .where(eq(shifts.id, shiftId));
  if (!row) return undefined;
  const until = seenUntil(row.shift, role);
  return until === undefined || (row.shift.leaderId === id && until > now) ? row : undefined;
}

/** Who has or had a seat in a shift, by name. */
export type Seated = {
  id: string;
  state: (typeof bookings.$inferSelect)['state'];
  confirmedAt: Date | null;
  checkedInAt: Date | null;
  contactId: string;
  firstName: string;
  lastName: string;
};

/** Everyone who booked a shift and has not given the seat back, by name. */
export async function listSeated(db: Db | Tx, shiftId: string): Promise<Seated[]> {
  const { id, state, confirmedAt, checkedInAt, contactId } = bookings;
  const { firstName, lastName } = contacts;
  return await db
    .select({ id, state, confirmedAt, checkedInAt, contactId, firstName, lastName })
    .from(bookings)
    .innerJoin(contacts, eq(contacts.id, contactId))
    .where(and(eq(bookings.shiftId, shiftId), sql`${state} <> 'cancelled'`))
    .orderBy(sql`lower(${firstName})`, sql`lower(${lastName})`, asc(id));
}

/** How many stand on a shift's waiting list, those with a seat held for them not counted. */
export async function countWaiting(db: Db | Tx, shiftId: string): Promise<number> {
  return await db.$count(shiftWaits, and(eq(shiftWaits.shiftId, shiftId), eq(shiftWaits.state, 'waiting')));
}

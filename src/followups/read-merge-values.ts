import { and, asc, desc, eq, inArray, isNotNull } from 'drizzle-orm';
import { pairKey } from '../consents/queries.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { MergeField, MergeValues } from '../mail/merge-fields.ts';
import { shiftTime } from '../mail/shift-time.ts';
import { organizers } from '../organizers/table.ts';
import { pledges } from '../pledges/table.ts';
import { bookings, shifts } from '../shifts/table.ts';
import { teams } from '../teams/table.ts';
import { formatMoney } from '../ui/format.ts';
import type { Message } from './queries.ts';

type Values = Omit<MergeValues, 'firstName' | 'campaign'>;
type Reading = (message: Message) => Values;

/**
 * Reads together what messages' merge fields say of their people, those in `used` alone. Nothing of someone whose
 * address nobody has confirmed. "Next" is counted from when a message was due, so that it is the same bytes each time.
 */
export async function readMergeValues(db: Db | Tx, messages: Message[], used: Set<MergeField>): Promise<Reading> {
  const readings: Reading[] = [];
  if (used.has('team') || used.has('leader')) readings.push(await teamsOf(db, messages));
  if (used.has('nextShift')) readings.push(await nextShiftsOf(db, messages));
  if (used.has('pledge')) readings.push(await pledgesOf(db, messages));
  if (readings.length === 0) return () => ({});
  const rows = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(inArray(contacts.id, peopleOf(messages)), isNotNull(contacts.confirmedAt)));
  const confirmed = new Set(rows.map(({ id }) => id));
  return (message) =>
    confirmed.has(message.contactId) ? Object.assign({}, ...readings.map((read) => read(message))) : {};
}

async function teamsOf(db: Db | Tx, messages: Message[]): Promise<Reading> {
  const rows = await db
    .select({ contactId: contacts.id, team: teams.name, leader: organizers.name })
    .from(contacts)
    .innerJoin(teams, eq(teams.id, contacts.teamId))
    .leftJoin(organizers, eq(organizers.id, teams.leaderId))
    .where(inArray(contacts.id, peopleOf(messages)));
  const byContact = new Map(rows.map(({ contactId, team, leader }) => [contactId, { team, leader: leader ?? '' }]));
  return ({ contactId }) => byContact.get(contactId) ?? {};
}

async function nextShiftsOf(db: Db | Tx, messages: Message[]): Promise<Reading> {
  const rows = await db
    .select({ contactId: bookings.contactId, campaignId: bookings.campaignId, shift: shifts })
    .from(bookings)
    .innerJoin(shifts, eq(shifts.id, bookings.shiftId))
    .where(and(inArray(bookings.contactId, peopleOf(messages)), eq(bookings.state, 'booked')))
    .orderBy(asc(shifts.startsAt));
  const byPair = Map.groupBy(rows, pairKey);
  return (message) => {
    const next = byPair.get(pairKey(message))?.find(({ shift }) => shift.startsAt > message.dueAt)?.shift;
    return next ? { nextShift: shiftTime(message.locale, next.startsAt, next.endsAt, next.timezone).day } : {};
  };
}

/** The last promise of money, in the campaign that a message is of. */
async function pledgesOf(db: Db | Tx, messages: Message[]): Promise<Reading> {
  const rows = await db
    .select()
    .from(pledges)
    .where(and(inArray(pledges.contactId, peopleOf(messages)), eq(pledges.kind, 'money')))
    .orderBy(desc(pledges.createdAt), desc(pledges.id));
  const byPair = Map.groupBy(rows, pairKey);
  return (message) => {
    const [last] = byPair.get(pairKey(message)) ?? [];
    if (!last || last.amountMinor === null || last.currency === null) return {};
    return { pledge: formatMoney(message.locale, last.amountMinor, last.currency) };
  };
}

function peopleOf(messages: Message[]) {
  return idList(messages.map(({ contactId }) => contactId));
}

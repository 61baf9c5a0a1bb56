import { and, eq, sql } from 'drizzle-orm';
import { campaigns } from '../../src/campaigns/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { confirmUrl, leaveUrl, spaceUrl } from '../../src/http/links.ts';
import type { Locale } from '../../src/locales/index.ts';
import { bookings, shifts } from '../../src/shifts/table.ts';
import { signups } from '../../src/signups/table.ts';
import { post, signUp } from '../support/forms.ts';
import { day, minute, type Site } from './site.ts';

/** The paths of somebody who has signed up. */
export type Person = { contactId: string; next: string; space: string; confirm: string; leave: string };

/** Signs somebody up and makes the links that the mails would carry. */
export async function addPerson(
  { app, deps }: Site,
  locale: Locale,
  { slug = 'porte-a-porte', ...fields }: Record<string, string> & { email: string },
): Promise<Person> {
  const answer = await signUp(app, { postalCode: 'H2X 1Y4', ...fields }, `/${locale}/${slug}`);
  const next = answer.headers.get('location');
  const { db, config, clock } = deps;
  const [row] = await db
    .select({ contactId: contacts.id, campaignId: signups.campaignId, signupId: signups.id })
    .from(contacts)
    .innerJoin(signups, eq(signups.contactId, contacts.id))
    .where(eq(contacts.email, fields.email));
  if (!row || next === null) throw new Error(`${fields.email} did not sign up: ${answer.status}`);
  const links = { baseUrl: '', secret: config.secret };
  const of = { ...row, since: clock.now() };
  return {
    contactId: row.contactId,
    next,
    space: spaceUrl(links, of),
    confirm: confirmUrl(links, of),
    leave: leaveUrl(links, of),
  };
}

/** A shift of `porte-a-porte`. */
export type ShiftKey = 'sortie-marche' | 'soiree-appels' | 'sortie-riviere' | 'soupe-equipe';

/** Takes a place and returns the booking's id. */
export async function book(site: Site, { contactId, next }: Person, key: ShiftKey): Promise<string> {
  const shift = await shiftId(site, key);
  await post(site.app, `${next}/bookings`, { shift });
  const all = await site.deps.db.select().from(bookings).where(eq(bookings.shiftId, shift));
  const mine = all.find((booking) => booking.contactId === contactId);
  if (!mine) throw new Error(`no place in ${key}`);
  return mine.id;
}

/** Makes a shift one of yesterday's. */
export async function makePast(site: Site, key: ShiftKey): Promise<void> {
  const startsAt = new Date(site.clock.now().getTime() - day);
  const endsAt = new Date(startsAt.getTime() + 180 * minute);
  await site.deps.db
    .update(shifts)
    .set({ startsAt, endsAt })
    .where(eq(shifts.id, await shiftId(site, key)));
}

/** Leaves no place in a shift. */
export async function fillUp(site: Site, key: ShiftKey): Promise<void> {
  await site.deps.db
    .update(shifts)
    .set({ booked: sql`seats` })
    .where(eq(shifts.id, await shiftId(site, key)));
}

async function shiftId({ deps }: Site, key: ShiftKey): Promise<string> {
  const [row] = await deps.db
    .select({ id: shifts.id })
    .from(shifts)
    .innerJoin(campaigns, eq(campaigns.id, shifts.campaignId))
    .where(and(eq(shifts.key, key), eq(campaigns.slug, 'porte-a-porte')));
  if (!row) throw new Error(`there is no shift ${key}`);
  return row.id;
}

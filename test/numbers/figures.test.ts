import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { figuresNow, figuresOf } from '../../src/numbers/figures-queries.ts';
import { pageViews } from '../../src/numbers/table.ts';
import type { NewPledge } from '../../src/pledges/form.ts';
import { pledges } from '../../src/pledges/table.ts';
import { eraseContact } from '../../src/privacy/erase-contact.ts';
import { mergeContacts } from '../../src/privacy/merge-contacts.ts';
import { reportAttendance } from '../../src/reports/report-attendance.ts';
import { reportPledge } from '../../src/reports/report-pledge.ts';
import { bookShift } from '../../src/shifts/book-shift.ts';
import { cancelBooking } from '../../src/shifts/cancel-booking.ts';
import { bookings, shifts } from '../../src/shifts/table.ts';
import { type NewSignup, recordSignups } from '../../src/signups/record-signups.ts';
import { signups } from '../../src/signups/table.ts';
import { confirmAddress } from '../../src/space/confirm-address.ts';
import { makePledge } from '../../src/space/make-pledge.ts';
import { teams } from '../../src/teams/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { emptyTables } from '../support/empty-tables.ts';
import { inOrder, naiveFigures, readRows } from './naive-figures.ts';

let t: TestApp;
const timezone = 'America/Toronto';

beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

/** Where acts take place: two campaigns, their shifts, a team. */
type Place = { campaigns: string[]; shifts: { id: string; campaignId: string }[]; team: string };

const origins = [undefined, { source: 'facebook' }, { host: 'lapresse.ca' }, { source: 'infolettre' }];
const promises: NewPledge[] = [
  { kind: 'money', amountMinor: 2_050, currency: 'CAD', frequency: 'once' },
  { kind: 'money', amountMinor: 500, currency: 'CAD', frequency: 'monthly' },
  { kind: 'hours', count: 3 },
  { kind: 'action', action: 'doors', count: 40 },
];
const kinds = [
  ...['sign-up', 'sign-up', 'sign-up', 'confirm', 'book', 'book', 'cancel', 'attend', 'miss', 'pledge', 'keep'],
  ...['join-team', 'leave-team', 'merge', 'erase', 'view', 'wait', 'wait'],
] as const;
const act = fc.record({
  kind: fc.constantFrom(...kinds),
  person: fc.nat(3),
  other: fc.nat(3),
  campaign: fc.nat(1),
  what: fc.nat(3),
  minutes: fc.integer({ min: 1, max: 3_000 }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function makePlace(): Promise<Place> {
  await emptyTables(t.deps, 'contacts, campaigns, teams, contact_merges');
  const campaigns = [await addCampaign(t.deps, { slug: 'une' }), await addCampaign(t.deps, { slug: 'deux' })];
  const team = uuidv7();
  await t.deps.db.insert(teams).values({ id: team, name: 'Rosemont' });
  const seats = await t.deps.db.select({ id: shifts.id, campaignId: shifts.campaignId }).from(shifts);
  return { campaigns, shifts: seats, team };
}

const emailOf = (person: number) => `person.${person}@example.org`;

/** The contact that an address leads to, by a merge too. */
async function contactOf(person: number): Promise<string | undefined> {
  const [found] = await t.deps.db.execute<{ id: string }>(sql`
    select id from contacts where email = ${emailOf(person)}
    union all select contact_id from contact_addresses where email = ${emailOf(person)}`);
  return found?.id;
}

async function perform(place: Place, { kind, person, other, campaign, what, minutes }: Act): Promise<void> {
  const { db } = t.deps;
  const at = t.clock.now();
  const campaignId = place.campaigns[campaign] ?? '';
  if (kind === 'wait') return t.clock.advance(minutes * 60_000);
  if (kind === 'sign-up') return await signUp(person, campaignId, what, at);
  if (kind === 'view') {
    const day = at.toLocaleDateString('sv-SE', { timeZone: timezone });
    const view = {
      campaignId,
      day,
      via: 'link',
      source: ['facebook', 'infolettre', ''][what % 3] ?? '',
      count: 1,
    } as const;
    const once = { target: [pageViews.campaignId, pageViews.day, pageViews.via, pageViews.source] };
    await db
      .insert(pageViews)
      .values(view)
      .onConflictDoUpdate({ ...once, set: { count: sql`${pageViews.count} + 1` } });
    return;
  }
  const contactId = await contactOf(person);
  if (contactId === undefined) return;
  const [signup] = await db.select().from(signups).where(eq(signups.contactId, contactId)).limit(1);
  const [booking] = await db.select().from(bookings).where(eq(bookings.contactId, contactId)).limit(1);
  if (kind === 'confirm' && signup)
    await db.transaction((tx) => confirmAddress(tx, { signupId: signup.id, clientHash: '', at }));
  if (kind === 'book' && signup) {
    const shift = place.shifts.find((one) => one.campaignId === signup.campaignId);
    const request = { shiftId: shift?.id ?? '', contactId, campaignId: signup.campaignId, locale: 'fr', at } as const;
    await db.transaction((tx) => bookShift(tx, request));
  }
  if (booking && kind === 'cancel')
    await db.transaction((tx) => cancelBooking(tx, { bookingId: booking.id, contactId, at }));
  if (booking && (kind === 'attend' || kind === 'miss')) {
    const answer = kind === 'attend' ? 'attended' : 'missed';
    const report = { answer, count: null, note: '', needsHelp: false } as const;
    await db.transaction((tx) => reportAttendance(tx, { bookingId: booking.id, contactId, report, at }));
  }
  if (kind === 'pledge') {
    const pledge = promises[what] ?? { kind: 'hours', count: 1 };
    await db.transaction((tx) => makePledge(tx, { by: { contactId, campaignId }, pledge, at }));
  }
  if (kind === 'keep') {
    const [pledge] = await db.select().from(pledges).where(eq(pledges.contactId, contactId)).limit(1);
    if (pledge) await db.transaction((tx) => reportPledge(tx, { pledgeId: pledge.id, contactId, at }));
  }
  if (kind === 'join-team' || kind === 'leave-team') {
    const teamId = kind === 'join-team' ? place.team : null;
    await db.update(contacts).set({ teamId }).where(eq(contacts.id, contactId));
  }
  if (kind === 'merge') {
    const loserId = await contactOf(other);
    if (loserId !== undefined)
      await mergeContacts(t.deps, { survivorId: contactId, loserId, taken: [], organizerId: null });
  }
  if (kind === 'erase') await eraseContact(t.deps, contactId, { organizerId: null, by: 'person' });
}

async function signUp(person: number, campaignId: string, what: number, at: Date): Promise<void> {
  const email = emailOf(person);
  const id = uuidv7();
  const typed = { email, firstName: 'Ada', lastName: '', phone: '', postalCode: '' };
  const pledge = person === 0 ? (promises[what] ?? null) : null;
  const submission = { ...typed, availability: [], skills: [], answers: {}, consented: true, consents: [], pledge };
  const signup: NewSignup = {
    id,
    campaignId,
    locale: 'fr',
    submission,
    needsConfirmation: true,
    clientHash: '',
    origin: origins[what],
    shareCode: id.replaceAll('-', ''),
    at,
  };
  await recordSignups(t.deps.db, [signup]);
}

test('whatever people do, the figures are what a walk through all rows counts', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30, size: 'max' }), async (acts) => {
      const place = await makePlace();
      for (const one of acts) {
        await perform(place, one);
        t.clock.advance(1_000);
      }
      const counted = await figuresNow(t.deps);
      expect(counted.countedAt).toEqual(t.clock.now());
      const rows = await readRows(t.deps);
      for (const id of place.campaigns) {
        const figures = figuresOf(counted, id);
        expect(inOrder(figures)).toEqual(inOrder(naiveFigures(rows, id, counted.countedAt, timezone)));
        const most = figures.sources.map(({ signedUp }) => signedUp);
        expect(most).toEqual(most.toSorted((one, other) => other - one));
      }
    }),
    { numRuns: 25 },
  );
});

test('erasing somebody changes no total, and takes them out of their team', async () => {
  const place = await makePlace();
  const acts = ['sign-up', 'confirm', 'book', 'attend', 'keep', 'join-team', 'sign-up'] as const;
  for (const kind of acts) await perform(place, { kind, person: 0, other: 1, campaign: 0, what: 1, minutes: 1 });
  const before = await figuresNow(t.deps);
  t.clock.advance(1_000);
  await perform(place, { kind: 'erase', person: 0, other: 1, campaign: 0, what: 0, minutes: 1 });
  const after = await figuresNow(t.deps);
  const [was, is] = [before, after].map((counted) => figuresOf(counted, place.campaigns[0] ?? ''));
  expect(was?.total).toEqual({ seen: 0, signedUp: 1, confirmed: 1, pledged: 1, booked: 1, attended: 1, reported: 1 });
  expect([is?.total, is?.sources, is?.pledges]).toEqual([was?.total, was?.sources, was?.pledges]);
  expect([was?.teams, is?.teams].map((list) => list?.map(({ teamId }) => teamId))).toEqual([[place.team], [null]]);
});

/** The days of a campaign on which somebody got to a step. */
async function daysOf(campaignId: string | undefined, step: 'confirmed' | 'attended'): Promise<string[]> {
  const { days } = figuresOf(await figuresNow(t.deps), campaignId ?? '');
  return days.filter((day) => day[step] > 0).map(({ day }) => day);
}

const today = () => t.clock.now().toLocaleDateString('sv-SE', { timeZone: timezone });
const alone = { person: 1, other: 2, campaign: 0, what: 1, minutes: 2_880 };

test('whoever is confirmed already counts as confirmed in another campaign once they join it', async () => {
  const place = await makePlace();
  for (const kind of ['sign-up', 'confirm'] as const) await perform(place, { ...alone, kind });
  const first = today();
  await perform(place, { ...alone, kind: 'wait' });
  await perform(place, { ...alone, kind: 'sign-up', campaign: 1 });
  expect(await daysOf(place.campaigns[0], 'confirmed')).toEqual([first]);
  expect(await daysOf(place.campaigns[1], 'confirmed')).toEqual([today()]);
});

test('whoever corrects their report came on the day on which they first said so', async () => {
  const place = await makePlace();
  for (const kind of ['sign-up', 'book', 'attend'] as const) await perform(place, { ...alone, kind });
  const first = today();
  await perform(place, { ...alone, kind: 'wait' });
  await perform(place, { ...alone, kind: 'attend' });
  expect(await daysOf(place.campaigns[0], 'attended')).toEqual([first]);
  await perform(place, { ...alone, kind: 'miss' });
  await perform(place, { ...alone, kind: 'attend' });
  t.clock.advance(1_000);
  expect(await daysOf(place.campaigns[0], 'attended')).toEqual([today()]);
});

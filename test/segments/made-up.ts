import { activities } from '../../src/activity/table.ts';
import { consents, suppressions } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import type { Deps } from '../../src/deps.ts';
import { organizers } from '../../src/organizers/table.ts';
import { contactAttempts } from '../../src/outreach/table.ts';
import { pledges } from '../../src/pledges/table.ts';
import { reports } from '../../src/reports/table.ts';
import { bookings, shifts } from '../../src/shifts/table.ts';
import { signups } from '../../src/signups/table.ts';
import { contactTags, tags } from '../../src/tags/table.ts';
import { teams } from '../../src/teams/table.ts';
import { addCampaign } from '../support/campaign.ts';

const day = 86_400_000;

/** A generator of numbers that gives the same ones again (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A UUID of one's own choice, by a number. */
function idOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const subjects = ['', 'ally', "l'autre"];
export const sources = ['', 'affiche', "o'neil", 'a\\b'];
export const answersGiven = ['oui', 'Non', "d'abord", 'x\\y', '100%', '$1'];
export const organizerIds = ['ana', "o'ben"];

/** Everything that conditions ask about, of few people and of every kind; the rows are what the tables hold. */
export async function makeUp(deps: Deps, people: number, now: Date) {
  const random = numbersFrom(42);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  };
  const ago = (days: number) => new Date(now.getTime() - below(days * 4) * (day / 4));
  const campaignIds = [await addCampaign(deps, { slug: 'une' }), await addCampaign(deps, { slug: 'autre' })];
  const shiftRows = await deps.db.select({ id: shifts.id, campaignId: shifts.campaignId }).from(shifts);
  let last = 0;
  const id = () => {
    last += 1;
    return idOf(last);
  };
  await deps.db
    .insert(organizers)
    .values(organizerIds.map((one) => ({ id: one, name: one, email: `${one.length}${one[0]}@example.org` })));
  const teamIds = [id(), id()];
  await deps.db.insert(teams).values(teamIds.map((one) => ({ id: one, name: one })));
  const tagIds = [id(), id()];
  await deps.db.insert(tags).values(tagIds.map((one) => ({ id: one, name: one, folded: one })));

  const rows = {
    contacts: Array.from({ length: people }, (_, index): typeof contacts.$inferInsert & { createdAt: Date } => ({
      id: id(),
      email: `person${index}@example.org`,
      locale: pick(['fr', 'en']),
      postalCode: pick(['', 'H2X 1Y4', 'H2X 2B1', 'J7K 1A1', '10001', '%']),
      confirmedAt: pick([null, ago(40)]),
      ownerId: pick([null, ...organizerIds]),
      teamId: pick([null, ...teamIds]),
      createdAt: ago(60),
    })),
    signups: [] as (typeof signups.$inferInsert)[],
    consents: [] as (typeof consents.$inferInsert)[],
    pledges: [] as (typeof pledges.$inferInsert)[],
    bookings: [] as (typeof bookings.$inferInsert)[],
    reports: [] as (typeof reports.$inferInsert)[],
    activities: [] as (typeof activities.$inferInsert)[],
    attempts: [] as (typeof contactAttempts.$inferInsert)[],
    tagged: [] as (typeof contactTags.$inferInsert)[],
    suppressed: [] as string[],
  };
  for (const { id: contactId, email } of rows.contacts) {
    for (let count = below(3); count > 0; count -= 1) {
      const signupId = id();
      const campaignId = pick(campaignIds);
      rows.signups.push({
        id: signupId,
        campaignId,
        contactId,
        locale: 'fr',
        answers: pick([{}, { q: pick(answersGiven) }, { q: [pick(answersGiven), pick(answersGiven)] }]),
        consented: true,
        via: pick(['direct', 'link', 'site', 'person']),
        source: pick(sources),
        createdAt: ago(30),
      });
      if (random() < 0.5) {
        rows.pledges.push({
          id: id(),
          signupId,
          contactId,
          campaignId,
          kind: pick(['money', 'hours', 'action']),
          reportedAt: pick([null, now]),
          createdAt: now,
        });
      }
    }
    for (let count = below(4); count > 0; count -= 1) {
      rows.consents.push({
        id: id(),
        contactId,
        purpose: pick(['follow-up', 'follow-up', 'sharing']),
        channel: pick(['email', 'email', 'sms']),
        subject: pick(subjects),
        action: pick(['granted', 'granted', 'withdrawn']),
        wording: '',
        needsConfirmation: random() < 0.5,
        locale: 'fr',
        source: pick(['form', 'confirm-page']),
        // Few moments, so that some fall together.
        at: new Date(now.getTime() - below(5) * day),
      });
    }
    for (const shift of shiftRows) {
      if (random() < 0.5) continue;
      const state = pick(['booked', 'cancelled', 'attended', 'missed'] as const);
      rows.bookings.push({
        ...shift,
        id: id(),
        shiftId: shift.id,
        contactId,
        locale: 'fr',
        state,
        createdAt: now,
        changedAt: now,
      });
    }
    for (let count = below(2); count > 0; count -= 1) {
      const needsHelp = random() < 0.5;
      rows.reports.push({
        id: id(),
        contactId,
        campaignId: pick(campaignIds),
        kind: 'attended',
        needsHelp,
        createdAt: now,
      });
    }
    for (let count = below(3); count > 0; count -= 1) {
      rows.activities.push({ id: id(), contactId, kind: 'signup.recorded', at: ago(50) });
    }
    if (random() < 0.5) rows.attempts.push({ id: id(), contactId, outcome: 'called', at: now });
    for (const tagId of tagIds) if (random() < 0.3) rows.tagged.push({ contactId, tagId, at: now });
    if (random() < 0.15) rows.suppressed.push(email);
  }
  await deps.db.insert(contacts).values(rows.contacts);
  await deps.db.insert(signups).values(rows.signups);
  await deps.db.insert(pledges).values(rows.pledges);
  await deps.db.insert(consents).values(rows.consents);
  await deps.db.insert(bookings).values(rows.bookings.map((row) => ({ ...row })));
  await deps.db.insert(reports).values(rows.reports);
  await deps.db.insert(activities).values(rows.activities);
  await deps.db.insert(contactAttempts).values(rows.attempts);
  await deps.db.insert(contactTags).values(rows.tagged);
  await deps.db.insert(suppressions).values(rows.suppressed.map((email) => ({ email, reason: 'bounced', at: now })));
  return { rows, campaignIds, teamIds, tagIds };
}

export type MadeUp = Awaited<ReturnType<typeof makeUp>>;

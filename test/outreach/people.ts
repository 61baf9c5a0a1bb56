import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { contacts } from '../../src/contacts/table.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { organizers } from '../../src/organizers/table.ts';
import { recordAttempt } from '../../src/outreach/record-attempt.ts';
import { type contactAttempts, contactClocks } from '../../src/outreach/table.ts';
import { signForm } from '../../src/signups/traps.ts';
import { teams } from '../../src/teams/table.ts';
import type { TestApp } from '../support/app.ts';
import { post } from '../support/forms.ts';

export const hour = 3_600_000;

/** Adds someone who answers and returns their id. */
export async function addAnswerer(
  { deps }: Pick<TestApp, 'deps'>,
  name: string,
  role: 'owner' | 'organizer' | 'leader' | 'viewer' = 'organizer',
): Promise<string> {
  const email = `${name.toLowerCase()}@example.org`;
  await addOrganizer(deps, { email, name, role: role === 'owner' ? 'owner' : 'organizer' });
  const [added] = await deps.db.update(organizers).set({ role }).where(eq(organizers.email, email)).returning();
  if (!added) throw new Error(`${name} was not added`);
  return added.id;
}

export async function addTeam(
  { deps }: Pick<TestApp, 'deps'>,
  team: { name: string; leaderId: string | null; postalPrefixes: string[] },
): Promise<string> {
  const id = uuidv7();
  await deps.db.insert(teams).values({ id, ...team });
  return id;
}

let count = 0;
/** A field that nobody asked for: the same form at the same moment would be the same sign-up. */
const nth = () => String(++count);

/** Signs somebody up, lets the jobs run that are due, and returns the contact's id. */
export async function addNewcomer(t: TestApp, email: string, fields: Record<string, string> = {}): Promise<string> {
  const campaign = await t.deps.campaigns.find('essai');
  if (!campaign) throw new Error('there is no campaign');
  // Drawn by the test's clock: the page itself comes from memory, and the same form twice is one sign-up.
  const form = signForm(t.deps.config, campaign.id, t.clock.now());
  const answer = await post(t.app, '/fr/essai/signups', {
    email,
    firstName: 'Ada',
    consent: 'yes',
    form,
    nth: nth(),
    ...fields,
  });
  if (answer.status !== 303) throw new Error(`${email} did not sign up: ${answer.status}`);
  await t.runDueJobs();
  return await contactOf(t, email);
}

export async function contactOf({ deps }: Pick<TestApp, 'deps'>, email: string): Promise<string> {
  const [found] = await deps.db.select().from(contacts).where(eq(contacts.email, email));
  if (!found) throw new Error(`there is no ${email}`);
  return found.id;
}

export async function clockOf({ deps }: Pick<TestApp, 'deps'>, contactId: string) {
  const [clock] = await deps.db.select().from(contactClocks).where(eq(contactClocks.contactId, contactId));
  if (!clock) throw new Error('there is no clock');
  return clock;
}

export async function ownerOf({ deps }: Pick<TestApp, 'deps'>, contactId: string): Promise<string | null> {
  const [contact] = await deps.db.select().from(contacts).where(eq(contacts.id, contactId));
  return contact?.ownerId ?? null;
}

/** Notes an attempt, as one tap does. */
export async function attempt(
  { deps }: Pick<TestApp, 'deps'>,
  contactId: string,
  organizerId: string,
  outcome: (typeof contactAttempts.$inferSelect)['outcome'],
): Promise<string> {
  const id = uuidv7();
  await deps.db.transaction((tx) =>
    recordAttempt(tx, { id, contactId, organizerId, outcome, note: '', at: deps.clock.now() }),
  );
  return id;
}

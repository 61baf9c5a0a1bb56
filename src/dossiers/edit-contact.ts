import { and, desc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { standingConsents, waits } from '../consents/queries.ts';
import { consents } from '../consents/table.ts';
import { fold } from '../contacts/fold.ts';
import { contactAddresses, contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { messages as mails } from '../followups/table.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { isLocale, messages } from '../locales/index.ts';
import { signups } from '../signups/table.ts';
import { teamOf } from '../teams/team-of.ts';
import { type ContactField, type ContactValues, contactFields, wordsOf } from './contact-form.ts';
import { valuesOf } from './edit-queries.ts';
import type { Contact } from './queries.ts';

type Edit = {
  contactId: string;
  organizerId: string;
  /** What was on the page when the change was made, and what it is to be. */
  was: ContactValues;
  values: ContactValues;
  at: Date;
};

export type EditResult =
  | { ok: true }
  /** Changed by somebody else meanwhile, and otherwise: what stands there now. Nothing was written. */
  | { ok: false; conflicts: Partial<ContactValues>; now: ContactValues }
  /** Another contact has the address, as its own or since a merge. */
  | { ok: false; taken: string }
  | { ok: false; gone: true };

/**
 * Changes a contact's details: those fields alone that the organizer changed. A new address is unconfirmed, and what
 * counts as agreed to for mail to the old one ends in the ledger; where the old one was only asked, the new one is asked
 * instead. Links that went to the old one lead to the contact no more (`contacts/went-elsewhere.ts`). What was agreed to
 * for texts and calls ends with the number that it was said for. A new postal code finds its team.
 */
export async function editContact(tx: Tx, { contactId, organizerId, was, values, at }: Edit): Promise<EditResult> {
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, contactId)).for('update');
  if (!contact) return { ok: false, gone: true };
  const now = valuesOf(contact);
  const meant = contactFields.filter((field) => values[field] !== was[field]);
  const conflicts = meant.filter((field) => now[field] !== was[field] && now[field] !== values[field]);
  if (conflicts.length > 0) {
    return { ok: false, conflicts: Object.fromEntries(conflicts.map((field) => [field, now[field]])), now };
  }
  const changed = meant.filter((field) => values[field] !== now[field]);
  if (changed.length === 0) return { ok: true };
  if (changed.includes('email')) {
    const [other] = await tx
      .select({ id: contacts.id })
      .from(contacts)
      .where(and(eq(contacts.email, values.email), ne(contacts.id, contactId)));
    // In this order: what a merge that ends in between takes from the first, it has put into the second.
    const [further] = await tx
      .select({ id: contactAddresses.contactId })
      .from(contactAddresses)
      .where(and(eq(contactAddresses.email, values.email), ne(contactAddresses.contactId, contactId)));
    const taken = other?.id ?? further?.id;
    if (taken !== undefined) return { ok: false, taken };
  }
  await tx
    .update(contacts)
    .set({ ...columns(changed, values), updatedAt: at })
    .where(eq(contacts.id, contactId));
  if (changed.includes('email')) await changePlaces(tx, contact, values.email);
  if (changed.includes('postalCode')) await findTeam(tx, contact, values.postalCode);
  const data = { fields: changed, organizerId };
  await track(tx, [{ kind: 'contact.edited', contactId, campaignId: null, data, at }]);
  if (changed.includes('phone')) await endForNumber(tx, contact, at);
  if (changed.includes('email')) await startOver(tx, contact, { organizerId, at });
  return { ok: true };
}

/**
 * Where the new address is one that a merge left, the old one becomes the further one: it goes on leading here. To be
 * done while sign-ups wait.
 */
async function changePlaces(tx: Tx, { id, email }: Contact, main: string): Promise<void> {
  await tx
    .update(contactAddresses)
    .set({ email })
    .where(and(eq(contactAddresses.email, main), eq(contactAddresses.contactId, id)));
}

/**
 * The team of a postal code that is another now, for who has none or that of the old one; another was given by hand. Whom
 * their leader sees no longer is somebody else's to answer.
 */
async function findTeam(tx: Tx, { id, postalCode }: Contact, now: string): Promise<void> {
  const [before, teamId] = [teamOf(sql`${postalCode}`), teamOf(sql`${now}`)];
  const isFound = or(isNull(contacts.teamId), eq(contacts.teamId, before));
  const moved = await tx
    .update(contacts)
    .set({ teamId })
    .where(and(eq(contacts.id, id), isFound, sql`${contacts.teamId} is distinct from ${teamId}`))
    .returning({ id: contacts.id });
  if (moved.length > 0) await enqueue(tx, 'outreach.reassign', {});
}

function columns(changed: ContactField[], values: ContactValues): Partial<typeof contacts.$inferInsert> {
  const { firstName, lastName, locale } = values;
  const all: Record<ContactField, Partial<typeof contacts.$inferInsert>> = {
    firstName: { firstName, firstFolded: fold(firstName) },
    lastName: { lastName, lastFolded: fold(lastName) },
    email: { email: values.email, confirmedAt: null },
    phone: { phone: values.phone },
    postalCode: { postalCode: values.postalCode },
    locale: isLocale(locale) ? { locale } : {},
    availability: { availability: wordsOf(values.availability) },
    skills: { skills: wordsOf(values.skills) },
  };
  return Object.assign({}, ...changed.map((field) => all[field]));
}

/** A number's answer is never asked for again: a question that still waits is about the old number, and ends with it. */
async function endForNumber(tx: Tx, contact: Contact, at: Date): Promise<void> {
  const standing = await standingConsents(tx, contact.id);
  const ending = standing.filter(({ channel }) => channel === 'sms' || channel === 'phone');
  const { numberWithdrawal: wording } = messages(contact.locale).outreach.edit;
  await withdraw(tx, contact, ending, { wording, source: 'number-changed', at });
}

/** What the owner of the old address said holds for that address; nobody has spoken for the new one yet. */
async function startOver(
  tx: Tx,
  contact: Contact,
  { organizerId, at }: { organizerId: string; at: Date },
): Promise<void> {
  const contactId = contact.id;
  const standing = (await standingConsents(tx, contactId)).filter(({ channel }) => channel === 'email');
  // Whether confirmed or not: a list that came with its consents counts, and a campaign that asks for no confirmation.
  const ending = standing.filter((entry) => !waits(entry));
  const { withdrawal: wording } = messages(contact.locale).outreach.edit;
  await withdraw(tx, contact, ending, { wording, source: 'address-changed', at });
  const [signup] =
    contact.confirmedAt === null && standing.some(waits)
      ? await tx
          .select({ id: signups.id, campaignId: signups.campaignId })
          .from(signups)
          .where(eq(signups.contactId, contactId))
          .orderBy(desc(signups.createdAt))
          .limit(1)
      : [];
  const data = { organizerId, ...(signup ? { signupId: signup.id } : {}) };
  const campaignId = signup?.campaignId ?? null;
  await track(tx, [{ kind: 'contact.address-changed', contactId, campaignId, data, at }]);
  // What was planned before goes to the new address: its links count from now.
  await tx
    .update(mails)
    .set({ createdAt: at })
    .where(and(eq(mails.contactId, contactId), eq(mails.state, 'queued')));
}

async function withdraw(
  tx: Tx,
  { id: contactId, locale }: Contact,
  ending: Pick<typeof consents.$inferSelect, 'campaignId' | 'purpose' | 'channel' | 'subject'>[],
  said: { wording: string; source: string; at: Date },
): Promise<void> {
  if (ending.length === 0) return;
  await tx.insert(consents).values(
    ending.map(({ campaignId, purpose, channel, subject }) => ({
      id: uuidv7(),
      contactId,
      campaignId,
      purpose,
      channel,
      subject,
      action: 'withdrawn' as const,
      needsConfirmation: false,
      locale,
      ...said,
    })),
  );
}

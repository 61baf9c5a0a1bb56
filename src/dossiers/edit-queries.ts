import { and, desc, eq } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { contactAddresses, contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { signups } from '../signups/table.ts';
import type { ContactValues } from './contact-form.ts';
import type { Contact } from './queries.ts';

/** Where phone numbers and postal codes are read by where a contact signed up nowhere. */
const fallback = 'CA';

/** What a contact's form needs to know of the campaigns they signed up to: the country, and the skills asked about. */
export async function editingContext(
  db: Db,
  contact: Contact,
  locale: Locale,
): Promise<{ country: string; skills: Record<string, string> }> {
  const rows = await db
    .select({ settings: campaigns.settings, texts: campaigns.texts })
    .from(signups)
    .innerJoin(campaigns, eq(campaigns.id, signups.campaignId))
    .where(eq(signups.contactId, contact.id))
    .orderBy(desc(signups.createdAt))
    .limit(20);
  const own = Object.fromEntries(contact.skills.map((skill) => [skill, skill]));
  return {
    country: rows[0]?.settings.country ?? fallback,
    skills: Object.assign(own, ...rows.map(({ texts }) => skillsOf(texts, locale))),
  };
}

function skillsOf(texts: CampaignTexts, locale: Locale): Record<string, string> {
  return (texts[locale] ?? Object.values(texts)[0])?.skills ?? {};
}

/** The contact who has an address; undefined where nobody has. */
export async function findByEmail(db: Db, email: string): Promise<string | undefined> {
  const [found] = await db.select({ id: contacts.id }).from(contacts).where(eq(contacts.email, email));
  return found?.id;
}

/** Whether a merge left this address to this contact. */
export async function isFurther(db: Db, contactId: string, email: string): Promise<boolean> {
  const { email: further, contactId: whose } = contactAddresses;
  return (await db.$count(contactAddresses, and(eq(further, email), eq(whose, contactId)))) > 0;
}

/** What there is of a contact to change, as the form carries it. */
export function valuesOf(contact: Contact): ContactValues {
  const { firstName, lastName, email, phone, postalCode, locale, availability, skills } = contact;
  return {
    firstName,
    lastName,
    email,
    phone,
    postalCode,
    locale,
    availability: availability.join(','),
    skills: skills.join(','),
  };
}

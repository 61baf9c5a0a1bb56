import { and, desc, eq } from 'drizzle-orm';
import { isCustom } from '../campaigns/field-form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import type { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { postedName } from './form-definition.ts';
import { signups } from './table.ts';

/**
 * What a contact's form may come filled in with, by posted name: what is known of them, and how they last answered the
 * campaign's own questions. Never a consent, which is given anew each time. Only for who came by a signed link.
 */
export async function knownAnswers(
  db: Db,
  contact: typeof contacts.$inferSelect,
  campaign: Campaign,
): Promise<Record<string, string | string[]>> {
  const [last] = await db
    .select({ answers: signups.answers })
    .from(signups)
    .where(and(eq(signups.contactId, contact.id), eq(signups.campaignId, campaign.id)))
    .orderBy(desc(signups.createdAt))
    .limit(1);
  const { email, firstName, lastName, phone, postalCode, availability, skills } = contact;
  const values: Record<string, string | string[]> = {
    email,
    firstName,
    lastName,
    phone,
    postalCode,
    availability,
    skills,
  };
  for (const field of campaign.settings.fields) {
    const answer = last?.answers[field.name];
    if (answer !== undefined && isCustom(field) && field.kind !== 'consent') values[postedName(field)] = answer;
  }
  return values;
}

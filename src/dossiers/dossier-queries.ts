import { and, desc, eq, lt, or, sql } from 'drizzle-orm';
import { activities } from '../activity/table.ts';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import { consents, suppressions } from '../consents/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { messages } from '../followups/table.ts';
import { pledges } from '../pledges/table.ts';
import { bookings, shifts } from '../shifts/table.ts';
import { recruits, signups } from '../signups/table.ts';
import type { Contact } from './queries.ts';

/** A row, and the words of the campaign that it belongs to. */
type InCampaign<Row> = Row & { campaign: CampaignTexts | null };

/** Everything that is known of one contact, each list newest first. */
export type Dossier = {
  activities: InCampaign<{ activity: typeof activities.$inferSelect }>[];
  consents: InCampaign<{ consent: typeof consents.$inferSelect }>[];
  messages: InCampaign<{ message: typeof messages.$inferSelect }>[];
  signups: InCampaign<{ signup: typeof signups.$inferSelect }>[];
  pledges: InCampaign<{ pledge: typeof pledges.$inferSelect }>[];
  bookings: InCampaign<{ booking: typeof bookings.$inferSelect; shift: typeof shifts.$inferSelect }>[];
  /** Sign-ups that came by a shared link, the contact's own and those that the contact's link brought: with whom. */
  credits: { signupId: string; other: Pick<Contact, 'id' | 'firstName' | 'lastName' | 'email'> }[];
  /** Why no mail goes to the address; undefined where mail may. */
  suppressed: string | undefined;
};

/** More of one thing than a person reads. */
const most = 200;

/** Reads a contact's dossier; `page` is of its timeline (keyset: `before` is the id of the line above). */
export async function findDossier(
  db: Db,
  { id, email }: Contact,
  page: { before?: string | undefined; limit: number },
): Promise<Dossier> {
  const campaign = campaigns.texts;
  const inOrder = page.before === undefined ? undefined : lt(activities.id, page.before);
  const [lines, ledger, mails, forms, promises, seats, credits, [suppression]] = await Promise.all([
    db
      .select({ activity: activities, campaign })
      .from(activities)
      .leftJoin(campaigns, eq(campaigns.id, activities.campaignId))
      .where(and(eq(activities.contactId, id), inOrder))
      .orderBy(desc(activities.id))
      .limit(page.limit),
    db
      .select({ consent: consents, campaign })
      .from(consents)
      .leftJoin(campaigns, eq(campaigns.id, consents.campaignId))
      .where(eq(consents.contactId, id))
      .orderBy(desc(consents.id))
      .limit(most),
    db
      .select({ message: messages, campaign })
      .from(messages)
      .leftJoin(campaigns, eq(campaigns.id, messages.campaignId))
      .where(eq(messages.contactId, id))
      .orderBy(desc(messages.id))
      .limit(most),
    db
      .select({ signup: signups, campaign })
      .from(signups)
      .leftJoin(campaigns, eq(campaigns.id, signups.campaignId))
      .where(eq(signups.contactId, id))
      .orderBy(desc(signups.createdAt))
      .limit(most),
    db
      .select({ pledge: pledges, campaign })
      .from(pledges)
      .leftJoin(campaigns, eq(campaigns.id, pledges.campaignId))
      .where(eq(pledges.contactId, id))
      .orderBy(desc(pledges.id))
      .limit(most),
    db
      .select({ booking: bookings, shift: shifts, campaign })
      .from(bookings)
      .innerJoin(shifts, eq(shifts.id, bookings.shiftId))
      .leftJoin(campaigns, eq(campaigns.id, bookings.campaignId))
      .where(eq(bookings.contactId, id))
      .orderBy(desc(shifts.startsAt))
      .limit(most),
    db
      .select({
        signupId: recruits.signupId,
        other: {
          id: contacts.id,
          firstName: contacts.firstName,
          lastName: contacts.lastName,
          email: contacts.email,
        },
      })
      .from(recruits)
      .innerJoin(
        contacts,
        eq(
          contacts.id,
          sql`case ${recruits.contactId} when ${id} then ${recruits.recruiterId} else ${recruits.contactId} end`,
        ),
      )
      .where(or(eq(recruits.contactId, id), eq(recruits.recruiterId, id)))
      .orderBy(desc(recruits.at))
      .limit(most),
    db.select({ reason: suppressions.reason }).from(suppressions).where(eq(suppressions.email, email)),
  ]);
  return {
    activities: lines,
    consents: ledger,
    messages: mails,
    signups: forms,
    pledges: promises,
    bookings: seats,
    credits,
    suppressed: suppression?.reason,
  };
}

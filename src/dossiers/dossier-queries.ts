import { and, desc, eq, or, type SQL, sql } from 'drizzle-orm';
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

/**
 * Reads a contact's dossier; its timeline is read by itself, page by page (`timeline-queries.ts`). `scope` is what
 * `organizers/scope.ts` says of who asks: the people around the contact are in it or left out.
 */
export async function findDossier(db: Db, { id, email }: Contact, scope: SQL | undefined): Promise<Dossier> {
  const campaign = campaigns.texts;
  const [ledger, mails, forms, promises, seats, credits, [suppression]] = await Promise.all([
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
      .where(and(or(eq(recruits.contactId, id), eq(recruits.recruiterId, id)), scope))
      .orderBy(desc(recruits.at))
      .limit(most),
    db.select({ reason: suppressions.reason }).from(suppressions).where(eq(suppressions.email, email)),
  ]);
  return {
    consents: ledger,
    messages: mails,
    signups: forms,
    pledges: promises,
    bookings: seats,
    credits,
    suppressed: suppression?.reason,
  };
}

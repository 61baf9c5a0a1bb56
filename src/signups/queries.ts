import { and, eq, gte, isNotNull, sql, sum } from 'drizzle-orm';
import { type Campaign, campaignsById } from '../campaigns/queries.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import { contactAddresses, contacts } from '../contacts/table.ts';
import { wentElsewhere } from '../contacts/went-elsewhere.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { linkSince } from '../http/links.ts';
import { readToken, type TokenPurpose } from '../http/token.ts';
import { pledges } from '../pledges/table.ts';
import { shifts } from '../shifts/table.ts';
import { heldSignups, recruits, signups } from './table.ts';

type Signup = typeof signups.$inferSelect;
/** What two sendings of one sign-up have in common; of a pledge, its figure. */
type Recorded = Pick<Signup, 'answers' | 'consented'> & { pledge: number | null };

/** How far a campaign is: in the unit of its goal, money in minor units. */
export type Progress = { kind: Campaign['settings']['goal']['kind']; value: number; target: number };

const elsewhere = 'the address was changed after this link had gone to the old one';

async function findSignup(db: Db | Tx, id: string): Promise<Signup | undefined> {
  const [signup] = await db.select().from(signups).where(eq(signups.id, id));
  return signup;
}

/** A sign-up that a signed link speaks for. */
export type OpenedSignup = { signup: Signup; campaign: Campaign; view: CampaignView };

/**
 * Reads a link that speaks for one sign-up: the page right after the form, or the confirmation of its address. The
 * first is held by whoever sent the form, so nothing that is known of the contact may be shown behind it.
 * @throws AppError `forbidden` for a link that we did not sign, `gone` for one that has expired or leads to nothing.
 */
export async function openSignup(
  deps: Deps,
  purpose: TokenPurpose & ('signup' | 'confirm'),
  token: string,
): Promise<OpenedSignup> {
  const content = readToken(deps.config.secret, purpose, token);
  const [signupId] = content?.ids ?? [];
  if (!content || !signupId) throw new AppError('forbidden');
  if (content.at < deps.clock.now()) throw new AppError('gone');
  const signup = await findSignup(deps.db, signupId);
  const campaign = signup && (await campaignsById(deps.db, [signup.campaignId])).get(signup.campaignId);
  const view =
    campaign && (campaignView(campaign, signup.locale) ?? campaignView(campaign, campaign.settings.defaultLocale));
  if (!signup || !campaign || !view || (await isErased(deps.db, signup.contactId))) throw new AppError('gone');
  if (purpose === 'confirm') {
    const link = { contactId: signup.contactId, names: signupId, since: linkSince(purpose, content.at) };
    if (await wentElsewhere(deps.db, link)) throw new AppError('gone', elsewhere);
  }
  return { signup, campaign, view };
}

/** Whether a sign-up counts for nobody any more: its link leads to nothing. */
async function isErased(db: Db, contactId: string): Promise<boolean> {
  return (await db.$count(contacts, and(eq(contacts.id, contactId), isNotNull(contacts.erasedAt)))) > 0;
}

/** Whether a sign-up is there. */
export async function isRecorded(db: Db, id: string): Promise<boolean> {
  return (await findSignup(db, id)) !== undefined;
}

/** What was recorded under an id, by which a repetition is told from another sign-up under the same key. */
export async function findRecorded(db: Db, id: string): Promise<{ recorded: Recorded; createdAt: Date } | undefined> {
  const signup = await findSignup(db, id);
  if (!signup) return undefined;
  const [pledge] = await db.select().from(pledges).where(eq(pledges.signupId, id));
  const { answers, consented, createdAt } = signup;
  return { recorded: { answers, consented, pledge: pledge ? (pledge.amountMinor ?? pledge.count) : null }, createdAt };
}

/**
 * Reads the link of a sign-up that is kept aside, or that was until it counted.
 * `consents` are the sentences whose boxes were ticked.
 * @throws AppError `forbidden` for a link that we did not sign, `gone` for one that has expired or leads to nothing.
 */
export async function openHeld(
  { db, config, clock }: Deps,
  token: string,
): Promise<{ id: string; campaignId: string; view: CampaignView; consents: string[] }> {
  const content = readToken(config.secret, 'held', token);
  const [id] = content?.ids ?? [];
  if (!content || !id) throw new AppError('forbidden');
  if (content.at < clock.now()) throw new AppError('gone');
  const [held] = await db.select().from(heldSignups).where(eq(heldSignups.id, id));
  const recorded = held ? undefined : await findSignup(db, id);
  const [left] = held ? await db.select().from(contactAddresses).where(eq(contactAddresses.email, held.email)) : [];
  const [contactId, since] = [(recorded ?? left)?.contactId, linkSince('held', content.at)];
  const isOld = left !== undefined && left.at > since;
  if (isOld || (contactId !== undefined && (await wentElsewhere(db, { contactId, names: id, since }))))
    throw new AppError('gone', elsewhere);
  const about = held?.signup ?? recorded;
  const campaign = about && (await campaignsById(db, [about.campaignId])).get(about.campaignId);
  const view =
    campaign && (campaignView(campaign, about.locale) ?? campaignView(campaign, campaign.settings.defaultLocale));
  if (!view) throw new AppError('gone');
  const consents = held?.signup.submission.consents.map(({ wording }) => wording) ?? [];
  return { id, campaignId: campaign.id, view, consents };
}

/**
 * How many people came to a campaign through a contact's link and have confirmed their address since. Those who have not
 * may not even know of it: counting them would tell whether an address that the contact typed was already there.
 */
export async function countRecruits(db: Db | Tx, of: { contactId: string; campaignId: string }): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(recruits)
    .innerJoin(contacts, eq(contacts.id, recruits.contactId))
    .where(
      and(
        eq(recruits.recruiterId, of.contactId),
        eq(recruits.campaignId, of.campaignId),
        gte(contacts.confirmedAt, recruits.at),
      ),
    );
  return row?.count ?? 0;
}

/** Counts what a campaign's goal counts. A monthly pledge counts as one month. */
export async function campaignProgress(db: Db | Tx, campaign: Campaign): Promise<Progress> {
  const { kind, target } = campaign.settings.goal;
  return { kind, target, value: await goalValue(db, campaign.id, kind) };
}

async function goalValue(db: Db | Tx, campaignId: string, kind: Progress['kind']): Promise<number> {
  if (kind === 'signups') {
    // Grouped rather than counted as distinct, which sorts: read in order from the index of campaign and contact.
    const joined = db
      .select({ contactId: signups.contactId })
      .from(signups)
      .where(eq(signups.campaignId, campaignId))
      .groupBy(signups.contactId)
      .as('joined');
    return await db.$count(joined);
  }
  if (kind === 'bookings') {
    const [row] = await db
      .select({ value: sum(shifts.booked).mapWith(Number) })
      .from(shifts)
      .where(eq(shifts.campaignId, campaignId));
    return row?.value ?? 0;
  }
  const pledged = { money: 'money', hours: 'hours', actions: 'action' } as const;
  const [row] = await db
    .select({
      value: sql<string>`coalesce(sum(coalesce(${pledges.amountMinor}, ${pledges.count})), 0)`.mapWith(Number),
    })
    .from(pledges)
    .where(sql`${pledges.campaignId} = ${campaignId} and ${pledges.kind} = ${pledged[kind]}`);
  return row?.value ?? 0;
}

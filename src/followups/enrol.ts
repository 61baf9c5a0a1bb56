import { inArray } from 'drizzle-orm';
import { activities } from '../activity/table.ts';
import { awaitsOwner, findStanding } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import { isOnesOwn } from '../http/client-address.ts';
import { signups } from '../signups/table.ts';
import { endReached } from './end-reached.ts';
import { endUntrue } from './end-untrue.ts';
import type { StartKind } from './form.ts';
import { type PlannedMessage, planMessages } from './plan-messages.ts';
import { type Start, startSequences } from './start-sequences.ts';

type Activity = typeof activities.$inferSelect;
type Signup = typeof signups.$inferSelect;
type Following = { mails: PlannedMessage[]; starts: Start[] };

/**
 * What people do begins sequences, and ends others: those that ask for it, and all of who has left. An address that
 * nobody has vouched for gets one mail, which asks its owner to confirm; everything else waits for that. Doing it again
 * plans nothing twice.
 */
export async function enrol(tx: Tx, activityIds: string[], now: Date): Promise<void> {
  const rows = await tx.select().from(activities).where(inArray(activities.id, activityIds));
  const signupIds = rows.flatMap((row) => (typeof row.data.signupId === 'string' ? [row.data.signupId] : []));
  const found = await tx.select().from(signups).where(inArray(signups.id, signupIds));
  const byId = new Map(found.map((signup) => [signup.id, signup]));
  const mails: PlannedMessage[] = [];
  const starts: Start[] = [];
  for (const activity of rows) {
    const signup = byId.get(String(activity.data.signupId));
    const following = signup ? await afterSignup(tx, activity, signup) : { mails: [], starts: startsOfAct(activity) };
    mails.push(...following.mails);
    starts.push(...following.starts);
  }
  await planMessages(tx, mails, now);
  await endUntrue(tx, rows.flatMap(whereSeen), now);
  await endReached(
    tx,
    rows.map(({ contactId }) => contactId),
    now,
  );
  await startSequences(tx, starts, now);
}

async function afterSignup(tx: Tx, activity: Activity, signup: Signup): Promise<Following> {
  const { at } = activity;
  if (activity.kind === 'pledge.made') return begin(signup, 'pledge', String(activity.data.pledgeId), at);
  if (activity.kind === 'contact.confirmed') return begin(signup, 'confirmed', signup.id, at);
  const confirm = { ...mail(signup, 'confirm', signup.id, at) };
  // The one to the address before went astray, or to somebody else.
  if (activity.kind === 'contact.address-changed') return { mails: [{ ...confirm, round: activity.id }], starts: [] };
  const { starts } = begin(signup, 'signup', signup.id, at);
  const standing = await findStanding(tx, signup.contactId, signup.campaignId);
  const vouchedFor = signup.consented ? standing?.mayFollowUp : standing?.confirmed;
  const known = vouchedFor ? begin(signup, 'confirmed', signup.id, at).starts : [];
  // Whoever is known and ticks another box is asked about that one.
  const asks = !vouchedFor || (await awaitsOwner(tx, signup.contactId, signup.campaignId));
  const clientHash = isOnesOwn(signup.clientHash) ? signup.clientHash : '';
  return { mails: asks ? [{ ...confirm, clientHash }] : [], starts: [...starts, ...known] };
}

/** Who did not agree to follow-up gets none planned; who did is asked about again when each mail is due. */
function begin(signup: Signup, on: StartKind, subjectId: string, at: Date): Following {
  const { contactId, campaignId, consented } = signup;
  return { mails: [], starts: consented ? [{ on, contactId, campaignId, subjectId, at }] : [] };
}

function mail(signup: Signup, name: string, subjectId: string, dueAt: Date): PlannedMessage {
  const { contactId, campaignId, locale } = signup;
  return { contactId, campaignId, name, subjectId, locale, dueAt };
}

/** The booking of whom a word was said on whether they were there: at the door, or by themselves. */
function whereSeen({ kind, data }: Activity): string[] {
  const tells = ['booking.attended', 'booking.unattended', 'report.recorded'].includes(kind);
  return tells && typeof data.bookingId === 'string' ? [data.bookingId] : [];
}

/** Acts offline, and what was said of them: of a seat, of what was promised. */
function startsOfAct({ kind, contactId, campaignId, data, at }: Activity): Start[] {
  const subject = data.bookingId ?? data.pledgeId;
  if (campaignId === null || typeof subject !== 'string') return [];
  const start = { contactId, campaignId, subjectId: subject, at };
  if (kind === 'booking.made') return [{ ...start, on: 'booking' }];
  if (kind === 'booking.attended') return [{ ...start, on: 'attended' }];
  if (kind !== 'report.recorded') return [];
  if (data.answer === 'missed') return [{ ...start, on: 'missed' }];
  const reported: Start = { ...start, on: 'reported' };
  return data.answer === 'attended' ? [{ ...start, on: 'attended' }, reported] : [reported];
}

import { inArray } from 'drizzle-orm';
import { activities } from '../activity/table.ts';
import { awaitsOwner, findStanding } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import { isOnesOwn } from '../http/client-address.ts';
import { signups } from '../signups/table.ts';
import type { Step } from './form.ts';
import { type PlannedMessage, planMessages } from './plan-messages.ts';
import { stepsOf } from './queries.ts';

type Activity = typeof activities.$inferSelect;
type Signup = typeof signups.$inferSelect;

/**
 * Starts the follow-up of sign-ups, pledges and confirmed addresses. An address that nobody has vouched for gets one
 * mail, which asks its owner to confirm; everything else waits for that. Doing it again plans nothing twice.
 */
export async function enrol(tx: Tx, activityIds: string[], now: Date): Promise<void> {
  const rows = await tx.select().from(activities).where(inArray(activities.id, activityIds));
  const signupIds = rows.flatMap((row) => (typeof row.data.signupId === 'string' ? [row.data.signupId] : []));
  const found = await tx.select().from(signups).where(inArray(signups.id, signupIds));
  const byId = new Map(found.map((signup) => [signup.id, signup]));
  const steps = new Map<string, Step[]>();
  const planned: PlannedMessage[] = [];
  for (const activity of rows) {
    const signup = byId.get(String(activity.data.signupId));
    if (!signup) continue;
    if (!steps.has(signup.campaignId)) steps.set(signup.campaignId, await stepsOf(tx, signup.campaignId));
    planned.push(...(await messagesFor(tx, activity, signup, steps.get(signup.campaignId) ?? [])));
  }
  await planMessages(tx, planned, now);
}

async function messagesFor(tx: Tx, activity: Activity, signup: Signup, steps: Step[]): Promise<PlannedMessage[]> {
  if (activity.kind === 'pledge.made') {
    return stepMessages(steps, 'pledge', signup, String(activity.data.pledgeId), activity.at);
  }
  if (activity.kind === 'contact.confirmed') {
    return stepMessages(steps, 'confirmed', signup, signup.id, activity.at);
  }
  if (activity.kind === 'contact.address-changed') {
    // The one to the address before went astray, or to somebody else.
    return [{ ...message(signup, 'confirm', signup.id, activity.at), round: activity.id }];
  }
  const afterSignup = stepMessages(steps, 'signup', signup, signup.id, activity.at);
  const standing = await findStanding(tx, signup.contactId, signup.campaignId);
  const vouchedFor = signup.consented ? standing?.mayFollowUp : standing?.confirmed;
  const known = vouchedFor ? stepMessages(steps, 'confirmed', signup, signup.id, activity.at) : [];
  // Whoever is known and ticks another box is asked about that one.
  if (vouchedFor && !(await awaitsOwner(tx, signup.contactId, signup.campaignId))) return [...afterSignup, ...known];
  const confirm = message(signup, 'confirm', signup.id, activity.at);
  return [{ ...confirm, clientHash: isOnesOwn(signup.clientHash) ? signup.clientHash : '' }, ...afterSignup, ...known];
}

/** Who did not agree to follow-up gets none planned; who did is asked about again when each mail is due. */
function stepMessages(
  steps: Step[],
  after: Step['after'],
  signup: Signup,
  subjectId: string,
  from: Date,
): PlannedMessage[] {
  if (!signup.consented) return [];
  return steps
    .filter((step) => step.after === after)
    .map((step) => message(signup, step.key, subjectId, new Date(from.getTime() + step.delayHours * 3_600_000)));
}

function message(signup: Signup, name: string, subjectId: string, dueAt: Date): PlannedMessage {
  const { contactId, campaignId, locale } = signup;
  return { contactId, campaignId, name, subjectId, locale, dueAt };
}

import { and, desc, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import type { NewPledge } from '../pledges/form.ts';
import { pledges } from '../pledges/table.ts';
import { signups } from '../signups/table.ts';

/** Who pledges: the sender of one sign-up, of whom nothing else is known, or a contact in a campaign. */
type Pledger = { signupId: string } | { contactId: string; campaignId: string };

/**
 * Records a pledge that is made after the sign-up. A sign-up holds one, and a contact is asked for one in a campaign, so
 * that pressing twice promises once: where there is one already, it stays as it is.
 * Returns false where there is no sign-up to make it with.
 */
export async function makePledge(
  tx: Tx,
  { by, pledge, at }: { by: Pledger; pledge: NewPledge; at: Date },
): Promise<boolean> {
  const isBy =
    'signupId' in by
      ? eq(signups.id, by.signupId)
      : and(eq(signups.contactId, by.contactId), eq(signups.campaignId, by.campaignId));
  // Locked, so that two who press at once are one after the other.
  const [signup] = await tx.select().from(signups).where(isBy).orderBy(desc(signups.id)).limit(1).for('update');
  if (!signup) return false;
  const { contactId, campaignId } = signup;
  const made =
    'signupId' in by
      ? eq(pledges.signupId, signup.id)
      : and(eq(pledges.contactId, contactId), eq(pledges.campaignId, campaignId));
  if ((await tx.$count(pledges, made)) > 0) return true;
  const id = uuidv7();
  await tx.insert(pledges).values({ id, signupId: signup.id, contactId, campaignId, createdAt: at, ...pledge });
  const data = { pledgeId: id, signupId: signup.id, ...pledge };
  await track(tx, [{ kind: 'pledge.made', contactId, campaignId, data, at }]);
  return true;
}

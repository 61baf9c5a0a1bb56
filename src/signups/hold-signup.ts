import type { Db } from '../db/client.ts';
import { createSharedLimit } from '../db/shared-limit.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { Excess } from './limit.ts';
import type { NewSignup } from './record-signups.ts';
import { heldSignups } from './table.ts';

/** How long its owner has to press the button in the mail, in milliseconds. */
const heldFor = 7 * 24 * 3_600_000;

/**
 * Keeps a sign-up aside and plans the mail that asks the owner of its address. Sent again, it is kept once, and mailed
 * once. What nobody answered for within the week is erased.
 */
export async function holdSignup(db: Db, signup: NewSignup): Promise<void> {
  const { id, campaignId, at, submission } = signup;
  await db.transaction(async (tx) => {
    const [added] = await tx
      .insert(heldSignups)
      .values({ id, campaignId, email: submission.email, signup: { ...signup, at: at.toISOString() }, at })
      .onConflictDoNothing()
      .returning({ id: heldSignups.id });
    if (!added) return;
    await enqueue(tx, 'signups.mail-held', { heldId: id }, { key: `held:${id}` });
    const runAt = new Date(at.getTime() + heldFor);
    await enqueue(tx, 'signups.drop-held', { heldId: id }, { key: `held-until:${id}`, runAt });
  });
}

/**
 * How many may be kept aside in an hour: each writes a mail to somebody, and what sends them has shown nothing. Few
 * browsers run no script, so the figures are small.
 */
const anHour = { fromClient: 20, toCampaign: 1_000, seconds: 3_600 };

/** Asks whether one more may be kept aside. Undefined: it may. */
export function createHoldLimit(
  db: Db,
): (of: { clientHash: string; campaignId: string }) => Promise<Excess | undefined> {
  const { fromClient, toCampaign, seconds } = anHour;
  const byClient = createSharedLimit(db, { name: 'held', points: fromClient, seconds });
  const byCampaign = createSharedLimit(db, { name: 'held-campaign', points: toCampaign, seconds });
  return async ({ clientHash, campaignId }) => {
    const client = await byClient.admit(clientHash);
    const admission = client.ok ? await byCampaign.admit(campaignId) : client;
    return admission.ok ? undefined : { whose: 'address', retryAfter: admission.retryAfter };
  };
}

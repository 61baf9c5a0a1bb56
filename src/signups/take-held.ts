import { and, count, eq, gt, isNotNull, sql } from 'drizzle-orm';
import { suppressions } from '../consents/table.ts';
import { contactAddresses, contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { messages } from '../followups/table.ts';
import type { HeldSignup } from './held-signup.ts';
import { heldSignups } from './table.ts';

/** Mails to one address in 24 hours that ask it to confirm, those of forms that were not kept aside included. */
const mostMails = 3;
const day = 24 * 3_600_000;

/**
 * Decides on the mail of a sign-up that is kept aside, and returns it with the address that the mail is to go to: where a
 * merge left the one that was typed, it is the main one, as for any other sign-up. It is noted first: a process that dies
 * then hands it over again, under the same key. What a limit holds back stays unmailed, and whoever sent the form is told
 * nothing else than the others are.
 */
export async function takeHeld(
  db: Db,
  heldId: string,
  now: Date,
): Promise<{ signup: HeldSignup; to: string } | undefined> {
  return await db.transaction(async (tx) => {
    const [held] = await tx.select().from(heldSignups).where(eq(heldSignups.id, heldId));
    if (!held) return undefined;
    const taken = { signup: held.signup, to: await mainAddress(tx, held.email) };
    if (held.mailedAt) return taken;
    // Two forms under one address are decided on one after the other.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${held.email}, 0))`);
    if ((await tx.$count(suppressions, eq(suppressions.email, taken.to))) > 0) return undefined;
    const since = new Date(now.getTime() - day);
    const aside = await tx.$count(
      heldSignups,
      and(eq(heldSignups.email, held.email), isNotNull(heldSignups.mailedAt), gt(heldSignups.mailedAt, since)),
    );
    const [asked] = await tx
      .select({ count: count() })
      .from(messages)
      .innerJoin(contacts, eq(contacts.id, messages.contactId))
      .where(
        and(
          eq(contacts.email, taken.to),
          eq(messages.name, 'confirm'),
          sql`(${messages.state} not in ('queued', 'suppressed', 'failed') or ${messages.handedAt} is not null)`,
          gt(messages.createdAt, since),
        ),
      );
    if (aside + (asked?.count ?? 0) >= mostMails) return undefined;
    await tx.update(heldSignups).set({ mailedAt: now }).where(eq(heldSignups.id, heldId));
    return taken;
  });
}

/** The address of the contact whom one that a merge left leads to. */
async function mainAddress(tx: Tx, email: string): Promise<string> {
  const [main] = await tx
    .select({ email: contacts.email })
    .from(contactAddresses)
    .innerJoin(contacts, eq(contacts.id, contactAddresses.contactId))
    .where(eq(contactAddresses.email, email));
  return main?.email ?? email;
}

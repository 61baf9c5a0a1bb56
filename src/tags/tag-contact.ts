import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { contactTags, tags } from './table.ts';

type Tagging = { contactId: string; tag: { name: string; folded: string }; organizerId: string; at: Date };

/** Gives a contact a tag, which is made where there is none of that name yet. One that is there already stays. */
export async function tagContact(tx: Tx, { contactId, tag, organizerId, at }: Tagging): Promise<void> {
  await tx
    .insert(tags)
    .values({ id: uuidv7(), ...tag, createdAt: at })
    .onConflictDoNothing();
  const [known] = await tx.select().from(tags).where(eq(tags.folded, tag.folded));
  // Deleted at this very moment: it is as if it had been deleted a moment later.
  if (!known) return;
  const [added] = await tx
    .insert(contactTags)
    .values({ contactId, tagId: known.id, organizerId, at })
    .onConflictDoNothing()
    .returning({ tagId: contactTags.tagId });
  if (!added) return;
  const data = { tagId: known.id, tag: known.name, organizerId };
  await track(tx, [{ kind: 'contact.tagged', contactId, campaignId: null, data, at }]);
}

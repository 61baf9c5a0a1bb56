import { and, eq } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { contactTags, tags } from './table.ts';

/** Takes a tag off a contact; the tag itself stays for the others. */
export async function untagContact(
  tx: Tx,
  { contactId, tagId, organizerId, at }: { contactId: string; tagId: string; organizerId: string; at: Date },
): Promise<void> {
  const [gone] = await tx
    .delete(contactTags)
    .where(and(eq(contactTags.contactId, contactId), eq(contactTags.tagId, tagId)))
    .returning({ tagId: contactTags.tagId });
  if (!gone) return;
  const [tag] = await tx.select({ name: tags.name }).from(tags).where(eq(tags.id, tagId));
  const data = { tagId, tag: tag?.name ?? '', organizerId };
  await track(tx, [{ kind: 'contact.untagged', contactId, campaignId: null, data, at }]);
}

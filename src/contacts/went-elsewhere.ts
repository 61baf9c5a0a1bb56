import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

/** A link in a mail: whom it leads to now, the contact or sign-up that it names, and when it was made. */
type SentLink = { contactId: string; names: string; since: Date };

/**
 * Whether a link went to an address that its contact is not written to at any more: the address was corrected after the
 * link was made, or a merge kept the other one, or was undone since (`strayIds`, as `privacy/merge-steps.ts` and
 * `part-links.ts` say). Whoever reads the old mailbox may be a stranger, and cannot speak for the contact.
 */
export async function wentElsewhere(db: Db, { contactId, names, since }: SentLink): Promise<boolean> {
  const changes = await db.execute(sql`
    select from activities where contact_id = ${contactId} and at > ${since.toISOString()}::timestamptz
      and (kind = 'contact.address-changed'
        or kind in ('contact.merged', 'contact.separated') and data -> 'strayIds' @> to_jsonb(${names}::text)
          and ${since.toISOString()}::timestamptz >= coalesce((data ->> 'straySince')::timestamptz, '-infinity'))
    limit 1`);
  return changes.length > 0;
}

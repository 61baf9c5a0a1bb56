import { and, eq, gte, isNull } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { triesToClose } from './clock-rules.ts';
import { contactClocks } from './table.ts';

/** Lets a contact be who was tried often enough and never answered. Returns whether the clock was stopped by it. */
export async function closeClock(
  tx: Tx,
  { contactId, organizerId, at }: { contactId: string; organizerId: string; at: Date },
): Promise<boolean> {
  const [closed] = await tx
    .update(contactClocks)
    .set({ endedAt: at, endedBy: organizerId, ending: 'closed' })
    .where(
      and(
        eq(contactClocks.contactId, contactId),
        isNull(contactClocks.endedAt),
        gte(contactClocks.tries, triesToClose),
      ),
    )
    .returning({ tries: contactClocks.tries });
  if (!closed) return false;
  const data = { organizerId, tries: closed.tries };
  await track(tx, [{ kind: 'clock.closed', contactId, campaignId: null, data, at }]);
  return true;
}

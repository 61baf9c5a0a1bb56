import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { noteAnswerBounces } from '../replies/note-answer-bounces.ts';
import { type AboutMail, applyToMails } from './apply-to-mails.ts';
import type { KeptEvent } from './event-handlers.ts';
import { type MailEvent, readMailEvent } from './mail-event.ts';

/** Notes what the provider tells of mails, and of what organizers wrote back. */
export async function applyMailEvents(deps: Deps, tx: Tx, events: KeptEvent[]): Promise<string[]> {
  const read = await withMessages(
    tx,
    events.flatMap(({ id, content }) => readMailEvent(id, content) ?? []),
  );
  const { known, early } = await applyToMails(deps, tx, read);
  await noteAnswers(
    deps,
    tx,
    read.filter(({ messageId }) => !known.has(messageId)),
  );
  return early;
}

/** Those that name no message of ours are found by the id that the provider gave the mail. */
async function withMessages(tx: Tx, events: MailEvent[]): Promise<AboutMail[]> {
  const nameless = events.filter(({ messageId }) => messageId === undefined).map(({ providerId }) => providerId);
  const found =
    nameless.length === 0
      ? []
      : await tx.execute<{ id: string; provider_id: string }>(sql`
          select id, provider_id from messages where provider_id <> ''
            and provider_id in (select jsonb_array_elements_text(${JSON.stringify(nameless)}::jsonb))`);
  const known = new Map(found.map(({ id, provider_id }) => [provider_id, id]));
  return events.flatMap((event) => {
    const messageId = event.messageId ?? known.get(event.providerId);
    return messageId === undefined ? [] : [{ ...event, messageId }];
  });
}

/** What names no mail of the ledger may name what an organizer wrote back, which stands in its conversation. */
async function noteAnswers({ clock }: Deps, tx: Tx, events: AboutMail[]): Promise<void> {
  const told = events.map(({ messageId: answerId, address, state, suppress, reason }) => {
    return { answerId, address, suppress, failed: ['bounced', 'suppressed', 'failed'].includes(state), reason };
  });
  await noteAnswerBounces(tx, told, clock.now());
}

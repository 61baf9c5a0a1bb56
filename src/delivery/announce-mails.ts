import { z } from 'zod';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { announceMail } from '../replies/announce-mail.ts';
import type { KeptEvent } from './event-handlers.ts';

const received = z.object({ data: z.object({ email_id: z.string().min(1).max(200) }) });

/** Mails that came in: the event names them, and a job fetches each. */
export async function announceMails(_deps: Deps, tx: Tx, events: KeptEvent[]): Promise<string[]> {
  for (const { content } of events) {
    const parsed = received.safeParse(content);
    if (parsed.success) await announceMail(tx, parsed.data.data.email_id);
  }
  return [];
}

import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';

/** Takes note that a provider has a mail for us, named by a verified webhook. A job fetches it; named twice, it is fetched once. */
export async function announceMail(tx: Tx, emailId: string): Promise<void> {
  await enqueue(tx, 'replies.fetch', { emailId }, { key: `received:${emailId}` });
}

import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import type { Locale } from '../locales/index.ts';
import { messages } from './table.ts';

/** A mail to come. `subjectId` is what it is about; `round` tells apart mails that may rightly go twice. */
export type PlannedMessage = {
  contactId: string;
  campaignId: string;
  name: string;
  subjectId: string;
  round?: string;
  locale: Locale;
  clientHash?: string;
  dueAt: Date;
};

/** Writes mails to come into the ledger, each with the job that will decide on it when it is due; twice is once. */
export async function planMessages(tx: Tx, planned: PlannedMessage[], now: Date): Promise<void> {
  if (planned.length === 0) return;
  const rows = planned.map((message) => ({ id: uuidv7(), state: 'planned' as const, createdAt: now, ...message }));
  const added = await tx
    .insert(messages)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: messages.id, dueAt: messages.dueAt });
  await enqueueMany(
    tx,
    'followups.send',
    added.map(({ id, dueAt }) => ({ payload: { messageId: id }, runAt: dueAt, key: `message:${id}` })),
  );
}

import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { messages } from './table.ts';
import { isUrgent } from './urgent-mails.ts';
import { wakeSender } from './wake-sender.ts';

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

/** What is further off than so many milliseconds is due at a whole second: mails that are planned together go together. */
const near = 60_000;

/** Writes mails to come into the ledger, and has them decided on when they are due; twice is once. */
export async function planMessages(tx: Tx, planned: PlannedMessage[], now: Date): Promise<void> {
  if (planned.length === 0) return;
  const due = ({ dueAt }: PlannedMessage) =>
    dueAt.getTime() - now.getTime() < near ? dueAt : new Date(Math.floor(dueAt.getTime() / 1_000) * 1_000);
  const rows = planned.map((message) => ({
    id: uuidv7(),
    state: 'queued' as const,
    urgent: isUrgent(message),
    createdAt: now,
    ...message,
    dueAt: due(message),
  }));
  const added = await tx.insert(messages).values(rows).onConflictDoNothing().returning({ dueAt: messages.dueAt });
  await wakeSender(
    tx,
    added.map(({ dueAt }) => dueAt),
    now,
  );
}

import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from '../db/client.ts';
import { auditEntries } from './table.ts';

/** What the audit log keeps: who (null: the system or the command line), what, of how many people, when. */
export type AuditEntry = {
  organizerId: string | null;
  /** `noun.past-tense`, such as `contacts.exported`. */
  action: string;
  detail?: Record<string, unknown>;
  count?: number;
  at: Date;
};

/** Writes one entry of the audit log, in the transaction of what it tells where there is one. */
export async function recordAudit(db: Db | Tx, entry: AuditEntry): Promise<void> {
  await db.insert(auditEntries).values({ id: uuidv7(), ...entry });
}

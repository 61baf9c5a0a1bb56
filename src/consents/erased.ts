import { createHmac } from 'node:crypto';
import { and, eq, gt, inArray } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { consents, erasedAddresses } from './table.ts';

/**
 * What is kept of the address of somebody who was erased and had said no: HMAC-SHA256 under a key made from SECRET
 * (RFC 2104). Without the key nobody can try addresses against it. Keeping that much is what respecting a refusal takes
 * (GDPR art. 17(3)(b) and 21(3); CASL s. 11(3); Loi 25: Act respecting the protection of personal information in the
 * private sector, s. 28.1).
 */
export function erasedHash(secret: string, email: string): string {
  return createHmac('sha256', secret).update('terrain/erased\0').update(email.toLowerCase()).digest('base64url');
}

/**
 * Those of the addresses whose people were erased after they had said no. An import brings none of them a consent; a
 * form of their own makes them a new person, whom this does not hold for.
 */
export async function erasedAmong(db: Db | Tx, secret: string, emails: string[]): Promise<Set<string>> {
  if (emails.length === 0) return new Set();
  const byHash = new Map(emails.map((email) => [erasedHash(secret, email), email]));
  const found = await db
    .select({ hash: erasedAddresses.hash })
    .from(erasedAddresses)
    .where(inArray(erasedAddresses.hash, [...byHash.keys()]));
  return new Set(found.flatMap(({ hash }) => byHash.get(hash) ?? []));
}

/**
 * Those of the contacts behind whose address somebody was erased who had said no, where no word of their own has come
 * since: they are not written to.
 */
export async function keptFromMail(
  db: Db | Tx,
  secret: string,
  people: { contactId: string; email: string }[],
): Promise<Set<string>> {
  const byHash = new Map(people.map(({ contactId, email }) => [erasedHash(secret, email), contactId]));
  const erased = await db
    .select()
    .from(erasedAddresses)
    .where(inArray(erasedAddresses.hash, [...byHash.keys()]));
  const kept = new Set<string>();
  for (const { hash, at } of erased) {
    const contactId = byHash.get(hash);
    if (contactId === undefined) continue;
    const ownWord = and(
      eq(consents.contactId, contactId),
      eq(consents.action, 'granted'),
      inArray(consents.source, ['form', 'confirm-page']),
      gt(consents.at, at),
    );
    if ((await db.$count(consents, ownWord)) === 0) kept.add(contactId);
  }
  return kept;
}

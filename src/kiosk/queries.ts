import { and, count, desc, eq, inArray, max, ne, sql } from 'drizzle-orm';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { readToken } from '../http/token.ts';
import { signups } from '../signups/table.ts';
import { kioskKeys, kioskLeftovers, kioskSignups, kiosks } from './table.ts';

export type Kiosk = typeof kiosks.$inferSelect;
export type KioskKey = typeof kioskKeys.$inferSelect;
export type Leftover = typeof kioskLeftovers.$inferSelect;

/** A kiosk with what came by it. */
export type KioskLine = {
  kiosk: Kiosk;
  campaign: Campaign;
  signups: number;
  /** When the last sign-up came in. */
  lastAt: Date | null;
  leftovers: number;
};

/** Whose a link is: undefined for one that we did not sign, or whose kiosk is of another campaign. */
export async function findKioskByToken(
  db: Db,
  secret: string,
  token: string,
  slug: string,
): Promise<{ kiosk: Kiosk; campaign: Campaign } | undefined> {
  const [id] = readToken(secret, 'kiosk', token)?.ids ?? [];
  if (id === undefined) return undefined;
  const [[kiosk], campaign] = await Promise.all([
    db.select().from(kiosks).where(eq(kiosks.id, id)),
    findCampaign(db, slug),
  ]);
  return kiosk && campaign && kiosk.campaignId === campaign.id ? { kiosk, campaign } : undefined;
}

/** Whether a kiosk's page may be opened, or why not. */
export function kioskState(kiosk: Kiosk, now: Date): 'open' | 'expired' | 'revoked' {
  if (kiosk.revokedAt) return 'revoked';
  return kiosk.expiresAt <= now ? 'expired' : 'open';
}

/** Every kiosk, the newest first, or the one of an id. */
export async function listKiosks(db: Db | Tx, id?: string): Promise<KioskLine[]> {
  const came = db
    .select({
      kioskId: kioskSignups.kioskId,
      signups: count().as('came'),
      lastAt: max(kioskSignups.receivedAt).as('last'),
    })
    .from(kioskSignups)
    .groupBy(kioskSignups.kioskId)
    .as('came_by');
  const left = db
    .select({ kioskId: kioskLeftovers.kioskId, leftovers: count().as('left_over') })
    .from(kioskLeftovers)
    .groupBy(kioskLeftovers.kioskId)
    .as('left_by');
  const rows = await db
    .select({
      kiosk: kiosks,
      campaign: campaigns,
      signups: came.signups,
      lastAt: came.lastAt,
      leftovers: left.leftovers,
    })
    .from(kiosks)
    .innerJoin(campaigns, eq(campaigns.id, kiosks.campaignId))
    .leftJoin(came, eq(came.kioskId, kiosks.id))
    .leftJoin(left, eq(left.kioskId, kiosks.id))
    .where(id === undefined ? undefined : eq(kiosks.id, id))
    .orderBy(desc(kiosks.id));
  return rows.map((row) => ({
    ...row,
    signups: Number(row.signups ?? 0),
    lastAt: row.lastAt && new Date(row.lastAt),
    leftovers: Number(row.leftovers ?? 0),
  }));
}

/** Of a kiosk's sign-ups, how many have a corrected time, and how many were kept without their consent. */
export type Notes = { clock: number; consent: number };

export async function countNotes(db: Db, kioskId: string): Promise<Notes> {
  const [row] = await db
    .select({
      clock: sql<number>`count(*) filter (where ${kioskSignups.clock} <> 'right')`.mapWith(Number),
      consent: sql<number>`count(*) filter (where ${kioskSignups.consentDropped})`.mapWith(Number),
    })
    .from(kioskSignups)
    .where(eq(kioskSignups.kioskId, kioskId));
  return row ?? { clock: 0, consent: 0 };
}

/** A sign-up of a kiosk that was kept without answers which were not valid, and those answers as they were typed. */
export type DroppedAnswers = { signupId: string; contactId: string; email: string; answers: Record<string, string[]> };

/** The newest sign-ups of a kiosk that were kept without some of their answers, at most a hundred. */
export async function listDropped(db: Db, kioskId: string): Promise<DroppedAnswers[]> {
  return await db
    .select({
      signupId: signups.id,
      contactId: contacts.id,
      email: contacts.email,
      answers: kioskSignups.dropped,
    })
    .from(kioskSignups)
    .innerJoin(signups, eq(signups.id, kioskSignups.signupId))
    .innerJoin(contacts, eq(contacts.id, signups.contactId))
    .where(and(eq(kioskSignups.kioskId, kioskId), ne(kioskSignups.dropped, {})))
    .orderBy(desc(signups.id))
    .limit(100);
}

/** How much of a kiosk was set aside, by reason. */
export async function countLeftovers(
  db: Db,
  kioskId: string,
): Promise<{ reason: Leftover['reason']; count: number }[]> {
  return await db
    .select({ reason: kioskLeftovers.reason, count: count() })
    .from(kioskLeftovers)
    .where(eq(kioskLeftovers.kioskId, kioskId))
    .groupBy(kioskLeftovers.reason)
    .orderBy(desc(count()));
}

/** The campaigns that a kiosk can be made for, the newest first. */
export async function listCampaigns(db: Db): Promise<Pick<Campaign, 'id' | 'slug' | 'texts'>[]> {
  return await db
    .select({ id: campaigns.id, slug: campaigns.slug, texts: campaigns.texts })
    .from(campaigns)
    .where(eq(campaigns.status, 'live'))
    .orderBy(desc(campaigns.createdAt));
}

/** What a kiosk sent and could not be taken in: first what may be now, then what could not be read, the oldest first. */
export async function listLeftovers(db: Db | Tx, kioskId: string, limit: number): Promise<Leftover[]> {
  return await db
    .select()
    .from(kioskLeftovers)
    .where(eq(kioskLeftovers.kioskId, kioskId))
    .orderBy(sql`${kioskLeftovers.reason} = 'unreadable'`, kioskLeftovers.receivedAt, kioskLeftovers.id)
    .limit(limit);
}

/** The key that a campaign's devices seal for. */
export async function currentKey(db: Db | Tx, campaignId: string): Promise<KioskKey | undefined> {
  const [key] = await db
    .select()
    .from(kioskKeys)
    .where(eq(kioskKeys.campaignId, campaignId))
    .orderBy(desc(kioskKeys.id))
    .limit(1);
  return key;
}

/** Keys of a campaign by their ids, the old ones too. */
export async function keysById(db: Db, campaignId: string, ids: string[]): Promise<KioskKey[]> {
  if (ids.length === 0) return [];
  return await db
    .select()
    .from(kioskKeys)
    .where(and(eq(kioskKeys.campaignId, campaignId), inArray(kioskKeys.id, ids)));
}

/** Which of these sign-ups are recorded already. */
export async function recordedIds(db: Db, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.select({ id: signups.id }).from(signups).where(inArray(signups.id, ids));
  return new Set(rows.map(({ id }) => id));
}

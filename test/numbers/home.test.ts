import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusedPosts } from '../../src/campaigns/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { messages } from '../../src/followups/table.ts';
import { countCampaigns } from '../../src/numbers/counting-queries.ts';
import type { PledgedSum } from '../../src/numbers/figures-form.ts';
import { todayOf } from '../../src/numbers/figures-queries.ts';
import { failedMails, refusedLately } from '../../src/numbers/queries.ts';
import { remember } from '../../src/numbers/remember.ts';
import { pledges } from '../../src/pledges/table.ts';
import { bookings, shifts } from '../../src/shifts/table.ts';
import { signups } from '../../src/signups/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';

let t: SignedInTest;
let campaignId: string;

// 00:30 in Montréal; 04:30 UTC of the same day.
const now = new Date('2026-06-13T04:30:00Z');
const today = new Date('2026-06-13T04:10:00Z');
/** The 12th in Montréal, although the 13th in UTC. */
const justBeforeMidnight = new Date('2026-06-13T03:59:59Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);

beforeAll(async () => {
  t = await startSignedIn();
});

afterAll(async () => {
  await t.close();
});

async function addContact(confirmedAt: Date | null = null): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email: `${id}@example.org`, locale: 'fr', confirmedAt });
  return id;
}

async function signUp(campaignId: string, contactId: string, createdAt: Date): Promise<string> {
  const id = uuidv7();
  await t.deps.db
    .insert(signups)
    .values({ id, campaignId, contactId, locale: 'fr', answers: {}, consented: true, createdAt });
  return id;
}

const noone = { seen: 0, signedUp: 0, confirmed: 0, pledged: 0, booked: 0, attended: 0, reported: 0 };

async function countAt(timezone: string, id: string) {
  const all = await countCampaigns(t.deps.db, { now, timezone });
  const found = all.find(({ campaignId }) => campaignId === id);
  if (!found) throw new Error('the campaign was not counted');
  return found;
}

describe('the numbers of the home page', () => {
  test('are exact', async () => {
    campaignId = await addCampaign(t.deps, { slug: 'une' });
    const otherId = await addCampaign(t.deps, { slug: 'autre' });
    const shifted = await t.deps.db.select().from(shifts).where(sql`campaign_id = ${campaignId}`);
    const shiftId = shifted[0]?.id ?? '';

    const [ada, bob, eve, old] = [
      await addContact(today),
      await addContact(justBeforeMidnight),
      await addContact(),
      await addContact(daysAgo(40)),
    ];
    const signup = await signUp(campaignId, ada, today);
    await signUp(campaignId, ada, now);
    await signUp(campaignId, bob, justBeforeMidnight);
    // Came back today: not new any more.
    await signUp(campaignId, bob, today);
    await signUp(campaignId, eve, today);
    await signUp(campaignId, old, daysAgo(40));

    const book = (contactId: string, state: 'booked' | 'cancelled' | 'attended' | 'missed', at: Date, changedAt = at) =>
      t.deps.db.insert(bookings).values({
        id: uuidv7(),
        shiftId,
        contactId,
        campaignId,
        locale: 'fr',
        state,
        createdAt: at,
        changedAt,
      });
    await book(ada, 'booked', today);
    await book(bob, 'attended', justBeforeMidnight, today);
    await book(eve, 'cancelled', today);
    await book(old, 'attended', daysAgo(30));

    const promise = (
      createdAt: Date,
      row: Partial<typeof pledges.$inferInsert> & { kind: 'money' | 'hours' | 'action' },
    ) =>
      t.deps.db
        .insert(pledges)
        .values({ id: uuidv7(), signupId: signup, contactId: ada, campaignId, createdAt, ...row });
    await promise(today, { kind: 'money', amountMinor: 2_050, currency: 'CAD', frequency: 'once' });
    await promise(justBeforeMidnight, {
      ...{ kind: 'money', amountMinor: 1_000, currency: 'CAD', frequency: 'once' },
      reportedAt: today,
    });
    await promise(daysAgo(3), { kind: 'money', amountMinor: 500, currency: 'CAD', frequency: 'monthly' });
    await promise(today, { kind: 'hours', count: 3 });
    await promise(today, { kind: 'action', count: 40, action: 'doors' });
    await promise(daysAgo(1), { kind: 'action', count: 2, action: 'doors', reportedAt: justBeforeMidnight });

    await t.deps.db.insert(refusedPosts).values([
      { campaignId, day: '2026-06-13', reason: 'trap', count: 5 },
      { campaignId, day: '2026-05-15', reason: 'trap', count: 2 },
      { campaignId, day: '2026-05-14', reason: 'trap', count: 100 },
      { campaignId, day: '2026-06-01', reason: 'too-quick', count: 1 },
    ]);

    const une = await countAt('America/Toronto', campaignId);
    expect(todayOf(une)).toEqual({
      day: '2026-06-13',
      ...{ seen: 0, signedUp: 2, confirmed: 1, pledged: 0, booked: 1, attended: 1, reported: 0 },
    });
    expect(une.total).toEqual({
      ...{ seen: 0, signedUp: 4, confirmed: 3, pledged: 1, booked: 3, attended: 2, reported: 0 },
    });
    const sum = (of: Partial<PledgedSum>) => ({
      ...{ currency: null, frequency: null, action: null, kept: 0, pledgedToday: 0, keptToday: 0 },
      ...of,
    });
    const money = { kind: 'money', currency: 'CAD' } as const;
    expect(une.pledges).toEqual([
      sum({ ...money, frequency: 'once', pledged: 3_050, pledgedToday: 2_050, kept: 1_000, keptToday: 1_000 }),
      sum({ ...money, frequency: 'monthly', pledged: 500 }),
      sum({ kind: 'hours', pledged: 3, pledgedToday: 3 }),
      sum({ kind: 'action', action: 'doors', pledged: 42, pledgedToday: 40, kept: 2 }),
    ]);
    expect(une.days).toHaveLength(30);
    expect(une.days[0]?.day).toBe('2026-05-15');
    expect(une.days.filter(({ signedUp }) => signedUp > 0)).toMatchObject([
      { day: '2026-06-12', signedUp: 1 },
      { day: '2026-06-13', signedUp: 2 },
    ]);
    expect(await refusedLately(t.deps.db, now)).toEqual([
      { campaignId, reason: 'trap', count: 7 },
      { campaignId, reason: 'too-quick', count: 1 },
    ]);
    const autre = await countAt('America/Toronto', otherId);
    expect([autre.total, autre.pledges]).toEqual([noone, []]);
  });

  test('begin their day at midnight of the organizers’ zone', async () => {
    const today = todayOf(await countAt('UTC', campaignId));
    expect(today).toMatchObject({ signedUp: 3, confirmed: 2, booked: 2 });
  });

  test('stand on the page with the link to share', async () => {
    const html = await (await t.get('/admin')).text();
    expect(html).toContain('value="http://localhost:3000/une"');
    expect(html).toMatch(/30,50\s\$/);
    expect(html).toMatch(/5\s\$ par mois/);
    expect(html).toContain('42 portes');
    expect(html).toContain('Personne ne s’est encore inscrit');
    expect(html).toContain('Aucun courriel n’est en échec');
  });

  test('name the mails that failed', async () => {
    const contactId = await addContact();
    const at = new Date();
    const mail = {
      contactId,
      campaignId,
      name: 'welcome',
      locale: 'fr',
      dueAt: at,
      createdAt: at,
    } as const;
    await t.deps.db.insert(messages).values([
      { ...mail, id: uuidv7(), subjectId: uuidv7(), state: 'failed', reason: 'domaine inconnu' },
      { ...mail, id: uuidv7(), subjectId: uuidv7(), state: 'sent' },
    ]);
    const failed = await failedMails(t.deps.db, 10);
    expect([failed.count, failed.latest.map(({ reason }) => reason)]).toEqual([1, ['domaine inconnu']]);
    expect(await (await t.get('/admin')).text()).toContain('domaine inconnu');
  });

  test('without a campaign, the page says how to bring one in', async () => {
    const empty = await startSignedIn();
    const html = await (await empty.get('/admin')).text();
    expect(html).toContain('campaign import FILE');
    await empty.close();
  });
});

describe('what is remembered', () => {
  test('is made once for those who ask together, and again when it took no time', async () => {
    let made = 0;
    const ask = remember(async () => {
      made += 1;
      return made;
    });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ask()).toBe(2);
  });

  test('is kept ten times as long as it took', async () => {
    let made = 0;
    const ask = remember(async () => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return made;
    });
    await ask();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await ask()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ask()).toBe(2);
  });

  test('is shown as it was while what takes long is made again', async () => {
    let made = 0;
    const ask = remember(async () => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, made === 1 ? 260 : 20));
      return made;
    });
    expect(await ask()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2_700));
    expect(await ask()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await ask()).toBe(2);
  });

  test('is asked for again after a failure', async () => {
    let fails = true;
    const ask = remember(async () => {
      if (fails) throw new Error('away');
      return 'back';
    });
    await expect(ask()).rejects.toThrow('away');
    fails = false;
    expect(await ask()).toBe('back');
  });
});

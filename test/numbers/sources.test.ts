import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Via } from '../../src/attribution/origin.ts';
import { contacts } from '../../src/contacts/table.ts';
import { countCampaigns } from '../../src/numbers/counting-queries.ts';
import { topRecruiters } from '../../src/numbers/sources-queries.ts';
import { pageViews } from '../../src/numbers/table.ts';
import { pledges } from '../../src/pledges/table.ts';
import { reports } from '../../src/reports/table.ts';
import { bookings, shifts } from '../../src/shifts/table.ts';
import { recruits, signups } from '../../src/signups/table.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';

let t: SignedInTest;
let campaignId: string;
let otherId: string;
let shiftId: string;
const at = new Date('2026-06-13T12:00:00Z');
const later = new Date('2026-06-14T12:00:00Z');

beforeAll(async () => {
  t = await startSignedIn();
  campaignId = await addCampaign(t.deps, { slug: 'une' });
  otherId = await addCampaign(t.deps, { slug: 'autre' });
  const [shift] = await t.deps.db.select().from(shifts).where(eq(shifts.campaignId, campaignId));
  shiftId = shift?.id ?? '';
});
afterAll(() => t.close());

async function addContact(firstName: string, confirmedAt: Date | null = null): Promise<string> {
  const id = uuidv7();
  await t.deps.db.insert(contacts).values({ id, email: `${id}@example.org`, firstName, locale: 'fr', confirmedAt });
  return id;
}

type From = { via: Via; source?: string; campaign?: string; createdAt?: Date };

async function signUp(contactId: string, { via, source = '', campaign = campaignId, createdAt = at }: From) {
  const id = uuidv7();
  const row = { id, contactId, campaignId: campaign, via, source, createdAt };
  await t.deps.db.insert(signups).values({ ...row, locale: 'fr', answers: {}, consented: true });
  return id;
}

async function book(contactId: string, state: 'booked' | 'cancelled' | 'attended'): Promise<string> {
  const id = uuidv7();
  const row = { id, shiftId, contactId, campaignId, state, createdAt: at, changedAt: at };
  await t.deps.db.insert(bookings).values({ ...row, locale: 'fr' });
  return id;
}

async function countSources(id: string) {
  const counted = await countCampaigns(t.deps.db, { now: later, timezone: 'UTC' });
  const found = counted.find((one) => one.campaignId === id);
  if (!found) throw new Error('the campaign was not counted');
  return found;
}

const steps = { seen: 0, signedUp: 1, confirmed: 0, pledged: 0, booked: 0, attended: 0, reported: 0 };

describe('the numbers by source', () => {
  test('count each person once, where they first came from, with all that they did', async () => {
    const ada = await addContact('Ada', at);
    const signup = await signUp(ada, { via: 'link', source: 'facebook' });
    await signUp(ada, { via: 'direct', createdAt: later });
    const booking = await book(ada, 'attended');
    const row = { id: uuidv7(), contactId: ada, campaignId, createdAt: at };
    await t.deps.db.insert(reports).values({ ...row, bookingId: booking, kind: 'attended' });
    await t.deps.db.insert(pledges).values({ ...row, signupId: signup, kind: 'hours', count: 2 });
    await t.deps.db.insert(pledges).values({ ...row, id: uuidv7(), signupId: signup, kind: 'hours', count: 3 });
    const bob = await addContact('Bob');
    await signUp(bob, { via: 'link', source: 'facebook', createdAt: later });
    await signUp(bob, { via: 'site', source: 'lapresse.ca' });
    await book(bob, 'cancelled');
    const eve = await addContact('Eve', later);
    const joined = await signUp(eve, { via: 'person', source: 'whatsapp' });
    await t.deps.db.insert(recruits).values({ campaignId, contactId: eve, recruiterId: ada, signupId: joined, at });
    await book(eve, 'booked');
    const zoe = await addContact('Zoé');
    await signUp(zoe, { via: 'link', source: 'facebook' });
    // Elsewhere, and so not counted here.
    await signUp(zoe, { via: 'site', source: 'x.example', campaign: otherId });

    const views = { campaignId, day: '2026-06-13', via: 'link' } as const;
    await t.deps.db.insert(pageViews).values([
      { ...views, source: 'facebook', count: 30 },
      { ...views, day: '2026-01-01', source: 'facebook', count: 4 },
      { ...views, source: 'affiche', count: 5 },
    ]);
    const { sources, rest } = await countSources(campaignId);
    const recruiters = await topRecruiters(t.deps.db, campaignId);
    const facebook = { seen: 34, signedUp: 2, confirmed: 1, pledged: 1, booked: 1, attended: 1, reported: 1 };
    expect(sources).toEqual([
      { via: 'link', source: 'facebook', ...facebook },
      { via: 'person', source: 'whatsapp', ...steps, confirmed: 1, booked: 1 },
      { via: 'site', source: 'lapresse.ca', ...steps },
      // Seen, and nobody came of it yet.
      { via: 'link', source: 'affiche', ...steps, seen: 5, signedUp: 0 },
    ]);
    expect(rest.sources).toBe(0);
    expect(recruiters).toMatchObject([
      { contactId: ada, name: 'Ada', brought: 1, confirmed: 1, booked: 1, attended: 0 },
    ]);
  });

  test('stand on a page that leads to who brought people, and back to it from each contact', async () => {
    const html = await (await t.get('/admin/campaigns/une/sources')).text();
    for (const word of [
      'facebook',
      'lapresse.ca',
      'Lien d’une personne (whatsapp)',
      'inscrites\u00a0: 2, avec réservation\u00a0: 1',
    ]) {
      expect(html).toContain(word);
    }
    const english = await (await t.get('/admin/campaigns/une/sources?lang=en')).text();
    expect(english).toContain('A person’s link (whatsapp)');
    const dossier = /href="(\/admin\/contacts\/[^"]+)">Ada</.exec(html)?.[1] ?? '';
    expect((await t.get(dossier)).status).toBe(200);
    expect(await (await t.get('/admin')).text()).toContain('href="/admin/campaigns/une/sources"');
  });

  test('of a campaign that nobody signed up to say what to do', async () => {
    await addCampaign(t.deps, { slug: 'vide' });
    const html = await (await t.get('/admin/campaigns/vide/sources')).text();
    expect(html).toContain('utm_source=');
    expect(html).toContain('Personne ne s’est encore inscrit');
    expect((await t.get('/admin/campaigns/nulle/sources')).status).toBe(404);
    expect((await t.app.request('/admin/campaigns/vide/sources')).status).toBe(303);
  });

  test('add up those of the many sources that anyone can make up', async () => {
    const made = await addCampaign(t.deps, { slug: 'robots' });
    const many = await Promise.all(
      Array.from({ length: 60 }, async (_, index) =>
        signUp(await addContact('R'), { via: 'link', source: `r${index}`, campaign: made }),
      ),
    );
    const { sources, rest } = await countSources(made);
    expect(sources).toHaveLength(40);
    expect(rest).toMatchObject({ sources: 20, signedUp: 20 });
    expect(many).toHaveLength(60);
  });
});

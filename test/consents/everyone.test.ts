import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agreedToFollowUp, findStandings } from '../../src/consents/queries.ts';
import { consents } from '../../src/consents/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

test('who has agreed is the same asked for everyone at once as asked one by one, whatever the ledger says', async () => {
  const campaignIds = [await addCampaign(t.deps), await addCampaign(t.deps, { slug: 'autre' })];
  const entry = fc.record({
    campaign: fc.constantFrom(0, 0, 1),
    purpose: fc.constantFrom('follow-up' as const, 'follow-up' as const, 'sharing' as const),
    channel: fc.constantFrom('email' as const, 'email' as const, 'sms' as const),
    action: fc.constantFrom('granted' as const, 'granted' as const, 'withdrawn' as const),
    source: fc.constantFrom('form', 'confirm-page', 'one-click'),
    needsConfirmation: fc.boolean(),
    hour: fc.integer({ min: 0, max: 3 }),
  });
  const people = fc.sample(fc.array(entry, { maxLength: 5 }), { numRuns: 400, seed: 7 });
  const ids = people.map(() => uuidv7());
  await t.deps.db.insert(contacts).values(ids.map((id) => ({ id, email: `${id}@example.org`, locale: 'fr' as const })));
  const rows = people.flatMap((entries, index) =>
    entries.map(({ campaign, hour, ...one }) => ({
      ...one,
      id: uuidv7(),
      contactId: ids[index] ?? '',
      campaignId: campaignIds[campaign] ?? '',
      wording: '',
      locale: 'fr' as const,
      at: new Date(Date.UTC(2026, 0, 1, hour)),
    })),
  );
  await t.deps.db.insert(consents).values(rows);
  for (const campaignId of campaignIds) {
    const standings = await findStandings(
      t.deps.db,
      ids.map((contactId) => ({ contactId, campaignId })),
    );
    const oneByOne = [...standings].filter(([, { mayFollowUp }]) => mayFollowUp).map(([key]) => key.split(' ')[0]);
    const atOnce = await t.deps.db.execute<{ id: string }>(
      sql`select id from contacts where id in ${agreedToFollowUp(campaignId)}`,
    );
    expect(atOnce.map(({ id }) => id).toSorted()).toEqual(oneByOne.toSorted());
    expect(oneByOne.length).toBeGreaterThan(30);
    expect(oneByOne.length).toBeLessThan(370);
  }
});

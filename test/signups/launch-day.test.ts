import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/db/new-id.ts';
import { commitThrough } from '../../src/signups/intake.ts';
import type { NewSignup } from '../../src/signups/record-signups.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

const batches = 60;
const batchSize = 32;
let t: TestApp;
let campaignId: string;

beforeAll(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
});
afterAll(async () => {
  await t.close();
});

test('statements that were planned on empty tables read no more rows as the tables fill', async () => {
  const intake = commitThrough(t.deps.databaseUrl);
  for (let batch = 0; batch < batches; batch++) {
    const signups = Array.from({ length: batchSize }, (_, n) => signup(batch * batchSize + n));
    expect((await intake.commit(signups)).size).toBe(batchSize);
  }
  // What a connection has read is in the statistics once it has ended.
  await intake.close();
  const recorded = batches * batchSize;
  const [first] = await read();
  expect(Number(first?.inserted)).toBe(recorded);
  for (const { name, rows } of await read()) {
    // A batch that read everything there is would make it thirty times as many as there are sign-ups.
    expect(Number(rows), `rows of ${name} that were read`).toBeLessThan(8 * recorded);
  }
});

/** Rows and index entries that were read of each table that a sign-up writes. */
async function read() {
  return await t.deps.db.$client`
    select relname as name, n_tup_ins as inserted, seq_tup_read + (
      select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = s.relid) as rows
    from pg_stat_user_tables s where relname in ('signups', 'contacts', 'consents', 'share_codes', 'activities')
    order by relname = 'signups' desc`;
}

function signup(n: number): NewSignup {
  return {
    id: newId(),
    campaignId,
    locale: 'fr',
    submission: {
      email: `p${n}@example.org`,
      firstName: 'Éloïse',
      lastName: '',
      phone: '',
      postalCode: 'H2X 1Y4',
      availability: [],
      skills: [],
      answers: {},
      consented: true,
      consents: [
        { posted: 'consent', purpose: 'follow-up', channel: 'email', subject: '', wording: 'Oui.', version: '1' },
      ],
      pledge: null,
    },
    needsConfirmation: true,
    clientHash: '',
    origin: undefined,
    shareCode: `code${n}`,
    at: new Date(),
  };
}

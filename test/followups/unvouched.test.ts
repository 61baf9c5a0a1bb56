import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { confirm, join, namesOf, skipped, wait } from './inbox.ts';

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
  const shifts = aCampaign().shifts.flatMap((shift) =>
    Array.from({ length: 10 }, (_, n) => ({ ...shift, key: `n${n}` })),
  );
  await addCampaign(t.deps, { shifts });
});
afterEach(() => t.close());

describe('seats taken for an address that nobody has confirmed', () => {
  test('have six mails written to it in a day, and not one more', async () => {
    const next = await join(t);
    await takeAll(next);
    await wait(t, 0.001);
    expect((await namesOf(t)).filter((name) => name === 'booking')).toHaveLength(6);
    expect((await skipped(t)).filter((why) => why === 'booking: limit')).toHaveLength(4);
  });

  test('have every mail written once its owner has confirmed it', async () => {
    const next = await join(t);
    await wait(t, 0.001);
    await confirm(t);
    await takeAll(next);
    await wait(t, 0.001);
    expect((await namesOf(t)).filter((name) => name === 'booking')).toHaveLength(10);
  });
});

describe('one client address', () => {
  test('takes at most three hundred seats an hour for people who have not confirmed theirs', async () => {
    const next = await join(t);
    const [shift] = await t.deps.db.$client`select id from shifts limit 1`;
    const statuses: number[] = [];
    for (let n = 0; n < 302; n++) {
      statuses.push((await post(t.app, `${next}/bookings`, { shift: String(shift?.id) })).status);
    }
    expect(statuses.filter((status) => status === 303)).toHaveLength(300);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });
});

async function takeAll(next: string): Promise<void> {
  for (const { id } of await t.deps.db.$client`select id from shifts`) {
    expect((await post(t.app, `${next}/bookings`, { shift: String(id) })).status).toBe(303);
  }
}

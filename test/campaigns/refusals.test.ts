import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addKey } from '../../src/api/add-key.ts';
import { messages } from '../../src/locales/index.ts';
import { type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

const t = messages('fr').bots.admin;
let site: SignedInTest;
beforeAll(async () => {
  site = await startSignedIn();
  const campaignId = await addCampaign(site.deps);
  await addCampaign(site.deps, { slug: 'tranquille' });
  site.deps.refusals.count(campaignId, 'too-many');
  await site.deps.refusals.flush();
  site.clock.advance(24 * 3_600_000);
  for (let n = 0; n < 30; n++) await post(site.app, '/fr/essai/signups', { website: 'https://spam.example' });
  await site.deps.refusals.flush();
});
afterAll(() => site.close());

describe('what was refused', () => {
  test('is shown by campaign, reason and day, with what to do, and whether the proof of work is on', async () => {
    const page = await read('/admin/refusals');
    for (const words of [t.reasons.trap.name, t.reasons.trap.todo, t.reasons['too-many'].todo]) {
      expect(page).toContain(words);
    }
    expect(page.match(new RegExp(t.onBadge, 'g'))).toHaveLength(1);
    expect(page.match(new RegExp(t.offBadge, 'g'))).toHaveLength(1);
    expect(page).toMatch(/>30</);
    expect(page).not.toContain(t.reasons['stale-form'].name);
    expect(await read('/admin')).toContain('href="/admin/refusals"');
  });

  test('is no longer shown after a month, nor the proof of work as on', async () => {
    site.clock.advance(31 * 24 * 3_600_000);
    const page = await read('/admin/refusals');
    site.clock.advance(-31 * 24 * 3_600_000);
    expect(page).not.toContain(t.reasons.trap.name);
    expect(page).not.toContain(t.onBadge);
  });
});

test('the keys of the API are listed, and no token with them', async () => {
  const { token } = await addKey(site.deps, { name: 'Coalition', origins: [], campaignId: null, perMinute: 600 });
  const page = await read('/admin/api-keys');
  expect(page).toContain('Coalition');
  expect(page).not.toContain(token);
  expect(await read('/admin')).toContain('href="/admin/api-keys"');
});

test.each(['/admin/refusals', '/admin/api-keys'])('%s is for organizers alone', async (path) => {
  const answer = await site.app.request(path);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringContaining('/admin/sign-in')]);
});

async function read(path: string): Promise<string> {
  const answer = await site.get(path, { 'accept-language': 'fr' });
  expect(answer.status).toBe(200);
  return await answer.text();
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { drawForm, post } from '../support/forms.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest({ env: { FORM_MIN_SECONDS: '2' } });
  // A page of its own each: the drawing of one stays in memory while the clock is moved.
  for (const slug of ['corrige', 'vite', 'vieux']) await addCampaign(t.deps, { slug });
});
afterAll(() => t.close());

const day = 86_400_000;
const send = (slug: string, form: string, fields: Record<string, string>) =>
  post(t.app, `/fr/${slug}/signups`, { form, email: 'ada@example.org', ...fields });

async function formOf(answer: Response): Promise<string> {
  return /name="form" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
}

test('whoever corrects a form at once is not told that it was quick', async () => {
  const form = await drawForm(t.app, '/fr/corrige');
  t.clock.advance(5_000);
  const wrong = await send('corrige', form, { firstName: '' });
  expect(wrong.status).toBe(422);
  t.clock.advance(300);
  expect((await send('corrige', await formOf(wrong), { firstName: 'Ada' })).status).toBe(303);
});

test('a form that came too quickly is as old as it was when it comes again', async () => {
  const form = await drawForm(t.app, '/fr/vite');
  const quick = await send('vite', form, { firstName: 'Bea' });
  expect(quick.status).toBe(422);
  t.clock.advance(2_100);
  expect((await send('vite', await formOf(quick), { firstName: 'Bea' })).status).toBe(303);
});

test('a form that is too old, or that we did not draw, comes back as a new one', async () => {
  const form = await drawForm(t.app, '/fr/vieux');
  t.clock.advance(4 * day);
  for (const old of [form, 'made-up']) {
    const stale = await send('vieux', old, { firstName: 'Cleo' });
    expect(stale.status).toBe(422);
    const again = await formOf(stale);
    t.clock.advance(2_100);
    expect((await send('vieux', again, { firstName: 'Cleo' })).status).toBe(303);
  }
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { sequence } from '../../src/followups/form.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { joinAndConfirm, namesOf, wait } from './inbox.ts';

const words = { subject: 'C’est le jour', body: ['Bonjour {firstName}.'], action: 'Voir' };
const steps = [{ key: 'the-day', delayHours: 0, leadsTo: 'shifts', texts: { fr: words, en: words } }];
const day = 24;

let t: TestApp;
beforeEach(async () => {
  t = await startTest();
});
afterEach(() => t.close());

/** A campaign whose one sequence begins so many days from now. */
async function addDated(inDays: number): Promise<void> {
  const date = new Date(t.clock.now().getTime() + inDays * 86_400_000).toISOString().slice(0, 10);
  await addCampaign(t.deps, { sequences: [sequence.parse({ key: 'day', start: { on: 'date', date }, steps })] });
}

/** Lets days pass without a worker, then does what a worker does each hour, twice, and waits for the end of the night. */
async function come(days: number): Promise<string[]> {
  t.clock.advance(days * 86_400_000);
  for (let hour = 0; hour < 2; hour += 1) {
    await enqueue(t.deps.db, 'followups.look-for-starts', {});
    await wait(t, day / 2);
  }
  return (await namesOf(t, '%')).filter((name) => name === 'the-day');
}

test('a date begins a sequence on its day, once', async () => {
  await addDated(2);
  await joinAndConfirm(t);
  expect(await come(0)).toEqual([]);
  expect(await come(1)).toEqual(['the-day']);
  expect(await come(1)).toEqual(['the-day']);
});

test('a date on which no worker ran begins it as soon as one does, once, for those who had signed up by then', async () => {
  await addDated(2);
  await joinAndConfirm(t);
  t.clock.advance(5 * 86_400_000);
  await joinAndConfirm(t, { email: 'late@example.org' });
  expect(await come(1)).toEqual(['the-day']);
  expect(await come(1)).toEqual(['the-day']);
  expect(await namesOf(t, 'late@example.org')).toEqual(['confirm']);
});

test('a date that is more than a week past begins nothing', async () => {
  await addDated(2);
  await joinAndConfirm(t);
  expect(await come(11)).toEqual([]);
});

import { expect, test } from 'vitest';
import { CallFailed, Refusal } from '../../src/crm/call-failed.ts';
import type { Outcome, Outgoing } from '../../src/crm/connector.ts';
import { pushEach } from '../../src/crm/push-each.ts';
import { outgoing } from '../support/crm/outgoing.ts';

const batch = (count: number) => Array.from({ length: count }, (_, n) => outgoing({ email: `n${n}@example.org` }));
const done = ({ contactId }: Outgoing): Outcome => ({ contactId, result: 'created', remoteId: contactId });
/** Each by its place in the batch: done where nothing is said of it. */
const pushing = (people: Outgoing[], failures: Record<number, Error>) => async (one: Outgoing) => {
  const failure = failures[people.indexOf(one)];
  if (failure) throw failure;
  return done(one);
};
const lost = new CallFailed('down', 'lost');

test('one answer that did not come holds nobody else up', async () => {
  const people = batch(6);
  const outcomes = await pushEach(people, 1, pushing(people, { 1: lost, 4: lost }));
  expect(outcomes.map(({ result }) => result)).toEqual(['created', 'retry', 'created', 'created', 'retry', 'created']);
});

test('when the vendor is away nobody further is tried, and that is said of who was not', async () => {
  const people = batch(8);
  const outcomes = await pushEach(people, 1, pushing(people, { 1: lost, 2: lost, 3: lost, 4: lost }));
  expect(outcomes[4]).toMatchObject({ result: 'retry', cause: 'down' });
  expect(outcomes[4]).not.toHaveProperty('untried');
  expect(outcomes.slice(5)).toMatchObject(Array(3).fill({ result: 'retry', cause: 'down', untried: true }));
});

test('a limit holds for all at once, with the wait that was asked for', async () => {
  const people = batch(3);
  const outcomes = await pushEach(people, 1, pushing(people, { 1: new CallFailed('rate', 'wait', { after: 5_000 }) }));
  expect(outcomes).toMatchObject([
    { result: 'created' },
    { result: 'retry', after: 5_000 },
    { result: 'retry', after: 5_000, untried: true },
  ]);
});

test('what one of them was told of is kept, though nobody was done', async () => {
  const people = batch(2);
  const outcomes = await pushEach(people, 1, async ({ contactId }) => {
    if (contactId === people[1]?.contactId) throw lost;
    return { contactId, result: 'retry', cause: 'down', detail: '', told: ['an event'] };
  });
  expect(outcomes).toMatchObject([{ told: ['an event'] }, { result: 'retry', cause: 'down' }]);
});

test.each([lost, new Refusal('credentials', 'no such key')])('a batch that met one fate says so: %s', async (fate) => {
  const people = batch(3);
  await expect(pushEach(people, 1, pushing(people, { 0: fate, 1: fate, 2: fate }))).rejects.toBe(fate);
});

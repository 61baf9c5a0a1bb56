import { expect, test } from 'vitest';
import { CallFailed, Refusal } from '../../src/crm/call-failed.ts';
import { onceMore } from '../../src/crm/once-more.ts';

/** Comes to nothing in these ways, one after the other, and then answers. */
function asking(...failures: Error[]) {
  const asked = { times: 0 };
  const ask = async () => {
    const failure = failures[asked.times];
    asked.times += 1;
    if (failure) throw failure;
    return 'an answer';
  };
  return { ask, asked };
}

test.each(['down', 'answer-not-understood'] as const)(
  'an answer that got lost (%s) is asked for once more',
  async (why) => {
    const { ask } = asking(new CallFailed(why, 'lost'));
    expect(await onceMore(ask)).toBe('an answer');
  },
);

test.each([
  ['was lost twice', [new CallFailed('down', 'lost'), new CallFailed('down', 'lost')], 2],
  ['was frozen', [new CallFailed('timeout', 'no answer in time')], 1],
  ['was told when to come again', [new CallFailed('down', 'not now', { after: 1_000 })], 1],
  ['asked too often', [new CallFailed('rate', 'too many calls')], 1],
  ['was refused', [new Refusal('rights', 'no')], 1],
])('whoever %s is not kept from coming again later', async (_, failures, times) => {
  const { ask, asked } = asking(...failures);
  await expect(onceMore(ask)).rejects.toThrow(failures.at(-1));
  expect(asked.times).toBe(times);
});

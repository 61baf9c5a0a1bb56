import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signingTime } from '../../src/kiosk/signing-time.ts';

const openedAt = new Date('2026-06-13T12:00:00Z');
const day = 86_400_000;
/** How long after the link's making somebody signed, how long after that it was sent, what the clock was off. */
const story = fc.record({
  signedAfter: fc.integer({ min: 0, max: 30 * day }),
  sentAfter: fc.integer({ min: 0, max: 30 * day }),
  off: fc.integer({ min: -3_000 * day, max: 3_000 * day }),
});
const shift = (moment: Date, by: number) => new Date(moment.getTime() + by);

test('however wrong a clock is, as long as it runs: the moment of signing is right to two minutes', () => {
  fc.assert(
    fc.property(story, ({ signedAfter, sentAfter, off }) => {
      const signed = shift(openedAt, signedAfter);
      const sent = shift(signed, sentAfter);
      const told = { signedAt: shift(signed, off), sentAt: shift(sent, off), receivedAt: sent, openedAt };
      const { at, clock } = signingTime(told);
      expect(Math.abs(at.getTime() - signed.getTime())).toBeLessThanOrEqual(120_000);
      expect(clock).toBe(Math.abs(off) > 120_000 ? 'corrected' : 'right');
    }),
  );
});

test('whatever a device says, nobody signed before the link was made or after what they signed came in', () => {
  const any = fc.date({ noInvalidDate: true });
  fc.assert(
    fc.property(any, any, fc.integer({ min: 0, max: 90 * day }), (signedAt, sentAt, later) => {
      const receivedAt = shift(openedAt, later);
      const { at } = signingTime({ signedAt, sentAt, receivedAt, openedAt });
      expect(at >= openedAt && at <= receivedAt).toBe(true);
    }),
  );
});

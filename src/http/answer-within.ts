import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/** How long a body may be on its way, in milliseconds: a table's sign-ups over the last bar of a network. */
const longestUpload = 60_000;

/**
 * Answers a request that is still waiting after so many milliseconds with "unavailable": a person is told to try again
 * while they still look at the page. `onLate` hears of it. What was under way goes on, and its answer goes nowhere.
 * While the body is still coming in, it is the sender who is slow, and nobody is told anything.
 */
export function answerWithin(milliseconds: number, onLate: () => void): MiddlewareHandler {
  return async (c, next) => {
    const { incoming }: Partial<HttpBindings> = c.env ?? {};
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const wait = (waited: number) => {
        timer = setTimeout(() => {
          if (incoming?.complete === false && waited < longestUpload) return wait(waited + milliseconds);
          onLate();
          reject(new AppError('unavailable', 'not answered in time', { retryAfter: 5 }));
        }, milliseconds);
      };
      wait(0);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

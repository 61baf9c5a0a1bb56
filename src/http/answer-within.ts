import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/** How long a body may be on its way, in milliseconds: a table's sign-ups over the last bar of a network. */
const longestUpload = 60_000;

/**
 * Answers a request that has come in and still waits after so many milliseconds with "unavailable": a person is told to
 * try again while they still look at the page. `onLate` hears of it. What was under way goes on, and its answer goes
 * nowhere. While the body is still coming in, it is the sender who is slow: after a minute they are told the same, and
 * `onLate` nothing.
 */
export function answerWithin(milliseconds: number, onLate: () => void): MiddlewareHandler {
  const step = milliseconds / 10;
  return async (c, next) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      let [waited, sending] = [0, 0];
      timer = setInterval(() => {
        if (hasComeIn(c)) waited += step;
        else sending += step;
        if (waited < milliseconds && sending < longestUpload) return;
        if (hasComeIn(c)) onLate();
        reject(new AppError('unavailable', 'not answered in time', { retryAfter: 5 }));
      }, step);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearInterval(timer);
    }
  };
}

/** Whether a request was received whole: until then nothing that is late is the database's fault. */
export function hasComeIn(c: Context): boolean {
  const { incoming }: Partial<HttpBindings> = c.env ?? {};
  return incoming?.complete !== false;
}

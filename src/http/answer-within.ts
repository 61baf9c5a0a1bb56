import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';

/**
 * Answers a request that is still waiting after so many milliseconds with "unavailable": a person is told to try again
 * while they still look at the page. `onLate` hears of it. What was under way goes on, and its answer goes nowhere.
 */
export function answerWithin(milliseconds: number, onLate: () => void): MiddlewareHandler {
  return async (_c, next) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        onLate();
        reject(new AppError('unavailable', 'not answered in time', { retryAfter: 5 }));
      }, milliseconds);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

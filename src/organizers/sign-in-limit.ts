import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const windowSeconds = 15 * 60;

/**
 * Limits requests for a link: five for one address and twenty from one client in a quarter of an hour. An address is
 * counted whether it is an organizer's or not.
 *
 * @returns a function that counts one request and says in how many seconds to try again; 0: go on.
 */
export function createSignInLimit(): (email: string, client: string) => Promise<number> {
  const byAddress = new RateLimiterMemory({ points: 5, duration: windowSeconds });
  const byClient = new RateLimiterMemory({ points: 20, duration: windowSeconds });
  return async (email, client) => {
    try {
      await byClient.consume(client);
      await byAddress.consume(email);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };
}

import { RateLimiterMemory } from 'rate-limiter-flexible';

/** How many sign-ups one client address may send. */
export type SignupLimit = {
  /** Counts a sign-up against its address. False: it is one too many. While it is open, the same id counts once. */
  admit(id: string, address: string): Promise<boolean>;
  /** Ends what `admit` opened. A sign-up that was not kept does not count. */
  settle(id: string, address: string, outcome: 'kept' | 'not-kept'): Promise<void>;
};

/** Counts accepted sign-ups by the minute, in this process's memory; `perMinute` 0 admits everyone. */
export function createSignupLimit(perMinute: number): SignupLimit {
  if (perMinute === 0) return { admit: async () => true, settle: async () => {} };
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const open = new Map<string, Promise<boolean>>();

  function count(address: string): Promise<boolean> {
    return limiter.consume(address).then(
      () => true,
      () => false,
    );
  }

  return {
    admit: (id, address) => {
      const admitted = open.get(id) ?? count(address);
      open.set(id, admitted);
      return admitted;
    },
    settle: async (id, address, outcome) => {
      const admitted = open.get(id);
      // Of many who sent the same form at once, the first that ends it ends it for all.
      if (!open.delete(id)) return;
      if (outcome === 'not-kept' && (await admitted)) await limiter.reward(address);
    },
  };
}

import { type Admission, createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { hashAddress } from '../http/client-address.ts';

const seconds = 15 * 60;

export type SignInLimit = {
  /**
   * Counts one request for a link. `wait`: in how many seconds to try again, 0: go on. `noteworthy`: the first that is
   * too many for its address.
   */
  request(email: string, client: string): Promise<{ wait: number; noteworthy: boolean }>;
  /** Counts what a client asks for without an address. @returns in how many seconds to try again; 0: go on. */
  client(client: string): Promise<number>;
};

/**
 * Limits requests for a link, on all machines together: five for one address and twenty from one client in a quarter of
 * an hour; so many passkeys may be tried from one client besides. An address is counted whether it is an organizer's or
 * not.
 */
export function createSignInLimit({ db, config }: Pick<Deps, 'db' | 'config'>): SignInLimit {
  const conceal = (key: string) => hashAddress(config.secret, key);
  const byAddress = createSharedLimit(db, { name: 'sign-in-address', points: 5, seconds, conceal });
  const byClient = createSharedLimit(db, { name: 'sign-in', points: 20, seconds, conceal });
  const passkeys = createSharedLimit(db, { name: 'sign-in-passkey', points: 20, seconds, conceal });
  return {
    request: async (email, client) => {
      const ofClient = await byClient.admit(client);
      if (!ofClient.ok) return { wait: ofClient.retryAfter, noteworthy: false };
      const ofAddress = await byAddress.admit(email);
      return { wait: waitOf(ofAddress), noteworthy: !ofAddress.ok && ofAddress.first };
    },
    client: async (client) => waitOf(await passkeys.admit(client)),
  };
}

function waitOf(admission: Admission): number {
  return admission.ok ? 0 : admission.retryAfter;
}

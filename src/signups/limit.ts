import { type Admission, createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { hashAddress } from '../http/client-address.ts';

/** Whose sign-up it is. `client`: a keyed hash of its address; undefined where a server answers for its people. */
type Counted = { id: string; client: string | undefined; email: string };

/** Why one is too many, and in how many seconds it no longer is. */
export type Excess = { whose: 'address' | 'recipient'; retryAfter: number };

/** How many sign-ups one client address may send, and how many may be sent in one person's name. */
export type SignupLimit = {
  /** Counts a sign-up. Undefined: it may pass. While it is open, the same id counts once. */
  admit(signup: Counted): Promise<Excess | undefined>;
  /** Ends what `admit` opened. A sign-up that was not kept does not count. */
  settle(id: string, outcome: 'kept' | 'not-kept'): Promise<void>;
};

type Verdict = { excess: Excess | undefined; passed: Admission[] };

/** Counts accepted sign-ups by client address and minute, and by recipient and hour, on all machines together. */
export function createSignupLimit({ db, config }: Pick<Deps, 'db' | 'config'>): SignupLimit {
  const byAddress = createSharedLimit(db, { name: 'signup', points: config.signupLimitPerMinute, seconds: 60 });
  const byRecipient = createSharedLimit(db, {
    name: 'recipient',
    points: config.recipientLimitPerHour,
    seconds: 3_600,
    conceal: (email) => hashAddress(config.secret, email),
  });
  const open = new Map<string, Promise<Verdict>>();

  async function count({ client, email }: Counted): Promise<Verdict> {
    const passed: Admission[] = [];
    if (client !== undefined) {
      const admission = await byAddress.admit(client);
      if (!admission.ok) return { excess: { whose: 'address', retryAfter: admission.retryAfter }, passed };
      passed.push(admission);
    }
    const admission = await byRecipient.admit(email);
    if (!admission.ok) return { excess: { whose: 'recipient', retryAfter: admission.retryAfter }, passed };
    passed.push(admission);
    return { excess: undefined, passed };
  }

  return {
    admit: async (signup) => {
      const verdict = open.get(signup.id) ?? count(signup);
      open.set(signup.id, verdict);
      // What could not be counted is counted anew when the form comes again.
      verdict.catch(() => open.delete(signup.id));
      return (await verdict).excess;
    },
    settle: async (id, outcome) => {
      const verdict = open.get(id);
      // Of many who sent the same form at once, the first that ends it ends it for all.
      if (!verdict || !open.delete(id) || outcome === 'kept') return;
      for (const admission of (await verdict).passed) if (admission.ok) await admission.giveBack();
    },
  };
}

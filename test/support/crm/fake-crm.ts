/**
 * What every vendor's stand-in offers to the suites that run over all connectors. A stand-in is a real HTTP server on
 * loopback that keeps state and behaves as the notes on the vendor say; each of its rules names the line it stands for.
 */
export type FakeCrm = {
  /** What an organizer would fill in, and it works. */
  credentials: Record<string, string>;
  /** Everybody it holds. */
  people(): FakePerson[];
  /** Somebody who was there before us. */
  add(person: Partial<FakePerson> & { email: string }): FakePerson;
  /** Somebody leaves over there, or their mail bounces. */
  leave(email: string, how: 'unsubscribed' | 'bounced'): void;
  /** Somebody comes back over there, by themselves. */
  rejoin?(email: string): void;
  /** Every call that reached it, the oldest first. */
  calls: FakeCall[];
  faults: Faults;
  close(): Promise<void>;
};

export type FakePerson = {
  remoteId: string;
  contactId: string | undefined;
  email: string;
  subscription: 'subscribed' | 'unsubscribed' | 'bounced' | 'unknown';
  tags: string[];
  values: Record<string, unknown>;
};

export type FakeCall = { method: string; path: string; writes: boolean; status: number | 'none' };

/**
 * What goes wrong, and when: `before` nothing was done yet, `during` half of it, `after` all of it and the answer is lost.
 */
export type Fault =
  /** Nothing goes wrong: to let calls pass before the one that is meant. */
  | 'none'
  | 'refused'
  | 'reset-before'
  | 'reset-during'
  | 'reset-after'
  | 'frozen-before'
  | 'frozen-after'
  | 'error-before'
  | 'error-after'
  | 'html'
  | 'rate'
  | 'expired';

export type Faults = {
  /** These, one a call, in this order. */
  next: Fault[];
  /** Beside them: the share of calls that meet one of `among`, by a generator that starts from `seed`. */
  share: number;
  among: Fault[];
  seed: number;
  /** The whole of it is away: every call meets it. */
  down: Fault | undefined;
};

import { connect } from '../db/client.ts';
import { isConnectionError } from '../db/connection-error.ts';
import { AppError } from '../errors.ts';
import { type NewSignup, recordSignups } from './record-signups.ts';

/**
 * Where sign-ups wait to be committed. `submit` resolves once its sign-up is durable: true where it is new, false where
 * it was there already.
 * `has` tells whether an id was accepted lately or is on its way. `drain` ends when nothing waits any more.
 */
export type Intake = {
  submit(signup: NewSignup): Promise<boolean>;
  has(id: string): boolean;
  drain(): Promise<void>;
};

type Waiting = {
  signup: NewSignup;
  since: number;
  resolve: (isNew: boolean) => void;
  reject: (error: unknown) => void;
};

/**
 * Commits a list in one transaction and returns the ids that were not there yet; throws when none of it was committed,
 * or when nobody knows.
 */
export type CommitSignups = (signups: NewSignup[]) => Promise<ReadonlySet<string>>;

/** From 32 to 256 made no difference. */
const largestBatch = 64;
const mostWaiting = 5_000;
/** After this long without an answer from the database, people are told to try again, in milliseconds. */
const patience = 8_000;
const remembered = 20_000;

/**
 * Group commit: what arrives while a batch is being committed forms the next one. No timer: alone, a sign-up is
 * committed at once. Each is answered after its own commit. One batch at a time: with two, half as large, each of 32
 * people waited for twice as many of a batch's fixed costs (3,300 sign-ups a second instead of 3,900).
 *
 * A row that the database refuses is found by committing its batch one by one. After a lost connection nobody knows
 * what was committed, so everyone is asked to send again, and the ids make twice once.
 *
 * @throws from `submit`: AppError `unavailable` when too many wait, or the database does not answer.
 */
export function createIntake(commit: CommitSignups): Intake {
  const queue: Waiting[] = [];
  let inFlight: Waiting[] = [];
  let lane: Promise<void> | undefined;
  // One map whose entries change in place, and no set that is filled and emptied with each batch: where those grew anew,
  // the garbage collector carried what they had held along, and everyone waited for it.
  const known = new Map<string, Promise<boolean> | 'accepted'>();

  function submit(signup: NewSignup): Promise<boolean> {
    const same = known.get(signup.id);
    if (same === 'accepted') return Promise.resolve(false);
    if (same) return same.then(() => false);
    if (queue.length >= mostWaiting) return Promise.reject(unavailable());
    const done = new Promise<boolean>((resolve, reject) => {
      queue.push({ signup, since: performance.now(), resolve, reject });
    });
    remember(signup.id, done);
    done.then(
      () => known.set(signup.id, 'accepted'),
      () => known.delete(signup.id),
    );
    lane ??= run();
    return done;
  }

  function remember(id: string, done: Promise<boolean>): void {
    known.set(id, done);
    if (known.size <= remembered) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      break;
    }
  }

  async function run(): Promise<void> {
    const impatience = setInterval(giveUpOnOld, 500);
    // Lets the requests that came with this one join its batch.
    await new Promise(setImmediate);
    try {
      while (queue.length > 0) {
        inFlight = takeBatch(queue);
        await commitBatch(inFlight);
      }
    } finally {
      inFlight = [];
      lane = undefined;
      clearInterval(impatience);
    }
  }

  function giveUpOnOld(): void {
    const before = performance.now() - patience;
    const old = [...inFlight, ...queue].filter((waiting) => waiting.since < before);
    for (const waiting of old) waiting.reject(unavailable());
    const still = queue.filter((waiting) => waiting.since >= before);
    queue.splice(0, queue.length, ...still);
  }

  async function commitBatch(batch: Waiting[]): Promise<void> {
    try {
      const recorded = await commit(batch.map((waiting) => waiting.signup));
      for (const waiting of batch) waiting.resolve(recorded.has(waiting.signup.id));
    } catch (error) {
      if (isConnectionError(error)) {
        for (const waiting of batch) waiting.reject(unavailable(error));
      } else if (batch.length === 1) {
        batch[0]?.reject(error);
      } else {
        for (const waiting of batch) await commitBatch([waiting]);
      }
    }
  }

  return {
    submit,
    has: (id) => known.has(id),
    drain: async () => {
      while (lane) await lane;
    },
  };
}

/**
 * What the planner may choose from. On launch day the tables are empty when the statements and the foreign keys' checks
 * are planned, and large before they are analysed: a plan that reads a table or an index from end to end for each batch
 * (a sequential scan, the inside of a hash or merge join, a materialized one) took three times as long after 60,000
 * sign-ups. What is left finds each row by its key.
 */
const byKeyAlone = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', enable_material: 'off' };

/** Commits through a connection of its own, whose plans stay quick while the tables grow. */
export function commitThrough(databaseUrl: string): { commit: CommitSignups; close(): Promise<void> } {
  const db = connect(databaseUrl, { max: 1, settings: byKeyAlone });
  return {
    commit: async (signups) => {
      // Given up on when those who wait are: the next batch goes through a new connection.
      const late = setTimeout(() => db.$renew(0), patience);
      try {
        return await recordSignups(db, signups);
      } catch (error) {
        if (isConnectionError(error)) db.$renew(0);
        throw error;
      } finally {
        clearTimeout(late);
      }
    },
    close: () => db.$client.end({ timeout: 5 }),
  };
}

/** The oldest that fit, each address once: a statement cannot write one row twice. */
function takeBatch(queue: Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  const addresses = new Set<string>();
  const left: Waiting[] = [];
  for (const waiting of queue) {
    const { email } = waiting.signup.submission;
    if (batch.length < largestBatch && !addresses.has(email)) {
      addresses.add(email);
      batch.push(waiting);
    } else {
      left.push(waiting);
    }
  }
  queue.splice(0, queue.length, ...left);
  return batch;
}

function unavailable(cause?: unknown): AppError {
  return new AppError('unavailable', 'the database does not answer', { cause, retryAfter: 5 });
}

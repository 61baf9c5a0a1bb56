import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/** Values by key, kept in memory: a page must not wait for the database, nor fall with it. */
export type StaleCache<T> = {
  find(key: string): Promise<T | undefined>;
  /** The value, where there is one that need not be read again: without a promise, which would cost a page a tenth. */
  fresh(key: string): T | undefined;
  /** Has the keys read again before they are served once more; with the database away, the old values still are. */
  expire(concerns: (key: string) => boolean): void;
};

type Entry<T> = { value: T; freshUntil: number; staleUntil: number; reading: Promise<unknown> | undefined };

type Options = {
  /** Served as it is for so long, in milliseconds. */
  freshFor: number;
  /** Served for at least so many times as long as it took to be read: reading takes at most this part of the time. */
  restBetweenReads?: number;
  /** After that served once more while it is read again, up to this age; an older one is waited for. */
  staleFor: number;
  /** Told of a read that failed although an older value could be served. */
  onError: (error: unknown) => void;
};

/** How long a value may take to be read, in milliseconds. */
const longest = 8_000;
/** How long a reader waits for a new value when it could have an old one, in milliseconds. */
const patience = 2_000;

/** Keeps what `read` returns. With the database away, the last value read goes on being served. */
export function createStaleCache<T>(read: (key: string) => Promise<T | undefined>, options: Options): StaleCache<T> {
  const entries = new Map<string, Entry<T>>();
  const firstReads = new Map<string, Promise<T | undefined>>();
  let expirations = 0;

  async function readAgain(key: string, entry: Entry<T>): Promise<void> {
    try {
      await readInto(key);
    } catch (error) {
      entry.freshUntil = Date.now() + options.freshFor / 2;
      options.onError(error);
    } finally {
      entry.reading = undefined;
    }
  }

  async function readFirst(key: string): Promise<T | undefined> {
    try {
      return await readInto(key);
    } finally {
      firstReads.delete(key);
    }
  }

  async function readInto(key: string): Promise<T | undefined> {
    const startedAt = Date.now();
    const before = expirations;
    const value = await inTime(read(key));
    const now = Date.now();
    // What was read while something expired may be what it was before.
    const stillTrue = before === expirations;
    const rest = Math.max(options.freshFor, (now - startedAt) * (options.restBetweenReads ?? 0));
    const freshUntil = stillTrue ? now + rest : 0;
    const staleUntil = stillTrue ? now + rest - options.freshFor + options.staleFor : 0;
    if (value === undefined) entries.delete(key);
    else entries.set(key, { value, freshUntil, staleUntil, reading: undefined });
    return value;
  }

  return {
    async find(key) {
      const entry = entries.get(key);
      if (!entry) {
        const reading = firstReads.get(key) ?? readFirst(key);
        firstReads.set(key, reading);
        return await reading;
      }
      const now = Date.now();
      if (now <= entry.freshUntil) return entry.value;
      entry.reading ??= readAgain(key, entry);
      if (now > entry.staleUntil) await Promise.race([entry.reading, delay(patience, undefined, { ref: false })]);
      return entries.get(key)?.value;
    },
    fresh(key) {
      const entry = entries.get(key);
      return entry && Date.now() <= entry.freshUntil ? entry.value : undefined;
    },
    expire: (concerns) => {
      expirations += 1;
      for (const [key, entry] of entries) {
        if (!concerns(key)) continue;
        entry.freshUntil = 0;
        entry.staleUntil = 0;
      }
    },
  };
}

/** @throws AppError `unavailable` where it takes too long: what waits on a lost connection may wait for ever. */
export async function inTime<T>(reading: Promise<T>, within = longest): Promise<T> {
  const stop = new AbortController();
  const late = delay(within, undefined, { ref: false, signal: stop.signal }).then(() => {
    throw new AppError('unavailable', 'the database does not answer', { retryAfter: 5 });
  });
  late.catch(() => {});
  try {
    return await Promise.race([reading, late]);
  } finally {
    stop.abort();
  }
}

import { type SQL, sql } from 'drizzle-orm';
import type pg from 'pg';
import { pgUrl } from './postgres-url.ts';

/** What a process tells the others of, in the transaction that changes it: `campaign` by its slug. */
type Topic = 'campaign';

/** What other processes, and this one, announce. */
export type Announcements = {
  /** Calls `heard` with each announcement's subject, and with undefined when some may have been missed. */
  on(topic: Topic, heard: (subject: string | undefined) => void): void;
  /** Begins to listen, and goes on whatever happens to the connection. */
  open(): void;
  close(): Promise<void>;
};

const channel = 'terrain';
const tryAgainAfter = 1_000;

/** Tells every process of a change, once it is committed: NOTIFY is part of the transaction. */
export async function announce(
  tx: { execute(query: SQL): PromiseLike<unknown> },
  topic: Topic,
  subject: string,
): Promise<void> {
  await tx.execute(sql`select pg_notify(${channel}, ${`${topic} ${subject}`})`);
}

/**
 * Listens on a connection of its own. It is there so that machines agree at once, not so that they agree at all: what
 * is kept in memory grows old by itself, should a connection be lost without a word.
 */
export function createAnnouncements(databaseUrl: string, onError: (error: unknown) => void): Announcements {
  const listeners: { topic: Topic; heard: (subject: string | undefined) => void }[] = [];
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function listen(): Promise<void> {
    // Loaded once something listens: a command line never does.
    const { default: driver } = await import('pg');
    const opened = new driver.Client({
      connectionString: pgUrl(databaseUrl),
      keepAlive: true,
      application_name: 'terrain-listen',
    });
    client = opened;
    opened.on('notification', ({ payload = '' }) => tell(payload));
    opened.on('error', onError);
    opened.once('end', listenAgain);
    try {
      await opened.connect();
      await opened.query(`listen ${channel}`);
      for (const { heard } of listeners) heard(undefined);
    } catch (error) {
      onError(error);
      await opened.end().catch(() => {});
      listenAgain();
    }
  }

  function listenAgain(): void {
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => void listen(), tryAgainAfter);
    timer.unref();
  }

  function tell(payload: string): void {
    const space = payload.indexOf(' ');
    for (const { topic, heard } of listeners) {
      if (payload.slice(0, space) === topic) heard(payload.slice(space + 1));
    }
  }

  return {
    on: (topic, heard) => void listeners.push({ topic, heard }),
    open: () => void listen(),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}

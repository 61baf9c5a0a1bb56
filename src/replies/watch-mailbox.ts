import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from '../deps.ts';
import type { ReplyActs } from './acts.ts';
import { type MailboxPlace, mailboxClient, readMailbox } from './read-mailbox.ts';

/** How long to wait before a lost connection is made again, in milliseconds; doubled each time. */
type Waits = { first: number; most: number };

/** A server that pushes nothing is asked again after this long, in milliseconds. */
const lookEvery = 60_000;

/**
 * Reads the mailbox of replies for as long as the process runs: what is there, and what comes (IDLE, RFC 2177). A lost
 * connection is made again. `stop` lets the mail that is being taken in be finished.
 */
export function watchMailbox(
  deps: Deps,
  place: MailboxPlace,
  acts: ReplyActs,
  waits: Waits = { first: 1_000, most: 5 * 60_000 },
): { stop(): Promise<void> } {
  const over = new AbortController();
  const ended = keepReading(deps, place, acts, waits, over.signal);
  return {
    stop: async () => {
      over.abort();
      await ended;
    },
  };
}

async function keepReading(
  deps: Deps,
  place: MailboxPlace,
  acts: ReplyActs,
  waits: Waits,
  over: AbortSignal,
): Promise<void> {
  let wait = waits.first;
  while (!over.aborted) {
    try {
      await readOnce(deps, place, acts, over, () => {
        wait = waits.first;
      });
    } catch (error) {
      // What a server answers may quote a mail: its message alone is logged.
      const reason = error instanceof Error ? error.message : String(error);
      if (!over.aborted) deps.log.warn({ reason }, 'the mailbox of replies cannot be read; it is tried again');
    }
    await delay(wait, undefined, { signal: over }).catch(() => {});
    wait = Math.min(wait * 2, waits.most);
  }
}

/** From one connection's beginning to its end. `onRead` hears that it works. */
async function readOnce(
  deps: Deps,
  place: MailboxPlace,
  acts: ReplyActs,
  over: AbortSignal,
  onRead: () => void,
): Promise<void> {
  const { client, folder, name } = await mailboxClient(place);
  const news = createBell();
  let closed = false;
  client.on('exists', news.ring);
  client.on('close', () => {
    closed = true;
    news.ring();
  });
  // What it is about is thrown where it is awaited, or the connection closes.
  client.on('error', news.ring);
  over.addEventListener('abort', news.ring, { once: true });
  try {
    const connected = client.connect();
    // A server that never answers holds no stop up.
    await Promise.race([connected, new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }))]);
    if (over.aborted) return void connected.catch(() => {});
    await client.mailboxOpen(folder);
    while (!closed && !over.aborted) {
      const rung = news.next();
      await readMailbox(deps, client, name, { acts, moveTo: place.moveTo });
      onRead();
      if (!closed && !over.aborted) await Promise.race([rung, delay(lookEvery, undefined, { ref: false })]);
    }
  } finally {
    over.removeEventListener('abort', news.ring);
    if (client.usable) await Promise.race([client.logout().catch(() => {}), delay(1_000, undefined, { ref: false })]);
    client.close();
  }
}

/** What is rung before anybody listens is heard by `next` all the same, as long as that was asked for before. */
function createBell(): { ring(): void; next(): Promise<void> } {
  let heard: () => void = () => {};
  return {
    ring: () => heard(),
    next: () =>
      new Promise((resolve) => {
        heard = resolve;
      }),
  };
}

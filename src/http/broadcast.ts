import { setImmediate as breathe } from 'node:timers/promises';
import type { Context } from 'hono';
import { type EventStreams, type Listener, type Room, writeEvent } from './event-streams.ts';

/** Who wants to hear of a subject, and whether they still may. */
type Hearing = { key: string; room: Room; address: string; mayStay?: () => Promise<boolean> };

/** Tells listeners how things stand, each time that changes. */
export type Broadcast = {
  /** An answer that goes on with every change; `nothing` where there is no such subject, `full` where no place is left. */
  join(c: Context, hearing: Hearing): Promise<Response | 'nothing' | 'full'>;
};

type Options = {
  streams: EventStreams;
  /** How a subject stands, as the markup that shows it; undefined when there is no such subject. */
  read(key: string): Promise<string | undefined>;
  /** Between two looks, in milliseconds. */
  every?: number;
  onError(error: unknown): void;
};

type Subject = { listeners: Set<Listener>; html: string };

/** So many are told before others get their turn: thousands take a tenth of a second. */
const atOnce = 250;

/**
 * One look for all who listen, however many, and none while nobody does. Each event holds the whole state and is
 * written out once, so whoever comes back after a gap needs nothing of what was missed.
 */
export function createBroadcast({ streams, read, every = 2_000, onError }: Options): Broadcast {
  const subjects = new Map<string, Subject>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  function lookLater(): void {
    if (looking) return;
    timer ??= setTimeout(() => void lookAround(), every);
  }

  async function lookAround(): Promise<void> {
    timer = undefined;
    looking = true;
    for (const [key, subject] of subjects) {
      try {
        await look(key, subject);
      } catch (error) {
        onError(error);
      }
    }
    looking = false;
    if (subjects.size > 0) lookLater();
  }

  async function look(key: string, subject: Subject): Promise<void> {
    const html = await read(key);
    if (html === subject.html) return;
    if (html !== undefined) subject.html = html;
    const event = html === undefined ? undefined : writeEvent({ html });
    let told = 0;
    for (const listener of [...subject.listeners]) {
      if (event) listener.send(event);
      else listener.end();
      told += 1;
      if (told % atOnce === 0) await breathe();
    }
  }

  function forget(key: string, subject: Subject, listener: Listener): void {
    subject.listeners.delete(listener);
    if (subject.listeners.size > 0 || subjects.get(key) !== subject) return;
    subjects.delete(key);
    if (subjects.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    async join(c, { key, ...who }) {
      const html = subjects.get(key)?.html ?? (await read(key));
      if (html === undefined) return 'nothing';
      // Another may have come while this one was read for; what it heard stands.
      const subject = subjects.get(key) ?? { listeners: new Set<Listener>(), html };
      const first = Buffer.concat([comeBackLater(), writeEvent({ html: subject.html })]);
      const joined = streams.join(c, { ...who, first, left: (listener) => forget(key, subject, listener) });
      if (!joined) return 'full';
      subjects.set(key, subject);
      subject.listeners.add(joined.listener);
      lookLater();
      return joined.answer;
    },
  };
}

/** After how many milliseconds a lost connection is tried anew: not the same for all who lose it together. */
function comeBackLater(): Uint8Array {
  return Buffer.from(`retry: ${2_000 + Math.floor(Math.random() * 6_000)}\n`);
}

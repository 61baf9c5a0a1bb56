import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { securityHeaders } from './security-headers.ts';

/** How many may listen at one time in this process, and from one address. */
export type Room = { name: string; most: number; mostPerAddress: number };

/** One who listens. */
export type Listener = {
  /** Sends an event, already written out. Whoever still reads an older one gets the newest when they are through. */
  send(event: Uint8Array): void;
  end(): void;
};

type Joining = {
  room: Room;
  address: string;
  first: Uint8Array;
  /** Asked with each heartbeat; whoever may not any more is sent away. */
  mayStay?: () => Promise<boolean>;
  left(listener: Listener): void;
};

/** Every server-sent event stream of a process (HTML, section 9.2). */
export type EventStreams = {
  /** An answer that goes on; undefined where too many listen already, or the process is about to end. */
  join(c: Context, joining: Joining): { answer: Response; listener: Listener } | undefined;
  /** How many listen. */
  count(): number;
  /** Ends them all at once; nobody is let in any more. */
  close(): void;
};

type Timing = {
  /** Between two heartbeats of a listener, in milliseconds. */
  heartbeat: number;
  /** A reader that takes nothing for so long is cut off, in milliseconds. */
  patience: number;
};

const usual: Timing = { heartbeat: 15_000, patience: 60_000 };
/** Listeners are spread over so many turns of a heartbeat: thousands at once would hold up everything else. */
const turns = 15;

const encoder = new TextEncoder();
/** A heartbeat that a script can hear: of a connection that was lost without a word, it hears none. */
const beat = encoder.encode('event: beat\ndata:\n\n');

export const eventHeaders: Record<string, string> = {
  ...securityHeaders,
  'content-type': 'text/event-stream; charset=utf-8',
  // Neither kept, nor changed (compressed), nor held back by a proxy until there is more of it.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** Writes an event whose data is JSON, which has no line ends of its own. */
export function writeEvent(data: object): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(data)}\n\n`);
}

type Kept = Listener & { beatNow(): void };

/** Keeps the listeners, sends them heartbeats, and bounds what they take: a listener holds one event at most. */
export function createEventStreams({ heartbeat, patience }: Timing = usual): EventStreams {
  const groups = Array.from({ length: turns }, () => new Set<Kept>());
  const rooms = new Map<string, { inside: number; byAddress: Map<string, number> }>();
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let closed = false;

  function enter({ name, most, mostPerAddress }: Room, address: string): (() => void) | undefined {
    const room = rooms.get(name) ?? { inside: 0, byAddress: new Map<string, number>() };
    rooms.set(name, room);
    const there = room.byAddress.get(address) ?? 0;
    if (room.inside >= most || there >= mostPerAddress) return undefined;
    room.inside += 1;
    room.byAddress.set(address, there + 1);
    return () => {
      room.inside -= 1;
      const left = (room.byAddress.get(address) ?? 1) - 1;
      if (left > 0) room.byAddress.set(address, left);
      else room.byAddress.delete(address);
    };
  }

  function beatNextGroup(): void {
    turn = (turn + 1) % turns;
    for (const listener of groups[turn] ?? []) listener.beatNow();
  }

  function count(): number {
    return groups.reduce((sum, group) => sum + group.size, 0);
  }

  return {
    join(c, { room, address, first, mayStay, left }) {
      const leave = closed ? undefined : enter(room, address);
      if (!leave) return undefined;
      const group = groups.reduce((emptiest, one) => (one.size < emptiest.size ? one : emptiest));
      const { outgoing }: Partial<HttpBindings> = c.env ?? {};
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
      // What is sent goes to whoever asks; what nobody has asked for yet waits, the newest alone.
      let asks = false;
      let waiting: Uint8Array | undefined = first;
      let takenAt = performance.now();
      let over = false;

      function forget(): void {
        if (over) return;
        over = true;
        waiting = undefined;
        group.delete(listener);
        leave?.();
        left(listener);
        if (count() > 0) return;
        clearInterval(timer);
        timer = undefined;
      }

      function give(chunk: Uint8Array): void {
        asks = false;
        controller?.enqueue(chunk);
      }

      const listener: Kept = {
        send: (event) => {
          if (over) return;
          if (asks) give(event);
          else waiting = event;
        },
        beatNow: () => {
          if (over) return;
          if (asks) give(beat);
          else if (performance.now() - takenAt > patience) listener.end();
          void mayStay?.().then(
            (may) => may || listener.end(),
            // The database is away: nobody has said that they may not.
            () => {},
          );
        },
        end: () => {
          if (over) return;
          const reads = asks;
          forget();
          controller?.close();
          // One who does not read would not hear of the end either.
          if (!reads) outgoing?.destroy();
        },
      };
      const body = new ReadableStream<Uint8Array>(
        {
          start: (one) => {
            controller = one;
          },
          pull: () => {
            takenAt = performance.now();
            asks = true;
            const event = waiting;
            waiting = undefined;
            if (event) give(event);
          },
          cancel: forget,
        },
        { highWaterMark: 0 },
      );
      group.add(listener);
      timer ??= setInterval(beatNextGroup, heartbeat / turns);
      return { answer: c.body(body, 200, eventHeaders), listener };
    },
    count,
    close: () => {
      closed = true;
      for (const group of groups) for (const listener of [...group]) listener.end();
    },
  };
}

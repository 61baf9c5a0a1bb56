import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What to send and for how long. `request` makes the bytes of the next request, whole, with keep-alive. */
export type Load = {
  port: number;
  connections: number;
  request: () => string | Buffer;
  /** The status that every answer must have. */
  status: number;
};

export type Rate = { answered: number; seconds: number; perSecond: number };

/** The generator shares the machine's cores with what it measures: of each answer it reads the status and the length. */
type Connection = { socket: Socket; onAnswer: (connection: Connection) => void; sentAt: number };

/**
 * Closed loop: each connection sends its next request when the last was answered, so the server is as busy as it can
 * be. Answers within `seconds` count.
 */
export async function saturate(load: Load, seconds: number): Promise<Rate> {
  return await run(load, Number.POSITIVE_INFINITY, seconds * 1_000);
}

/** The same until `count` requests were sent. */
export async function sendAll(load: Load, count: number): Promise<Rate> {
  return await run(load, count, undefined);
}

async function run(load: Load, count: number, forMs: number | undefined): Promise<Rate> {
  let sent = 0;
  let answered = 0;
  let waiting = 0;
  let over = false;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const next = (connection: Connection) => {
    if (over || sent >= count) {
      if (waiting === 0) resolve();
      return;
    }
    sent += 1;
    waiting += 1;
    connection.socket.write(load.request());
  };
  const onAnswer = (connection: Connection) => {
    waiting -= 1;
    if (!over) answered += 1;
    next(connection);
  };
  const connections = await open(load, onAnswer, reject);
  const startedAt = performance.now();
  let endedAt: number | undefined;
  for (const connection of connections) next(connection);
  if (forMs !== undefined) {
    void delay(forMs).then(() => {
      over = true;
      endedAt = performance.now();
    });
  }
  try {
    await promise;
  } finally {
    for (const { socket } of connections) socket.destroy();
  }
  const seconds = ((endedAt ?? performance.now()) - startedAt) / 1_000;
  return { answered, seconds, perSecond: answered / seconds };
}

/**
 * Open loop: requests leave at a steady rate whether or not earlier ones were answered, and each one's latency counts
 * from the moment at which it was due, so a server that stalls cannot hide the queue that it makes.
 * @returns latencies in milliseconds, ascending.
 */
export async function arrive(load: Load, perSecond: number, seconds: number): Promise<number[]> {
  const total = Math.floor(perSecond * seconds);
  const latencies: number[] = [];
  const due: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const send = (connection: Connection, dueAt: number) => {
    connection.sentAt = dueAt;
    connection.socket.write(load.request());
  };
  const idle: Connection[] = [];
  const onAnswer = (connection: Connection) => {
    latencies.push(performance.now() - connection.sentAt);
    if (latencies.length === total) return resolve();
    const dueAt = due.shift();
    if (dueAt === undefined) idle.push(connection);
    else send(connection, dueAt);
  };
  const connections = await open(load, onAnswer, reject);
  idle.push(...connections);
  const startedAt = performance.now();
  let planned = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    while (planned < total && startedAt + (planned / perSecond) * 1_000 <= now) {
      const dueAt = startedAt + (planned / perSecond) * 1_000;
      planned += 1;
      const connection = idle.pop();
      if (connection) send(connection, dueAt);
      else due.push(dueAt);
    }
  }, 1);
  try {
    await promise;
  } finally {
    clearInterval(timer);
    for (const { socket } of connections) socket.destroy();
  }
  return latencies.sort((a, b) => a - b);
}

async function open(
  { port, connections, status }: Load,
  onAnswer: (connection: Connection) => void,
  onFault: (error: Error) => void,
): Promise<Connection[]> {
  return await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
      });
      const connection: Connection = { socket, onAnswer, sentAt: 0 };
      socket.on('error', onFault);
      socket.on('close', () => onFault(new Error('the server closed a connection')));
      readAnswers(connection, status, onFault);
      return connection;
    }),
  );
}

function readAnswers(connection: Connection, status: number, onFault: (error: Error) => void): void {
  let rest: Buffer | undefined;
  connection.socket.on('data', (chunk: Buffer) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    const end = endOfAnswer(bytes);
    if (end === undefined || end > bytes.length) {
      rest = bytes;
      return;
    }
    rest = undefined;
    if (Number(bytes.toString('latin1', 9, 12)) !== status)
      onFault(new Error(`unexpected answer: ${bytes.toString('latin1', 0, 400)}`));
    else connection.onAnswer(connection);
  });
}

/** Where the first answer ends (RFC 9112 section 6); undefined when that cannot be told yet. */
function endOfAnswer(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return headEnd + 4 + Number(length);
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) return headEnd + 4;
  const last = bytes.indexOf('0\r\n\r\n', headEnd + 4);
  return last < 0 ? undefined : last + 5;
}

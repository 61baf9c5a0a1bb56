import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FakeCall, Fault, Faults } from './fake-crm.ts';

export type Asked = {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
};

/** `json` goes out as `application/json` where no other type is named; `html` as `text/html`. */
export type Said = { status: number; headers?: Record<string, string>; json?: unknown; html?: string };

type Rules = {
  /**
   * Does what was asked and says what the vendor would. `half`: only the first half of it takes effect, where a call does
   * several things; where it does one, nothing of it.
   */
  answer(asked: Asked, half: boolean): Said | Promise<Said>;
  /** Whether a call would change something. */
  writes(asked: Asked): boolean;
  /** What the vendor says when it fails, when it was asked too often, when a token is no longer good. */
  says: { error: Said; rate: Said; expired: Said; html?: Said };
};

export type ServedFake = {
  url: string;
  calls: FakeCall[];
  faults: Faults;
  close(): Promise<void>;
};

const page: Said = { status: 200, html: '<!doctype html><title>Critical error</title><h1>Critical error</h1>' };

/**
 * The HTTP shell of every vendor's stand-in, on loopback: takes a request, lets go wrong what is to go wrong, and writes
 * down each call. A stand-in brings the rules alone. `reset-during` does half and sends half of the answer.
 */
export async function serveFake(rules: Rules): Promise<ServedFake> {
  const calls: FakeCall[] = [];
  const faults: Faults = { next: [], share: 0, among: ['error-before'], seed: 1, down: undefined };
  const draw = drawing(faults);

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    const call: FakeCall = { method: request.method ?? '', path: url.pathname, writes: false, status: 'none' };
    const body = await text(request).catch(() => undefined);
    // The caller had gone before it had asked.
    if (body === undefined) return;
    const asked = {
      method: call.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    call.writes = rules.writes(asked);
    calls.push(call);
    const fault = draw();
    const cut = () => void request.socket.resetAndDestroy();
    const say = (said: Said) => {
      call.status = said.status;
      send(response, said);
    };

    switch (fault) {
      case 'refused':
      case 'reset-before':
        return cut();
      case 'frozen-before':
        return;
      case 'error-before':
        return say(rules.says.error);
      case 'html':
        return say(rules.says.html ?? page);
      case 'rate':
        return say(rules.says.rate);
      case 'expired':
        return say(rules.says.expired);
    }
    const said = await rules.answer(asked, fault === 'reset-during');
    if (fault === 'reset-during') {
      const whole = textOf(said);
      response.writeHead(said.status, { ...headersOf(said), 'content-length': Buffer.byteLength(whole) + 1 });
      return void response.write(whole.slice(0, whole.length / 2), cut);
    }
    if (fault === 'reset-after') return cut();
    if (fault === 'frozen-after') return;
    say(fault === 'error-after' ? rules.says.error : said);
  });
  // Nobody is there at all.
  server.on('connection', (socket) => {
    if (faults.down === 'refused') socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake listens on no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    faults,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What the next call meets: what is away altogether, then what was ordered, then what the share throws. */
function drawing(faults: Faults): () => Fault {
  let seed: number | undefined;
  let state = 0;
  return () => {
    if (faults.down) return faults.down;
    const ordered = faults.next.shift();
    if (ordered) return ordered;
    if (faults.share <= 0) return 'none';
    if (seed !== faults.seed) state = seed = faults.seed;
    const random = () => {
      // mulberry32: small, even, and the same on every machine.
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    if (random() >= faults.share) return 'none';
    return faults.among[Math.floor(random() * faults.among.length)] ?? 'none';
  };
}

function send(response: ServerResponse, said: Said): void {
  if (response.destroyed) return;
  response.writeHead(said.status, headersOf(said)).end(textOf(said));
}

function headersOf(said: Said): Record<string, string> {
  const type = said.html === undefined ? 'application/json' : 'text/html; charset=utf-8';
  return said.html === undefined && said.json === undefined
    ? { ...said.headers }
    : { 'content-type': type, ...said.headers };
}

function textOf(said: Said): string {
  return said.html ?? (said.json === undefined ? '' : JSON.stringify(said.json));
}

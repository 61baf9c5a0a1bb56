import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { freePort } from '../support/free-port.ts';

/** How the way to the database fails. */
type Failure =
  /** Nothing listens any more, and what was connected is cut: the server was stopped. */
  | 'refused'
  /** Everything hangs, old and new, and goes on later where it stopped: the server, or its disk, is frozen. */
  | 'frozen'
  /** New connections are taken and closed at once: a proxy whose server is away. */
  | 'turned-away'
  /** What was connected is never answered again, and nobody says so; new connections work: a server that failed over. */
  | 'lost';

/** A port of loopback between the application and its database. */
export type Forwarder = {
  port: number;
  fail(how: Failure): Promise<void>;
  /** Lets everything through again, to this port from now on. */
  mend(target: number): Promise<void>;
  close(): Promise<void>;
};

export async function startForwarder(firstTarget: number): Promise<Forwarder> {
  let target = firstTarget;
  let failure: Failure | undefined;
  let pairs: [Socket, Socket][] = [];
  // It comes back to this port later: no connection of others may have it meanwhile.
  const port = await freePort();
  let server = await listen(port);

  async function listen(on: number): Promise<Server> {
    const created = createServer({ allowHalfOpen: false, pauseOnConnect: true }, take);
    created.listen(on, '127.0.0.1');
    await once(created, 'listening');
    return created;
  }

  function take(near: Socket): void {
    if (failure === 'turned-away') return void near.destroy();
    const far = new Socket();
    const pair: [Socket, Socket] = [near, far];
    pairs.push(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        pairs = pairs.filter((known) => known !== pair);
      });
    }
    if (failure !== 'frozen') connect(pair);
  }

  function connect([near, far]: [Socket, Socket]): void {
    far.connect(target, '127.0.0.1');
    near.pipe(far, { end: false });
    far.pipe(near, { end: false });
  }

  function stopFlow([near, far]: [Socket, Socket]): void {
    near.unpipe(far).pause();
    far.unpipe(near).pause();
  }

  return {
    port,
    async fail(how) {
      failure = how;
      if (how === 'frozen' || how === 'lost') return pairs.forEach(stopFlow);
      if (how === 'refused') server.close();
      for (const [near] of pairs) near.destroy();
    },
    async mend(to) {
      const was = failure;
      failure = undefined;
      target = to;
      if (was === 'refused') server = await listen(port);
      if (was !== 'frozen') return;
      for (const [near, far] of pairs) {
        if (far.connecting || far.readyState !== 'open') connect([near, far]);
        else {
          near.pipe(far, { end: false });
          far.pipe(near, { end: false });
        }
      }
    },
    async close() {
      for (const [near] of pairs) near.destroy();
      server.close();
    },
  };
}

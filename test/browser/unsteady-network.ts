import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** A way to a site that loses answers: what is sent arrives and is done, and nobody is told. */
export type UnsteadyNetwork = {
  origin: string;
  /** Loses every so-manieth answer to a POST; 0: none. */
  dropEvery: number;
  /** Cuts a POST of more bytes than this off before it has arrived, as a timeout does on a slow network; 0: none. */
  longest: number;
  /** Refuses every GET by itself, as a guard before a site does. */
  refuses: boolean;
  /** POSTs that arrived, and of them those whose answer was lost. */
  posts: number;
  dropped: number;
  close(): void;
};

/** Stands between a browser and a site, on a port of loopback. */
export async function startUnsteadyNetwork(target: string): Promise<UnsteadyNetwork> {
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the network listens on no port');
  const network: UnsteadyNetwork = {
    origin: `http://127.0.0.1:${address.port}`,
    dropEvery: 0,
    longest: 0,
    refuses: false,
    posts: 0,
    dropped: 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', headers, url = '/' } = incoming;
    if (network.longest > 0 && Number(headers['content-length'] ?? 0) > network.longest) {
      incoming.destroy();
      return;
    }
    if (network.refuses && method === 'GET') {
      outgoing.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Are you a robot?</h1>');
      return;
    }
    const onward = request(new URL(url, target), { method, headers: { ...headers, host: new URL(target).host } });
    incoming.pipe(onward);
    onward.on('error', () => outgoing.destroy());
    onward.on('response', (answer) => {
      if (method === 'POST') network.posts += 1;
      if (method !== 'POST' || network.dropEvery === 0 || network.posts % network.dropEvery !== 0) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      network.dropped += 1;
      answer.resume();
      answer.on('end', () => outgoing.destroy());
    });
  }

  return network;
}

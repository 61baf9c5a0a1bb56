import { once } from 'node:events';
import type { Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';

export type TestMailbox = {
  url: string;
  /** Puts a mail into the mailbox, as a mail server does; clients that listen are told. */
  deliver(raw: Buffer): void;
  /** What is in a folder: the subjects, with a star for what is marked as read. */
  subjects(folder?: string): string[];
  /** Cuts every connection. */
  cut(): void;
  /** What a server does whose mailbox was made anew: the ids of before mean nothing any more. */
  renumber(): void;
  /** How often a client has connected. */
  connections(): number;
  close(): Promise<void>;
};

/**
 * An IMAP server on loopback with a mailbox and a folder `Done`. It is hoodiecrow, which the author of imapflow wrote for
 * testing clients: RFC 3501 with IDLE, UIDPLUS and MOVE; it knows no RFC 9051, TLS or condstore here.
 */
export async function startImapServer(): Promise<TestMailbox> {
  const server = hoodiecrow({
    plugins: ['ID', 'IDLE', 'UIDPLUS', 'MOVE', 'UNSELECT', 'LITERALPLUS'],
    storage: { INBOX: { messages: [], uidvalidity: 7 }, '': { messages: [], folders: { Done: { messages: [] } } } },
    users: { replies: { password: 'secret' } },
  });
  const sockets = new Set<Socket>();
  let connections = 0;
  server.server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const folderOf = (name: string) => {
    const folder = server.folderCache[name];
    if (!folder) throw new Error(`there is no folder ${name}`);
    return folder;
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `imap://replies:secret@127.0.0.1:${address.port}/INBOX`,
    deliver: (raw) => server.appendMessage('INBOX', [], false, raw.toString('latin1')),
    subjects: (name = 'INBOX') =>
      folderOf(name).messages.map(({ raw, flags = [] }) => {
        const subject = /^subject: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
        return flags.includes('\\Seen') ? `${subject}*` : subject;
      }),
    cut,
    renumber: () => {
      folderOf('INBOX').uidvalidity = 8;
    },
    connections: () => connections,
    close: async () => {
      const closed = once(server.server, 'close');
      server.close(() => {});
      cut();
      await closed;
    },
  };
}

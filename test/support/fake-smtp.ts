import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the next mail meets: a refusal at one of its steps, a silence, or a line cut before or after it is taken. */
type SmtpFault =
  | { kind: 'answer'; at: 'MAIL FROM' | 'RCPT TO' | 'DATA'; code: number; text: string }
  | { kind: 'hang' }
  | { kind: 'drop' }
  | { kind: 'drop-after-accepting' };

export type FakeSmtp = {
  /** With the user and password that it asks for. */
  url: string;
  taken: ParsedMail[];
  failNext(fault: SmtpFault): void;
  close(): Promise<void>;
};

class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * An SMTP server on loopback that asks for a password and keeps what it takes. `starttls` makes it offer TLS with the
 * certificate that smtp-server brings along, which nobody trusts. `knows`: the addresses that there are; left out: all.
 */
export async function startFakeSmtp(
  options: { starttls?: boolean; knows?: (address: string) => boolean } = {},
): Promise<FakeSmtp> {
  const [user, pass] = ['terrain', 'a-long-password'];
  const taken: ParsedMail[] = [];
  const sockets = new Set<Socket>();
  let fault: SmtpFault | undefined;

  const cut = () => {
    fault = undefined;
    for (const socket of sockets) socket.destroy();
  };
  const refusalAt = (step: string): Refusal | null => {
    if (fault?.kind !== 'answer' || fault.at !== step) return null;
    const refusal = new Refusal(fault.code, fault.text);
    fault = undefined;
    return refusal;
  };

  const server = new SMTPServer({
    disabledCommands: options.starttls ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    // Otherwise smtp-server warns on stderr of the well-known certificate that is wanted here.
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === pass
        ? done(null, { user })
        : done(new Refusal(535, '5.7.8 Authentication failed')),
    onMailFrom: (_address, _session, done) => (fault?.kind === 'drop' ? cut() : done(refusalAt('MAIL FROM'))),
    onRcptTo: ({ address }, _session, done) =>
      done(options.knows?.(address) === false ? new Refusal(550, '5.1.1 No such user') : refusalAt('RCPT TO')),
    onData: async (stream, _session, done) => {
      // A client that dies in the middle of a mail has handed none over.
      const mail = await simpleParser(stream).catch(() => undefined);
      if (!mail) return;
      const refusal = refusalAt('DATA');
      if (refusal) return done(refusal);
      if (fault?.kind === 'hang') return;
      taken.push(mail);
      if (fault?.kind === 'drop-after-accepting') return cut();
      done();
    },
  });
  // A cut line is what these tests are for; smtp-server tells of each as an error.
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake listens on no port');

  return {
    url: `smtp://${user}:${pass}@127.0.0.1:${address.port}`,
    taken,
    failNext: (next) => {
      fault = next;
    },
    async close() {
      cut();
      const closed = once(server.server, 'close');
      server.close();
      await closed;
    },
  };
}

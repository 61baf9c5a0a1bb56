import { addressCodes, senderCodes } from '../mail/status-codes.ts';
import type { IncomingMail } from './incoming.ts';

/** What a report says of one recipient. */
export type Bounce = {
  /** Lower-cased; empty where it is not said. */
  recipient: string;
  /** The address will never take mail; otherwise it may later, or it is this mail that was refused. */
  permanent: boolean;
  /** The sender or what it sends was refused: nothing is said of the address. */
  ofSender: boolean;
  /** The mail did not arrive; otherwise it may still. */
  failed: boolean;
  /** For organizers: the status and the other server's words. */
  reason: string;
};

/**
 * Reads a report on a delivery (RFC 3464; status codes RFC 3463). A full mailbox (x.2.2), a refused content or
 * policy (x.7), a fault of the sender's and a delay are no word about the address; a failure that nobody explains
 * (5.0.0) is.
 */
export function readBounce({ report }: IncomingMail): Bounce | undefined {
  if (!report) return undefined;
  // A field goes on in lines that begin with a space (RFC 5322 s. 2.2.3).
  const fields = new Map(
    report.status
      .replace(/\r?\n[ \t]+/g, ' ')
      .split(/\r?\n/)
      .map((line) => /^([\w-]{1,60}):\s*(.*)$/.exec(line))
      .flatMap((found) => (found?.[1] === undefined ? [] : ([[found[1].toLowerCase(), found[2] ?? '']] as const))),
  );
  const action = fields.get('action')?.trim().toLowerCase() ?? '';
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '');
  const code = status?.[0] ?? '';
  const named = fields.get('original-recipient') ?? fields.get('final-recipient') ?? '';
  const words = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+;\s*/, '');
  return {
    recipient: /;\s*<?([^\s<>;]+@[^\s<>;]+)/.exec(named)?.[1]?.toLowerCase() ?? '',
    failed: action === 'failed',
    permanent: action === 'failed' && (addressCodes.test(code) || code === '5.0.0'),
    ofSender: senderCodes.test(code) || code.startsWith('5.7.'),
    reason: [code, words].filter(Boolean).join(' ').slice(0, 300).toWellFormed(),
  };
}

/** The addresses that the mail which came back gave for replies: one of them has our token. */
export function returnedAddresses({ report }: IncomingMail): string[] {
  const unfolded = (report?.headers ?? '').replace(/\r?\n[ \t]+/g, ' ');
  const line = /^reply-to:(.*)$/im.exec(unfolded)?.[1] ?? '';
  return line.slice(0, 1_000).match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? [];
}

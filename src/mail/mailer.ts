/** A file that goes with a mail. `content` is text in UTF-8. */
export type Attachment = { filename: string; contentType: string; content: string };

/** One mail to one person, rendered. `to` is a bare address; `headers` are beyond From, To and Subject. */
export type Mail = {
  to: string;
  from: string;
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  attachments: Attachment[];
  /** The message's id, which a provider names again in what it later tells of the mail. */
  reference?: string;
};

/**
 * What became of handing a mail over.
 * - `sent`: the transport took it (or had already taken it under the same key).
 * - `again`: a passing fault; try later, in `retryAfter` seconds where the transport said so. `notTaken`: it has surely
 *   not gone, where else that is open. `forAll`: no other mail would be taken at this moment either. `away`: there was no
 *   answer, or one of a server at fault, so it may well be the same for any other.
 * - `refused`: this mail will never be taken (too large, say); `reason` for the organizer. `address`: nor will any other
 *   to this address.
 * - `stopped`: no mail will be taken until someone acts (bad key, domain not verified); this one has not gone.
 */
export type Outcome =
  | { kind: 'sent'; providerId: string }
  | { kind: 'again'; reason: string; retryAfter?: number; notTaken?: boolean; forAll?: boolean; away?: boolean }
  | { kind: 'refused'; reason: string; address?: boolean }
  | { kind: 'stopped'; reason: string };

/** So many mails go together at most: what Resend takes in one call. */
export const mostTogether = 100;

/** A way to hand mail over. `key` makes twice once wherever the transport can de-duplicate (at most 256 characters). */
export type Mailer = {
  readonly name: 'resend' | 'smtp' | 'mailbox';
  send(mail: Mail, key: string): Promise<Outcome>;
  /**
   * Hands up to `mostTogether` mails without attachments over at once: all of them or none, all under the one key. One
   * outcome for each, in their order; `refused` is said of all where one of them is at fault, and none has gone then.
   */
  sendTogether?(mails: Mail[], key: string): Promise<Outcome[]>;
  close(): Promise<void>;
};

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
};

/**
 * What became of handing a mail over.
 * - `sent`: the transport took it (or had already taken it under the same key).
 * - `again`: a passing fault; try later, in `retryAfter` seconds where the transport said so.
 * - `refused`: this mail will never be taken (bad address, too large); `reason` for the organizer.
 * - `stopped`: no mail will be taken until someone acts (bad key, domain not verified).
 */
export type Outcome =
  | { kind: 'sent'; providerId: string }
  | { kind: 'again'; reason: string; retryAfter?: number }
  | { kind: 'refused'; reason: string }
  | { kind: 'stopped'; reason: string };

/** A way to hand mail over. `key` makes twice once wherever the transport can de-duplicate (at most 256 characters). */
export type Mailer = {
  readonly name: 'resend' | 'smtp' | 'mailbox';
  send(mail: Mail, key: string): Promise<Outcome>;
  close(): Promise<void>;
};

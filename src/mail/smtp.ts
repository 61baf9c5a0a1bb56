import { createHash } from 'node:crypto';
import type { NodemailerError, SendMailOptions } from 'nodemailer';
import type { Mail, Mailer, Outcome } from './mailer.ts';
import { addressCodes, senderCodes } from './status-codes.ts';

/** How long to wait, in milliseconds: to be connected and greeted, and for any later answer. */
type Waits = { connect: number; answer: number };

// A server may check a mail for minutes before it says yes (RFC 5321 s. 4.5.3.2.6); who hangs up early sends it twice.
const defaultWaits: Waits = { connect: 10_000, answer: 120_000 };

/**
 * Hands mail over by SMTP through a pool of connections. SMTP knows no idempotency key: the Message-ID is made from
 * the key instead, so that a mail sent again after a lost answer is the same mail to those who compare.
 *
 * @param options.url `smtp://` (STARTTLS where offered) or `smtps://`, with user and password where the server asks
 */
export function smtpMailer(options: { url: string; waits?: Waits }): Mailer {
  // Loaded at the first mail: a process that sends none does not carry the library.
  let pool: ReturnType<typeof openPool> | undefined;
  return {
    name: 'smtp',
    async send(mail, key) {
      pool ??= openPool(options.url, options.waits ?? defaultWaits);
      const transport = await pool;
      try {
        const { messageId } = await transport.sendMail(asMessage(mail, key));
        return { kind: 'sent', providerId: messageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async close() {
      (await pool)?.close();
      pool = undefined;
    },
  };
}

async function openPool(url: string, waits: Waits) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    pool: true,
    maxConnections: 5,
    // A lost connection is told at once; the job that asked knows when to try again.
    maxRequeues: 0,
    dnsTimeout: waits.connect,
    connectionTimeout: waits.connect,
    greetingTimeout: waits.connect,
    socketTimeout: waits.answer,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function asMessage(mail: Mail, key: string): SendMailOptions {
  const domain = /@([^\s<>@]+)>?\s*$/.exec(mail.from)?.[1] ?? 'localhost';
  return {
    messageId: `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`,
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: mail.headers,
    attachments: mail.attachments,
    xMailer: false,
  };
}

const configurationCodes = ['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ECONFIG', 'EREQUIRETLS'];
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_/;

/** Of the recipient's address or mailbox, whatever the words. */
const recipientCodes = /\b5\.[12]\.\d/;
const senderWords = /\brelay(ing)?\b|\b(send(ing)?|message|daily|hourly) limit/i;
const mailboxWords = /\b(mailbox|recipient|user|storage|disk|full|over quota)\b/i;
/** Addresses, hosts and codes, which may read like words. */
const names = /\S*\w[@.]\w\S*/g;

/** Whether a refusal would meet every mail, whoever it is to: the sender is at fault, or has no more to send today. */
function isAboutSender({ command, responseCode, response = '' }: NodemailerError): boolean {
  if (senderCodes.test(response)) return true;
  if (command !== 'RCPT TO' || recipientCodes.test(response)) return false;
  const words = response.replace(names, '');
  // A quota may also be that of the recipient's mailbox, and 552 is.
  const isQuota = /\bquota\b/i.test(words) && responseCode !== 552 && !mailboxWords.test(words);
  return isQuota || senderWords.test(words);
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Error)) {
    return { kind: 'again', reason: `SMTP: ${String(error)}`, away: true };
  }
  const { code = '', originalCode = '', command, permanent, responseCode, response }: NodemailerError = error;
  const reason = `SMTP: ${response ?? error.message}`;
  // `permanent` is the server's word (5xx against 4xx); it is unset where no answer came.
  if (permanent === false) {
    // A 4xx to the recipient or the content may be about this mail, and 452 its size.
    const aboutUs = command !== 'RCPT TO' && command !== 'DATA' && responseCode !== 452;
    return { kind: 'again', reason, notTaken: true, ...(aboutUs ? { away: true } : {}) };
  }
  if (configurationCodes.includes(code) || certificate.test(originalCode)) return { kind: 'stopped', reason };
  if (permanent === undefined) {
    if (code === 'EENVELOPE') return { kind: 'refused', reason };
    const neverConnected = code === 'EDNS' || [code, originalCode].includes('ECONNREFUSED');
    return { kind: 'again', reason, away: true, ...(neverConnected ? { notTaken: true } : {}) };
  }
  if (isAboutSender(error)) return { kind: 'stopped', reason };
  // A 5xx to the recipient or the content is about this mail, and 552 is its size; to anything earlier, about us.
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA' || responseCode === 552;
  if (!aboutThisMail) return { kind: 'stopped', reason };
  const address = command === 'RCPT TO' && addressCodes.test(response ?? '');
  return address ? { kind: 'refused', reason, address } : { kind: 'refused', reason };
}

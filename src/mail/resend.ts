import type { CreateBatchEmailOptions, CreateEmailOptions, ErrorResponse } from 'resend';
import { z } from 'zod';
import type { Mail, Mailer, Outcome } from './mailer.ts';

const timeoutMs = 10_000;
/** A hundred mails take longer to read than one. */
const togetherTimeoutMs = 30_000;

// What arrives may come from a proxy in front of the provider, so it is read as if it could be anything.
const refusal = z
  .object({ name: z.string().catch(''), message: z.string().catch(''), statusCode: z.number().nullable().catch(null) })
  .catch({ name: '', message: '', statusCode: null });

/**
 * Hands mail over through Resend's API (POST /emails, and POST /emails/batch for those that go together, which takes
 * all or none), each call under its Idempotency-Key: within 24 hours the same call under the same key is taken once. `timeoutMs` bounds one call, a frozen connection included.
 */
export function resendMailer(options: { apiKey: string; baseUrl: string; timeoutMs?: number }): Mailer {
  const wait = options.timeoutMs ?? timeoutMs;
  // Loaded at the first mail: a process that sends none does not carry the SDK.
  const client = async () => {
    const { Resend } = await import('resend');
    return new Resend(options.apiKey, { baseUrl: options.baseUrl.replace(/\/+$/, '') });
  };
  let resend: ReturnType<typeof client> | undefined;
  return {
    name: 'resend',
    async send(mail, key) {
      resend ??= client();
      const signal = AbortSignal.timeout(wait);
      const { data, error, headers } = await (await resend).emails.send(asRequest(mail), {
        idempotencyKey: key,
        signal,
      });
      if (data?.id) return { kind: 'sent', providerId: data.id };
      return signal.aborted && data === null ? late(wait) : outcomeOf(error, headers);
    },
    async sendTogether(mails, key) {
      resend ??= client();
      const longWait = options.timeoutMs ?? togetherTimeoutMs;
      const signal = AbortSignal.timeout(longWait);
      const { data, error, headers } = await (await resend).batch.send(mails.map(asBatchRequest), {
        idempotencyKey: key,
        signal,
      });
      if (data?.data) return mails.map((_, index) => ({ kind: 'sent', providerId: data.data[index]?.id ?? '' }));
      const outcome = signal.aborted && data === null ? late(longWait) : outcomeOf(error, headers);
      return mails.map(() => outcome);
    },
    async close() {},
  };
}

function late(wait: number): Outcome {
  return { kind: 'again', reason: `Resend: no answer within ${wait / 1000} s`, away: true };
}

function asRequest(mail: Mail): CreateEmailOptions {
  return {
    ...asBatchRequest(mail),
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      filename,
      contentType,
      // The SDK sends a string as it is, and the API reads base64: a buffer is turned into that.
      content: Buffer.from(content, 'utf8'),
    })),
  };
}

function asBatchRequest(mail: Mail): CreateBatchEmailOptions {
  return {
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: mail.headers,
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    ...(mail.reference === undefined ? {} : { tags: [{ name: 'message', value: mail.reference }] }),
  };
}

function outcomeOf(error: ErrorResponse | null, headers: Record<string, string> | null): Outcome {
  const { name, message, statusCode } = refusal.parse(error);
  const reason = `Resend: ${[statusCode, name, message].filter(Boolean).join(' ')}`;
  if (name === 'invalid_idempotent_request') {
    // The key was taken before with other bytes: a mail for this very purpose is already on its way, only its words
    // changed since (a campaign's text edited between two tries). Twice is once. Its id is not told.
    return { kind: 'sent', providerId: '' };
  }
  // A day's or a month's mails are spent: to ask again and again gets nothing. It is looked now and then whether it is over.
  if (/_quota_exceeded$/.test(name)) return { kind: 'stopped', reason };
  if (statusCode === null || statusCode >= 500 || statusCode === 429 || statusCode === 408 || statusCode === 409) {
    // Without an answer, or with one of a server at fault, nobody knows whether it was taken: the same call under the same
    // key, within its 24 hours, is taken once in either case. 409 is concurrent_idempotent_requests: the same mail is being
    // taken at this moment.
    const outcome = again(reason, headers);
    if (statusCode === 429) return { ...outcome, notTaken: true, forAll: true };
    return statusCode === 409 ? outcome : { ...outcome, away: true };
  }
  // 403 validation_error is a domain that is not verified; invalid_from_address would meet every mail the same way.
  const aboutThisMail = [400, 413, 422].includes(statusCode) && name !== 'invalid_from_address';
  return { kind: aboutThisMail ? 'refused' : 'stopped', reason };
}

function again(reason: string, headers: Record<string, string> | null): Extract<Outcome, { kind: 'again' }> {
  const seconds = Number.parseInt(headers?.['retry-after'] ?? '', 10);
  return Number.isNaN(seconds) ? { kind: 'again', reason } : { kind: 'again', reason, retryAfter: seconds };
}

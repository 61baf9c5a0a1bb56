import type { CreateEmailOptions, CreateEmailResponse } from 'resend';
import { z } from 'zod';
import type { Mail, Mailer, Outcome } from './mailer.ts';

const timeoutMs = 10_000;

// What arrives may come from a proxy in front of the provider, so it is read as if it could be anything.
const refusal = z
  .object({ name: z.string().catch(''), message: z.string().catch(''), statusCode: z.number().nullable().catch(null) })
  .catch({ name: '', message: '', statusCode: null });

/**
 * Hands mail over through Resend's API (POST /emails), each under its Idempotency-Key: within 24 hours the same mail
 * under the same key is taken once. `timeoutMs` bounds one call, a frozen connection included.
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
      const response = await (await resend).emails.send(asRequest(mail), { idempotencyKey: key, signal });
      const late = signal.aborted && response.data === null;
      return late ? { kind: 'again', reason: `Resend: no answer within ${wait / 1000} s` } : outcomeOf(response);
    },
    async close() {},
  };
}

function asRequest(mail: Mail): CreateEmailOptions {
  return {
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: mail.headers,
    ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      filename,
      contentType,
      // The SDK sends a string as it is, and the API reads base64: a buffer is turned into that.
      content: Buffer.from(content, 'utf8'),
    })),
  };
}

function outcomeOf(response: CreateEmailResponse): Outcome {
  if (response.data?.id) {
    return { kind: 'sent', providerId: response.data.id };
  }
  const { name, message, statusCode } = refusal.parse(response.error);
  const reason = `Resend: ${[statusCode, name, message].filter(Boolean).join(' ')}`;
  if (name === 'invalid_idempotent_request') {
    // The key was taken before with other bytes: a mail for this very purpose is already on its way, only its words
    // changed since (a campaign's text edited between two tries). Twice is once. Its id is not told.
    return { kind: 'sent', providerId: '' };
  }
  if (statusCode === null || statusCode >= 500 || statusCode === 429 || statusCode === 408 || statusCode === 409) {
    // 409 is concurrent_idempotent_requests: the same mail is being taken at this moment. 429 covers the quotas too.
    return again(reason, response.headers);
  }
  // 403 validation_error is a domain that is not verified; invalid_from_address would meet every mail the same way.
  const aboutThisMail = [400, 413, 422].includes(statusCode) && name !== 'invalid_from_address';
  return { kind: aboutThisMail ? 'refused' : 'stopped', reason };
}

function again(reason: string, headers: Record<string, string> | null): Outcome {
  const seconds = Number.parseInt(headers?.['retry-after'] ?? '', 10);
  return Number.isNaN(seconds) ? { kind: 'again', reason } : { kind: 'again', reason, retryAfter: seconds };
}

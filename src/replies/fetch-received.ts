import type { Deps } from '../deps.ts';
import { PermanentError } from '../errors.ts';
import { download, fetchReceived, fetchReceivedFiles, type ResendReceived } from '../mail/resend-received.ts';
import type { ReplyActs } from './acts.ts';
import { bareAddress, fromParts } from './from-parts.ts';
import { type IncomingMail, largestMail } from './incoming.ts';
import { parseMail } from './parse-mail.ts';
import { receiveMail } from './receive-mail.ts';

/**
 * Fetches a mail that Resend's webhook has announced and takes it in. The webhook names it only; the content comes from
 * the API, with our key.
 * @throws Error when Resend does not answer; the job is tried again.
 */
export async function fetchReceivedMail(deps: Deps, emailId: string, acts: ReplyActs): Promise<void> {
  const { mail } = deps.config;
  if (mail.transport !== 'resend') throw new PermanentError('Resend is not set up');
  const found = await fetchReceived(mail, emailId);
  const parsed = await read(mail, emailId, found);
  // Whom the envelope named, whatever the mail's own headers say.
  const recipients = [...(found.received_for ?? []), ...found.to].map(bareAddress);
  const outcome = await receiveMail(deps, { ...parsed, recipients: [...recipients, ...parsed.recipients] }, acts);
  if (outcome !== 'kept') deps.log.info({ outcome }, 'a mail that came in was not kept');
}

async function read(
  settings: { apiKey: string; baseUrl: string },
  emailId: string,
  found: ResendReceived,
): Promise<IncomingMail> {
  if (!found.raw) {
    return await fromParts(found, found.attachments.length === 0 ? [] : await fetchReceivedFiles(settings, emailId));
  }
  const raw = await download(found.raw.download_url, largestMail);
  if (!raw) throw new PermanentError('a mail that came in is larger than what is read');
  const parsed = await parseMail(raw).catch(() => undefined);
  if (!parsed) throw new PermanentError('a mail that came in cannot be read');
  return parsed;
}

import { download, type ResendFile, type ResendReceived } from '../mail/resend-received.ts';
import {
  type IncomingFile,
  type IncomingMail,
  largestFile,
  largestMail,
  mailIds,
  mostFiles,
  oneLine,
  plainAddress,
} from './incoming.ts';
import { parseMail } from './parse-mail.ts';

/** Puts a mail together from the parts that Resend's API gives, where it does not give the mail as it came. */
export async function fromParts(found: ResendReceived, files: ResendFile[]): Promise<IncomingMail> {
  const headers = headersOf(found.headers ?? {});
  const body = await parseMail(asBody(found));
  return {
    ...body,
    recipients: [...found.to, ...(found.cc ?? [])].map(bareAddress),
    from: bareAddress(found.from),
    subject: oneLine(found.subject ?? '', 300),
    mailId: mailIds(found.message_id ?? headers.get('message-id') ?? '', 1),
    references: mailIds(`${headers.get('references') ?? ''} ${headers.get('in-reply-to') ?? ''}`),
    headers,
    files: await keepable(files.slice(0, mostFiles)),
    answersInvitation: files.some(({ content_type: type }) => /^text\/calendar\b.*method=reply/i.test(type ?? '')),
  };
}

/** `Démo <a@b.org>` as `a@b.org`. */
export function bareAddress(address: string): string {
  return plainAddress(/<([^<>]+)>\s*$/.exec(address.slice(0, 1_000))?.[1] ?? address);
}

/** The text as a mail of one part, to be read like any other: HTML becomes text by the same way. */
function asBody({ text, html }: ResendReceived): Buffer {
  const isText = typeof text === 'string' && text.trim() !== '';
  const content = (isText ? text : (html ?? '')).slice(0, largestMail / 4);
  const head = `Content-Type: text/${isText ? 'plain' : 'html'}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  return Buffer.from(head + Buffer.from(content).toString('base64'));
}

function headersOf(given: Record<string, unknown>): Map<string, string> {
  return new Map(
    Object.entries(given).map(([name, value]) => {
      const first: unknown = Array.isArray(value) ? value[0] : value;
      return [name.toLowerCase(), typeof first === 'string' ? oneLine(first, 5_000) : ''];
    }),
  );
}

/** One after the other, for each may be large; together they take no more than a mail may. */
async function keepable(files: ResendFile[]): Promise<IncomingFile[]> {
  const kept: IncomingFile[] = [];
  let left = largestMail;
  for (const file of files) {
    const one = await asFile(file, Math.min(left, largestFile));
    left -= one.content?.length ?? 0;
    kept.push(one);
  }
  return kept;
}

async function asFile(file: ResendFile, most: number): Promise<IncomingFile> {
  const { download_url: url, size } = file;
  const content = !url || (size ?? 0) > most ? undefined : await download(url, most);
  return {
    filename: oneLine((file.filename ?? '').replace(/[/\\]/g, '_'), 150),
    contentType:
      /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}/i.exec(file.content_type ?? '')?.[0] ?? 'application/octet-stream',
    size: content?.length ?? size ?? 0,
    content,
  };
}

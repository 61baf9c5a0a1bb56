import type { AddressObject, Attachment, HeaderLines, ParsedMail } from 'mailparser';
import {
  boundedText,
  type IncomingFile,
  type IncomingMail,
  largestFile,
  longestText,
  mailIds,
  mostFiles,
  oneLine,
  plainAddress,
} from './incoming.ts';

/** Where servers write down whom a mail was delivered to, whatever its To says. */
const recipientHeaders = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];
/** In characters; of References alone there may be many. */
const longestHeader = 20_000;

/**
 * Reads a mail as it came over the wire (RFC 5322, RFC 2045). HTML becomes text; what is inside of forwarded mails is
 * not opened. The caller has seen to its size.
 * @throws Error for what is no mail, or has more parts or longer headers than any mail a person writes.
 */
export async function parseMail(raw: Buffer): Promise<IncomingMail> {
  // Loaded with the first mail: a process that receives none does not carry the library.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, {
    skipTextToHtml: true,
    keepCidLinks: true,
    ignoreEmbedded: true,
    keepDeliveryStatus: true,
    checksumAlgo: false,
    maxHtmlLengthToParse: 1_000_000,
    maxHeadSize: 256 * 1024,
    maxChildNodes: 200,
  });
  const headers = headersOf(mail.headerLines);
  const { text, cut } = boundedText(withoutPictures(mail.text ?? ''), longestText);
  return {
    recipients: recipientHeaders.flatMap((name) => addressesIn(mail, name, headers)),
    from: plainAddress(mail.from?.value[0]?.address ?? ''),
    subject: oneLine(mail.subject ?? '', 300),
    mailId: mailIds(headers.get('message-id') ?? '', 1),
    references: mailIds(`${headers.get('references') ?? ''} ${headers.get('in-reply-to') ?? ''}`),
    headers,
    text,
    cut: cut || mail.textConversionError !== undefined,
    files: mail.attachments
      .filter((one) => !reportParts.includes(one.contentType))
      .slice(0, mostFiles)
      .map(asFile),
    answersInvitation: mail.attachments.some(isCalendarReply),
    report: reportIn(mail),
  };
}

const reportParts = ['message/delivery-status', 'message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers'];

/** Where a page had a picture, its text has the address alone in a line: of a logo, or of what counts openings. */
function withoutPictures(text: string): string {
  return text.replace(/^\[(?:https?|cid|data):[^\]\s]{0,2000}\]$/gm, '');
}

function headersOf(lines: HeaderLines): Map<string, string> {
  // The first of a name: the last server to handle the mail writes its own on top.
  return new Map(
    lines.toReversed().map(({ key, line }) => [key, oneLine(line.slice(line.indexOf(':') + 1), longestHeader)]),
  );
}

function addressesIn(mail: ParsedMail, name: string, headers: Map<string, string>): string[] {
  const parsed: AddressObject | AddressObject[] | undefined =
    name === 'to' ? mail.to : name === 'cc' ? mail.cc : undefined;
  if (parsed) return [parsed].flat().flatMap(({ value }) => value.map(({ address = '' }) => plainAddress(address)));
  const written = headers.get(name);
  return written === undefined
    ? []
    : (written
        .slice(0, 2_000)
        .toLowerCase()
        .match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []);
}

function asFile({ filename, contentType, content, size }: Attachment): IncomingFile {
  return {
    filename: oneLine((filename ?? '').replace(/[/\\]/g, '_'), 150),
    contentType: /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/i.test(contentType)
      ? contentType
      : 'application/octet-stream',
    size,
    content: size > largestFile ? undefined : content,
  };
}

function isCalendarReply({ contentType, content }: Attachment): boolean {
  return contentType === 'text/calendar' && /^METHOD:REPLY\s*$/im.test(content.subarray(0, 5_000).toString());
}

function reportIn({ attachments }: ParsedMail): IncomingMail['report'] {
  const status = attachments.find(({ contentType }) => contentType === 'message/delivery-status');
  if (!status) return undefined;
  const original = attachments.find((one) => one !== status && reportParts.includes(one.contentType));
  return {
    status: boundedText(status.content.subarray(0, 20_000).toString(), 20_000).text,
    headers: boundedText(original?.content.subarray(0, 100_000).toString() ?? '', 100_000).text,
  };
}

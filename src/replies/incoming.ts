/** A file that came with a mail. `content` is undefined where it is larger than what is kept. */
export type IncomingFile = { filename: string; contentType: string; size: number; content: Buffer | undefined };

/** A mail that came in, read and bounded, whichever way it came. Texts hold no control characters. */
export type IncomingMail = {
  /** Every address that it was sent or delivered to. */
  recipients: string[];
  /** Bare address in lower case; empty where there is none. */
  from: string;
  subject: string;
  /** Its Message-ID with the angle brackets; empty where there is none. */
  mailId: string;
  /** The Message-IDs before it, oldest first, with a space between. */
  references: string;
  /** By lower-cased name; of one that is there several times, the first. */
  headers: Map<string, string>;
  text: string;
  /** Whether the text went on. */
  cut: boolean;
  files: IncomingFile[];
  /** Whether it answers an invitation (RFC 5546). */
  answersInvitation: boolean;
  /** What a report on a delivery says (RFC 3464), and the headers of the mail that it is about. */
  report: { status: string; headers: string } | undefined;
};

/** Larger mails are not read, in bytes. */
export const largestMail = 25 * 1024 * 1024;
/** Of larger files the name alone is kept, in bytes. */
export const largestFile = 10 * 1024 * 1024;
export const mostFiles = 20;
/** In characters; nobody reads more in a conversation. */
export const longestText = 100_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are left out
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** A text as it can be kept and shown: line ends as LF, well-formed, bounded. */
export function boundedText(text: string, most: number): { text: string; cut: boolean } {
  const clean = text
    .slice(0, most + 1_000)
    .replace(/\r\n?/g, '\n')
    .replace(controlCharacters, '');
  return { text: clean.slice(0, most).toWellFormed().trim(), cut: clean.length > most };
}

/** The same for what stands in one line. */
export function oneLine(text: string, most: number): string {
  return boundedText(text.slice(0, most * 2).replace(/\s+/g, ' '), most).text;
}

/** An address as it is compared and kept: in lower case, and no longer than any that is written to (RFC 5321 s. 4.5.3.1). */
export function plainAddress(address: string): string {
  return oneLine(address, 320).toLowerCase();
}

/** Message-IDs out of a header, and nothing else: they go into a header of ours again. The last ones, where there are many. */
export function mailIds(header: string, most = 20): string {
  const found = header.slice(0, 20_000).match(/<[^<>\s\p{Cc}\p{Cs}]{1,250}>/gu) ?? [];
  return found.slice(-most).join(' ');
}

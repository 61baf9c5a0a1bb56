import type { Context } from 'hono';
import { AppError } from '../errors.ts';

/** One file of a form, as its bytes arrive. */
export type Upload = { filename: string; bytes: AsyncIterable<Uint8Array> };

/** Headers of a part are a few hundred bytes. */
const mostHead = 16 * 1024;

/**
 * Reads the one file of a form (RFC 7578, multipart/form-data) as it arrives, holding no more of it than a piece: what
 * comes before it is passed over, what comes after it is not read.
 * @throws AppError `unsupported-type` where it is no such form, `malformed` where it holds no file or breaks off.
 */
export async function readUpload(c: Context): Promise<Upload> {
  const type = c.req.header('content-type') ?? '';
  const boundary = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  const body = c.req.raw.body;
  if (mark === undefined || !body) throw new AppError('unsupported-type');
  const source = body[Symbol.asyncIterator]();
  const delimiter = Buffer.from(`\r\n--${mark}`);
  // The first mark has no line end before it.
  let held = Buffer.from('\r\n');
  for (let head = ''; !/filename\*?=/i.test(head); ) {
    held = await passMark(source, held, delimiter);
    const end = await until(source, held, Buffer.from('\r\n\r\n'), mostHead);
    if (!end) throw new AppError('malformed', 'the form holds no file');
    head = end.before.toString('utf8');
    held = end.rest;
    if (/filename\*?=/i.test(head)) return { filename: nameOf(head), bytes: fileBytes(source, held, delimiter) };
  }
  throw new AppError('malformed', 'the form holds no file');
}

type Source = AsyncIterator<Uint8Array>;

/** Drops everything up to the next mark, fields of the form that stand before the file included. */
async function passMark(source: Source, held: Buffer, delimiter: Buffer): Promise<Buffer<ArrayBuffer>> {
  const found = await until(source, held, delimiter, 1024 * 1024);
  if (!found) throw new AppError('malformed', 'the form holds no file');
  return Buffer.from(found.rest);
}

async function until(
  source: Source,
  start: Buffer,
  sought: Buffer,
  most: number,
): Promise<{ before: Buffer; rest: Buffer<ArrayBuffer> } | undefined> {
  let held = start;
  for (;;) {
    const at = held.indexOf(sought);
    if (at >= 0) return { before: held.subarray(0, at), rest: Buffer.from(held.subarray(at + sought.length)) };
    if (held.length > most) return undefined;
    const { done, value } = await source.next();
    if (done) return undefined;
    held = Buffer.concat([held, value]);
  }
}

async function* fileBytes(source: Source, start: Buffer, delimiter: Buffer): AsyncGenerator<Uint8Array> {
  let held = start;
  for (;;) {
    const end = held.indexOf(delimiter);
    if (end >= 0) {
      if (end > 0) yield held.subarray(0, end);
      // The rest of the form says nothing more; a browser still waits until it is taken.
      while (!(await source.next()).done);
      return;
    }
    // The mark may have begun at the end of what is here.
    const sure = held.length - delimiter.length;
    if (sure > 0) {
      yield held.subarray(0, sure);
      held = held.subarray(sure);
    }
    const { done, value } = await source.next();
    if (done) throw new AppError('malformed', 'the upload broke off');
    held = Buffer.concat([held, value]);
  }
}

function nameOf(head: string): string {
  const plain = /filename="((?:[^"\\]|\\.)*)"/i.exec(head)?.[1] ?? '';
  // Some send the whole path along.
  return plain.replace(/%22/g, '"').split(/[\\/]/).at(-1)?.replaceAll('\0', '') ?? '';
}

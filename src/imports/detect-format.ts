import { FileRefused } from './import-form.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type Format = { kind: 'archive' } | { kind: 'text'; encoding: Encoding; separator: string };

/** What is looked at to find out; a header is shorter. */
const startBytes = 64 * 1024;

/**
 * Finds out what a file is: an archive (as a spreadsheet is), or text, in which encoding and with what between cells.
 * A byte order mark says the encoding; without one, UTF-16 shows by its zeros, and what is not UTF-8 throughout is
 * Windows-1252, as Excel writes it here.
 * @param bytes reads the file from its beginning, each time it is called.
 * @throws FileRefused `empty` or `not-a-table`.
 */
export async function detectFormat(bytes: () => AsyncIterable<Uint8Array>): Promise<Format> {
  const start = await readStart(bytes());
  if (start.length === 0) throw new FileRefused('empty');
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return { kind: 'archive' };
  const encoding = markedEncoding(start) ?? (isBinary(start) ? undefined : await textEncoding(bytes()));
  if (!encoding) throw new FileRefused('not-a-table');
  const text = new TextDecoder(encoding).decode(start, { stream: true });
  return { kind: 'text', encoding, separator: separatorOf(text) };
}

async function readStart(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= startBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, startBytes);
}

function markedEncoding(start: Buffer): Encoding | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const even = start.subarray(0, 4_096).filter((byte, index) => byte === 0 && index % 2 === 0).length;
  const odd = start.subarray(0, 4_096).filter((byte, index) => byte === 0 && index % 2 === 1).length;
  const half = Math.min(start.length, 4_096) / 2;
  if (odd > half * 0.6 && even < half * 0.1) return 'utf-16le';
  return even > half * 0.6 && odd < half * 0.1 ? 'utf-16be' : undefined;
}

/** Signs that no text holds: more than a stray one, and it is a picture, a program, an old spreadsheet. */
function isBinary(start: Buffer): boolean {
  const odd = start.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27)).length;
  return odd > start.length * 0.02;
}

async function textEncoding(bytes: AsyncIterable<Uint8Array>): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** What stands most often between the cells of the header, outside of quotes. */
function separatorOf(text: string): string {
  const [header = ''] = text.replace(/"(?:[^"]|"")*"/g, '').split(/\r\n|\n|\r/, 1);
  const counts = [',', ';', '\t'].map((sign): [string, number] => [sign, header.split(sign).length]);
  counts.sort((one, other) => other[1] - one[1]);
  return counts[0]?.[0] ?? ',';
}

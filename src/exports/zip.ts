import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive: its name in ASCII, and what is in it. */
export type ZipFile = { name: string; pieces: AsyncIterable<Uint8Array> };

type Written = { name: Buffer; crc: number; packed: number; size: number; offset: number };

/** Sizes and places are 32 bits wide; more would take ZIP64. */
const most = 0xffff_ffff;

/**
 * Writes an archive (PKWARE APPNOTE 6.3) as its files come, each deflated, with its size after it (a data descriptor),
 * so that nothing is held: any system opens it with a double click.
 * @throws RangeError when it grows beyond 4 GB.
 */
export async function* zipOf(files: Iterable<ZipFile>, at: Date): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, pieces } of files) {
    const file: Written = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, offset };
    const head = Buffer.concat([header(0x04034b50, 20, shared(at, { ...file, packed: 0, size: 0 })), file.name]);
    yield head;
    for await (const packed of deflated(pieces, file)) yield packed;
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50);
    descriptor.writeUInt32LE(file.crc, 4);
    descriptor.writeUInt32LE(within(file.packed), 8);
    descriptor.writeUInt32LE(within(file.size), 12);
    yield descriptor;
    offset = within(offset + head.length + file.packed + descriptor.length);
    written.push(file);
  }
  yield directory(written, offset, at);
}

/** Deflates a file and notes its sizes and checksum. */
async function* deflated(pieces: AsyncIterable<Uint8Array>, file: Written): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw({ level: 6 });
  const feeding = feed();
  async function feed() {
    try {
      for await (const piece of pieces) {
        file.crc = crc32(piece, file.crc);
        file.size += piece.length;
        if (!deflate.write(piece)) await new Promise((resolve) => deflate.once('drain', resolve));
      }
      deflate.end();
    } catch (error) {
      deflate.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
  for await (const packed of deflate) {
    file.packed += packed.length;
    yield packed;
  }
  await feeding;
}

/** What a file's own header and its line in the directory have in common: from the flags to the name's length. */
function shared(at: Date, { name, crc, packed, size }: Written): Buffer {
  const fields = Buffer.alloc(24);
  // Bit 3: sizes follow the data; bit 11: the name is UTF-8.
  fields.writeUInt16LE(0x0808, 0);
  fields.writeUInt16LE(8, 2);
  fields.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), 4);
  fields.writeUInt16LE(((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(), 6);
  fields.writeUInt32LE(crc, 8);
  fields.writeUInt32LE(packed, 12);
  fields.writeUInt32LE(size, 16);
  fields.writeUInt16LE(name.length, 20);
  return fields;
}

function header(signature: number, version: number, rest: Buffer): Buffer {
  const start = Buffer.alloc(6);
  start.writeUInt32LE(signature);
  start.writeUInt16LE(version, 4);
  return Buffer.concat([start, rest]);
}

function directory(files: Written[], offset: number, at: Date): Uint8Array {
  const lines = files.map((file) => {
    const madeBy = Buffer.from([20, 0]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(file.offset, 10);
    const start = Buffer.alloc(4);
    start.writeUInt32LE(0x02014b50);
    return Buffer.concat([start, madeBy, Buffer.from([20, 0]), shared(at, file), rest.subarray(0, 14), file.name]);
  });
  const size = lines.reduce((sum, line) => sum + line.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(within(size), 12);
  end.writeUInt32LE(within(offset), 16);
  return Buffer.concat([...lines, end]);
}

function within(value: number): number {
  if (value > most) throw new RangeError('an archive of more than 4 GB cannot be written');
  return value;
}

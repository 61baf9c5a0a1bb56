import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { FileRefused } from './import-form.ts';

/** The most that an archive's files may weigh unpacked, in bytes; and how many times more than packed. */
const mostUnpacked = 4 * 1024 ** 3;
const mostRatio = 200;
const mostFiles = 2_000;

/** An archive whose directory has been looked through: what it holds, by name, and a way to read each. */
export type Archive = {
  names: string[];
  /** Bytes of one of its files; one that is longer than the directory says ends with an error. */
  read(name: string): Promise<Readable>;
  close(): void;
};

/**
 * Opens a ZIP archive and checks what it claims to unpack to before anything is unpacked: a small file that says it
 * holds gigabytes (a "zip bomb") is refused. What it says is held to while it is read.
 * @param most bytes unpacked, if less than usual.
 * @throws FileRefused `zip-bomb` or `broken-archive`.
 */
export async function openArchive(path: string, most = mostUnpacked): Promise<Archive> {
  const file = await open(path);
  const entries = new Map<string, yauzl.Entry>();
  try {
    await eachEntry(file, (entry) => entries.set(entry.fileName, entry));
    const sum = (of: (entry: yauzl.Entry) => number) =>
      [...entries.values()].reduce((total, one) => total + of(one), 0);
    const unpacked = sum((entry) => entry.uncompressedSize);
    const packed = sum((entry) => entry.compressedSize);
    // A few kilobytes of a table's frame pack better than people do.
    const tooDense = unpacked > 10 * 1024 * 1024 && unpacked > packed * mostRatio;
    if (unpacked > most || tooDense || file.entryCount > mostFiles) {
      throw new FileRefused('zip-bomb', String(Math.round(unpacked / 1024 / 1024)));
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    names: [...entries.keys()],
    read: async (name) => {
      const entry = entries.get(name);
      if (!entry) throw new FileRefused('broken-archive', name);
      return await new Promise<Readable>((resolve, reject) => {
        file.openReadStream(entry, (error, stream) => (error ? reject(asRefusal(error)) : resolve(stream)));
      });
    },
    close: () => file.close(),
  };
}

async function open(path: string): Promise<yauzl.ZipFile> {
  return await new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
    yauzl.open(path, options, (error, file) => (error ? reject(asRefusal(error)) : resolve(file)));
  });
}

async function eachEntry(file: yauzl.ZipFile, see: (entry: yauzl.Entry) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    file.on('entry', (entry: yauzl.Entry) => {
      see(entry);
      file.readEntry();
    });
    file.once('end', resolve);
    file.once('error', (error) => reject(asRefusal(error)));
    file.readEntry();
  });
}

/** Whatever is wrong with an archive, nothing of it can be taken in. */
function asRefusal(error: unknown): unknown {
  if (error instanceof FileRefused) return error;
  return new FileRefused('broken-archive', error instanceof Error ? error.message.slice(0, 120) : '');
}

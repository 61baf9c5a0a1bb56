import { createHash } from 'node:crypto';
import type { Metadata } from 'sharp';
import { type CopyFormat, copyFormats, copyName, copyWidths, readUploaded } from '../ui/uploaded-picture.ts';

/** The most that an upload may weigh, in bytes. */
export const mostUploaded = 15 * 1024 * 1024;
/** The most pixels that are decoded: what claims more is a bomb, or of no use on a page. */
const mostPixels = 60_000_000;
const longestSide = 2_000;
/** Kinds of pictures that are taken; drawings as SVG are not, for they can hold scripts. */
const taken = ['jpeg', 'png', 'webp', 'gif', 'avif', 'heif'];

/** A picture ready to be kept: the picture itself as JPEG, and its copies. */
export type PreparedPicture = {
  name: string;
  width: number;
  height: number;
  files: { name: string; type: string; bytes: Uint8Array }[];
};

/** Why a picture is not taken. */
export type PictureFault = 'none' | 'too-large' | 'kind' | 'pixels' | 'broken';

/**
 * Checks an upload by its content, whatever its name says, turns it upright, takes all its metadata off (place and
 * device among them) and makes the copies that pages show.
 */
export async function preparePicture(
  upload: Uint8Array,
): Promise<{ ok: true; picture: PreparedPicture } | { ok: false; fault: PictureFault }> {
  if (upload.byteLength === 0) return { ok: false, fault: 'none' };
  if (upload.byteLength > mostUploaded) return { ok: false, fault: 'too-large' };
  // Loaded with the first picture: most processes never see one.
  const { default: sharp } = await import('sharp');
  const options = { limitInputPixels: mostPixels, failOn: 'truncated' as const, pages: 1 };
  let found: Metadata;
  try {
    found = await sharp(upload, { ...options, limitInputPixels: false }).metadata();
  } catch {
    return { ok: false, fault: 'kind' };
  }
  if (!taken.includes(found.format ?? '')) return { ok: false, fault: 'kind' };
  if ((found.width ?? 0) * (found.height ?? 0) > mostPixels) return { ok: false, fault: 'pixels' };
  try {
    const master = await sharp(upload, options)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 86, mozjpeg: true })
      .toBuffer();
    return { ok: true, picture: await copiesOf(master) };
  } catch {
    return { ok: false, fault: 'broken' };
  }
}

/** The copies of a picture that was prepared before, here or elsewhere: its name comes of its content alone. */
export async function copiesOf(master: Uint8Array): Promise<PreparedPicture> {
  const { default: sharp } = await import('sharp');
  const { width = 0, height = 0 } = await sharp(master, { limitInputPixels: mostPixels }).metadata();
  const hash = createHash('sha256').update(master).digest('hex').slice(0, 16);
  const name = `up-${hash}-${width}x${height}.jpg`;
  const files = [{ name, type: 'image/jpeg', bytes: master }];
  const uploaded = readUploaded(name);
  if (!uploaded) throw new Error(`${name} is no picture's name`);
  for (const one of copyWidths(uploaded)) {
    for (const format of copyFormats) {
      const image = sharp(master).resize({ width: one, withoutEnlargement: true });
      files.push({ name: copyName(uploaded, one, format), type: typeOf(format), bytes: await encode(image, format) });
    }
  }
  return { name, width, height, files };
}

function encode(image: import('sharp').Sharp, format: CopyFormat): Promise<Uint8Array> {
  if (format === 'avif') return image.avif({ quality: 50, effort: 2 }).toBuffer();
  return format === 'webp'
    ? image.webp({ quality: 76 }).toBuffer()
    : image.jpeg({ quality: 78, mozjpeg: true }).toBuffer();
}

function typeOf(format: CopyFormat): string {
  return format === 'jpg' ? 'image/jpeg' : `image/${format}`;
}

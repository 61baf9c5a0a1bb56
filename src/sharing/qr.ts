import QRCode from 'qrcode';
import { sharedBy } from '../ui/share-link.ts';

/** What a code leads to: a campaign, on paper, on a wall, or from one phone to another. */
export type QrTarget = { baseUrl: string; slug: string; way: 'qr' | 'poster' | 'wall'; by?: string | undefined };

/** About 10 cm at 300 dots an inch. */
const printedPixels = 1_200;

/**
 * The address in a code: the short one, for fewer and larger squares, and because whoever scans it may read another
 * language than the poster's.
 */
export function qrUrl({ baseUrl, slug, way, by }: QrTarget): string {
  return sharedBy(way, `${baseUrl}/${slug}${by === undefined ? '' : `?by=${by}`}`);
}

/**
 * A QR code (ISO/IEC 18004) as SVG: black on white whatever the page's colours, for scanners ask for it, with the quiet
 * zone of four squares around it; readable with 15 % of it hidden.
 */
export async function qrSvg(url: string): Promise<string> {
  const colours = { dark: '#000000ff', light: '#ffffffff' };
  return await QRCode.toString(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4, color: colours });
}

/** How many pixels wide a code is to be printed: a whole number for each square, so that their edges are sharp. */
export function printedWidth(svg: string): number {
  const squares = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1] ?? printedPixels);
  return Math.ceil(printedPixels / squares) * squares;
}

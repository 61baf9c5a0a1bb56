import { contrast } from '../ui/colour.ts';

/** The sides of the icons that are served, in pixels: iOS asks for the first, the manifest for the others. */
export const iconSizes = [180, 192, 512] as const;
type IconSize = (typeof iconSizes)[number];

const drawn = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
const mostKept = 60;

/**
 * A campaign's icon as an SVG: Terrain's mark on the organizer's colour. It fills its square, and the mark stays in
 * the middle four fifths, so that any device may cut it round (W3C App Manifest, maskable icons).
 */
export function iconSvg(colour: string): string {
  const ink = contrast(colour, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="${colour}" d="M0 0h48v48H0Z"/><g fill="${ink}" transform="translate(10.8 10.5) scale(1.1)"><path d="M1 21 9 8l4.5 7L17 10l6 11Z"/><circle cx="17" cy="4.5" r="3"/></g></svg>`;
}

/** The same as a PNG; drawn once for a colour and size. */
export function iconPng(colour: string, size: IconSize): Promise<Uint8Array<ArrayBuffer>> {
  const key = `${colour} ${size}`;
  const known = drawn.get(key);
  if (known) return known;
  if (drawn.size >= mostKept) drawn.clear();
  const drawing = draw(colour, size);
  drawn.set(key, drawing);
  return drawing;
}

/** The renderer is loaded with the first icon. */
async function draw(colour: string, size: IconSize): Promise<Uint8Array<ArrayBuffer>> {
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(iconSvg(colour), { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } });
  return new Uint8Array(image.render().asPng());
}

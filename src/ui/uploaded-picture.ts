/** How wide the copies of an uploaded picture are, in pixels; never wider than the picture itself. */
const widths = [480, 800, 1200, 1600] as const;
export const copyFormats = ['avif', 'webp', 'jpg'] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** An uploaded picture as its name tells it: `up-HASH-1600x1067.jpg`. */
export type UploadedPicture = { stem: string; width: number; height: number };

/** Reads the name of an uploaded picture; undefined for a file of `public/pictures`. */
export function readUploaded(file: string): UploadedPicture | undefined {
  const [, stem, width, height] = /^(up-[0-9a-f]{16}-(\d{1,4})x(\d{1,4}))\.jpg$/.exec(file) ?? [];
  return stem === undefined ? undefined : { stem, width: Number(width), height: Number(height) };
}

/** The widths that there are copies of. */
export function copyWidths({ width }: UploadedPicture): number[] {
  const narrower = widths.filter((one) => one < width);
  return width <= Math.max(...widths) ? [...narrower, width] : [...narrower, Math.max(...widths)];
}

/** The name of a copy. */
export function copyName({ stem }: UploadedPicture, width: number, format: CopyFormat): string {
  return `${stem}-${width}w.${format}`;
}

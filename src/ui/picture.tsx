import { readdirSync } from 'node:fs';
import { type Locale, messages } from '../locales/index.ts';
import { asset } from './assets.ts';
import { type CopyFormat, copyName, copyWidths, readUploaded, type UploadedPicture } from './uploaded-picture.ts';

/** Every picture gets a frame of these proportions and is cut to it, whatever its own are: nothing moves when it comes. */
const frame = { width: 1200, height: 800 } as const;

type PictureProps = {
  /** File of `public/pictures`. Beside `name.jpg`, each `name-640w.jpg` is the same picture, 640 pixels wide. */
  file: string;
  alt: string;
  class: string;
  /** How wide it stands on the page, as the attribute `sizes` has it. */
  sizes: string;
  /** Seen at once, or only after scrolling. */
  first?: boolean;
};

/** A picture in the size that the screen needs. */
export function Picture({ file, alt, class: name, sizes, first = false }: PictureProps) {
  const uploaded = readUploaded(file);
  if (uploaded) return <UploadedImage {...{ uploaded, alt, class: name, sizes, first }} />;
  listed ??= listPictures();
  const widths = srcsetOf(file, listed);
  return (
    <img
      class={name}
      src={asset(`/pictures/${file}`)}
      {...(widths === '' ? {} : { srcset: widths, sizes })}
      alt={alt}
      {...frame}
      {...(first ? { fetchpriority: 'high' as const } : { loading: 'lazy' as const })}
    />
  );
}

type UploadedImageProps = Omit<PictureProps, 'file' | 'first'> & { uploaded: UploadedPicture; first: boolean };

/** An uploaded picture, in the newest format and the narrowest copy that will do. */
function UploadedImage({ uploaded, alt, class: name, sizes, first }: UploadedImageProps) {
  const copies = (format: CopyFormat) =>
    copyWidths(uploaded)
      .map((width) => `/pictures/${copyName(uploaded, width, format)} ${width}w`)
      .join(', ');
  return (
    <picture class="picture">
      <source type="image/avif" srcset={copies('avif')} sizes={sizes} />
      <source type="image/webp" srcset={copies('webp')} sizes={sizes} />
      <img
        class={name}
        src={oneCopy(uploaded)}
        srcset={copies('jpg')}
        sizes={sizes}
        alt={alt}
        {...frame}
        {...(first ? { fetchpriority: 'high' as const } : { loading: 'lazy' as const })}
      />
    </picture>
  );
}

/** The copy for where there is but one to name: wide enough, and not the whole. */
function oneCopy(uploaded: UploadedPicture): string {
  return `/pictures/${copyName(uploaded, copyWidths(uploaded)[1] ?? uploaded.width, 'jpg')}`;
}

/** A film's poster is one address: `<video>` knows no choice of sizes. */
function posterOf(file: string): string {
  const uploaded = readUploaded(file);
  return uploaded ? oneCopy(uploaded) : asset(`/pictures/${file}`);
}

type FilmProps = {
  video: { file: string; captions: Partial<Record<Locale, string>> };
  /** File of `public/pictures` or an uploaded one, shown until someone presses play. */
  poster: string;
  label: string;
  class: string;
  locale: Locale;
};

/** A film of our own; none of it is fetched before someone presses play. */
export function Film({ video, poster, label, class: name, locale }: FilmProps) {
  const type = video.file.endsWith('.mp4') ? 'video/mp4' : 'video/webm';
  return (
    <video class={name} controls playsinline preload="none" poster={posterOf(poster)} aria-label={label} {...frame}>
      <source src={asset(`/videos/${video.file}`)} type={type} />
      {(['fr', 'en'] as const).map((spoken) => {
        const file = video.captions[spoken];
        return file === undefined ? null : (
          <track
            key={spoken}
            kind="captions"
            src={asset(`/videos/${file}`)}
            srclang={spoken}
            label={messages(spoken).pages.language}
            default={spoken === locale}
          />
        );
      })}
    </video>
  );
}

/** The narrower and wider copies that lie beside a picture, as `srcset` lists them; empty where there are none. */
export function srcsetOf(file: string, files: readonly string[]): string {
  const [, name, extension] = /^(.+)\.([a-z]+)$/.exec(file) ?? [];
  return files
    .flatMap((other) => {
      const [, stem, width, end] = /^(.+)-(\d+)w\.([a-z]+)$/.exec(other) ?? [];
      return width !== undefined && stem === name && end === extension ? [{ other, width: Number(width) }] : [];
    })
    .sort((a, b) => a.width - b.width)
    .map(({ other, width }) => `${asset(`/pictures/${other}`)} ${width}w`)
    .join(', ');
}

let listed: string[] | undefined;

/** Where the folder cannot be read, the picture itself will do. */
function listPictures(): string[] {
  try {
    return readdirSync('public/pictures');
  } catch {
    return [];
  }
}

import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { asset } from './assets.ts';
import { colourClass, colourPath } from './colour.ts';
import { TerrainMark } from './icons.tsx';

/** What each composition needs beside the rules that all share; a landing page must come over a slow network. */
const compositions = {
  poster: ['/css/landing.css'],
  embed: ['/css/landing.css', '/css/embed.css'],
  column: ['/css/column.css'],
  wall: ['/css/column.css'],
} as const;

export type PublicPageProps = {
  locale: Locale;
  title: string;
  description?: string;
  /** The organizer's colour, `#rrggbb`; Terrain's own when left out. */
  colour?: string;
  /** More colours that stand on the page, those of campaigns' cards. */
  cardColours?: string[];
  /** Path of this page, without its locale prefix where it has one: `/porte-a-porte`, `/`. */
  path: string;
  /** Where the same page stands in another language: before the path, in its query, or nowhere. */
  alternates?: 'prefix' | 'query' | 'none';
  /** What the links to the other languages carry on, where the visitor comes from: `?utm_source=…`. */
  carriedQuery?: string | undefined;
  /** Scheme and host, without a slash at the end. */
  baseUrl: string;
  /** The languages in which this page exists. */
  locales: Locale[];
  /** Stylesheets of this page's own: `/css/…`. */
  stylesheets?: readonly string[];
  /** For pages that no search engine may keep, `noindex`. */
  robots?: string;
  /** How the page is composed: a poster beside its form, one column, or what stands in another site's frame. */
  composition?: keyof typeof compositions;
  /** Name in the page's head, of the campaign; Terrain's own when left out. */
  brand?: { name: string; href: string };
  children?: Child;
};

/** The whole document of a public page. Everything comes from our own origin, nothing is inline. */
export function PublicPage(props: PublicPageProps) {
  const { locale, composition = 'column', children } = props;
  const t = messages(locale).pages;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={`${locale}-CA`} class={props.colour === undefined ? undefined : colourClass(props.colour)}>
        <Head {...props} />
        <body
          class={`page-${composition}`}
          data-busy={t.live.busy}
          data-offline={t.live.offline}
          data-unavailable={t.live.unavailable}
          data-give-up={t.live.giveUp}
          data-copied={t.live.copied}
        >
          {composition !== 'embed' && (
            <>
              <a class="skip" href="#content">
                {t.skip}
              </a>
              <Masthead {...props} />
            </>
          )}
          <main id="content" tabindex={-1}>
            {children}
          </main>
          <footer class="footer">
            <p>{t.footer.privacy}</p>
            <p class="footer-mark">
              <TerrainMark />
              {t.footer.mark}
            </p>
          </footer>
        </body>
      </html>
    </>
  );
}

function Head(props: PublicPageProps) {
  const { locale, title, description, colour, cardColours = [], baseUrl, robots } = props;
  const { composition = 'column', stylesheets = [] } = props;
  const colours = [...new Set([...cardColours, ...(colour === undefined ? [] : [colour])].map(colourPath))];
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <link rel="stylesheet" href={asset('/css/tokens.css')} />
      {colours.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {['/css/terrain.css', ...compositions[composition], ...stylesheets].map((file) => (
        <link key={file} rel="stylesheet" href={asset(file)} />
      ))}
      <script defer src={asset('/js/terrain.js')} />
      {composition === 'embed' && <script defer src={asset('/js/embed-frame.js')} />}
      <link rel="icon" type="image/svg+xml" href={asset('/favicon.svg')} />
      {colour !== undefined && <meta name="theme-color" content={colour} />}
      {description !== undefined && <meta name="description" content={description} />}
      {robots !== undefined && <meta name="robots" content={robots} />}
      <meta property="og:type" content="website" />
      <meta property="og:title" content={title} />
      {description !== undefined && <meta property="og:description" content={description} />}
      <meta property="og:locale" content={`${locale}_CA`} />
      {robots === undefined && <meta property="og:url" content={baseUrl + alternate(props, locale)} />}
      {robots === undefined && <link rel="canonical" href={baseUrl + alternate(props, locale)} />}
      {robots === undefined &&
        props.locales.map((other) => (
          <link key={other} rel="alternate" hreflang={`${other}-CA`} href={baseUrl + alternate(props, other)} />
        ))}
    </head>
  );
}

/** Whose page it is, and the same page in the other languages. */
function Masthead(props: PublicPageProps) {
  const { locale, brand, carriedQuery = '' } = props;
  const t = messages(locale).pages;
  const languages = others(props);
  return (
    <header class="masthead">
      <a class="brand" href={brand?.href ?? `/?lang=${locale}`}>
        {brand === undefined && <TerrainMark />}
        <span>{brand?.name ?? 'Terrain'}</span>
      </a>
      {languages.length > 0 && (
        <nav class="languages" aria-label={t.languages}>
          {languages.map((other) => (
            <a
              key={other}
              href={alternate(props, other) + carriedQuery}
              hreflang={`${other}-CA`}
              lang={`${other}-CA`}
              rel="alternate"
            >
              {messages(other).pages.language}
            </a>
          ))}
        </nav>
      )}
    </header>
  );
}

function others({ locale, locales, alternates = 'prefix' }: PublicPageProps): Locale[] {
  return alternates === 'none' ? [] : locales.filter((other) => other !== locale);
}

function alternate({ path, alternates = 'prefix' }: PublicPageProps, locale: Locale): string {
  if (alternates === 'prefix') return `/${locale}${path === '/' ? '' : path}`;
  return alternates === 'query' ? `${path}?lang=${locale}` : path;
}

import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { asset } from './assets.ts';
import { type Card, cardPath } from './card-path.ts';
import { colourClass, colourPath } from './colour.ts';
import { TerrainMark } from './icons.tsx';

/** What each composition needs beside the rules that all share; a landing page must come over a slow network. */
const compositions = {
  poster: { styles: ['/css/landing.css'], scripts: [] },
  embed: { styles: ['/css/landing.css', '/css/embed.css'], scripts: ['/js/embed-frame.js'] },
  column: { styles: ['/css/column.css'], scripts: [] },
  wall: { styles: ['/css/column.css'], scripts: [] },
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
  /** For pages that no search engine may keep, `noindex`. */
  robots?: string;
  /** The picture that a link to this page shows; Terrain's own when left out. */
  card?: Card | undefined;
  /** Whose page it is, for whoever sees the link before the page. */
  siteName?: string | undefined;
  /** What the page says, for machines: JSON-LD (schema.org). */
  structuredData?: object | undefined;
  /** Files of `public/`, for what this page has beside the others. */
  stylesheets?: readonly string[];
  scripts?: readonly string[];
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
  const { title, description, colour, cardColours = [], robots, structuredData } = props;
  const { composition = 'column', stylesheets = [], scripts = [] } = props;
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
      {['/css/terrain.css', ...compositions[composition].styles, ...stylesheets].map((file) => (
        <link key={file} rel="stylesheet" href={asset(file)} />
      ))}
      {['/js/terrain.js', ...compositions[composition].scripts, ...scripts].map((file) => (
        <script key={file} defer src={asset(file)} />
      ))}
      <link rel="icon" type="image/svg+xml" href={asset('/favicon.svg')} />
      {colour !== undefined && <meta name="theme-color" content={colour} />}
      {description !== undefined && <meta name="description" content={description} />}
      {robots !== undefined && <meta name="robots" content={robots} />}
      <Preview {...props} />
      {robots === undefined && <Addresses {...props} />}
      {structuredData !== undefined && (
        <script type="application/ld+json">{raw(JSON.stringify(structuredData).replaceAll('<', '\\u003c'))}</script>
      )}
    </head>
  );
}

/**
 * What a link to the page looks like where it is shared: Open Graph (ogp.me), and X's own word for a large picture.
 * Without `og:url`: Facebook would lead to that address, and read it, in the place of the one shared, which says who
 * shared it and where. For search engines, the canonical address says the same.
 */
function Preview(props: PublicPageProps) {
  const { locale, title, description, baseUrl, siteName = 'Terrain' } = props;
  const card = props.card ?? { path: cardPath(locale), alt: messages(locale).pages.campaigns.title };
  return (
    <>
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={siteName} />
      <meta property="og:title" content={title} />
      {description !== undefined && <meta property="og:description" content={description} />}
      <meta property="og:image" content={baseUrl + card.path} />
      <meta property="og:image:type" content="image/png" />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={card.alt} />
      <meta property="og:locale" content={`${locale}_CA`} />
      {others(props).map((other) => (
        <meta key={other} property="og:locale:alternate" content={`${other}_CA`} />
      ))}
      <meta name="twitter:card" content="summary_large_image" />
    </>
  );
}

/** The page's own address, and the same page in each language, for search engines. */
function Addresses(props: PublicPageProps) {
  const { locale, locales, path, baseUrl, alternates = 'prefix' } = props;
  return (
    <>
      <link rel="canonical" href={baseUrl + alternate(props, locale)} />
      {alternates !== 'none' && (
        <>
          {locales.map((other) => (
            <link key={other} rel="alternate" hreflang={`${other}-CA`} href={baseUrl + alternate(props, other)} />
          ))}
          <link rel="alternate" hreflang="x-default" href={baseUrl + path} />
        </>
      )}
    </>
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

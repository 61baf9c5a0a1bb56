import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Locale, locales, messages } from '../locales/index.ts';
import { asset } from './assets.ts';
import { TerrainMark } from './icons.tsx';

const places = ['home', 'contacts', 'kiosks', 'mailbox', 'audit'] as const;
const paths = {
  home: '/admin',
  contacts: '/admin/contacts',
  kiosks: '/admin/kiosks',
  mailbox: '/admin/mailbox',
  audit: '/admin/audit',
};

export type AdminPageProps = {
  locale: Locale;
  title: string;
  /** Path and query of this page, for the same one in another language. */
  path: string;
  /** Who is signed in; left out on the pages before that. */
  organizer?: { name: string; email: string };
  /** Which entry of the navigation this page belongs to. */
  place?: (typeof places)[number] | undefined;
  /** Stylesheets of this page's own: `/css/…`. */
  stylesheets?: string[];
  children?: Child;
};

/** The whole document of an organizers' page. Everything comes from our own origin, nothing is inline. */
export function AdminPage({ locale, title, path, organizer, place, stylesheets = [], children }: AdminPageProps) {
  const t = messages(locale).admin;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={`${locale}-CA`}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{t.title(title)}</title>
          <link rel="stylesheet" href={asset('/css/tokens.css')} />
          {['/css/admin.css', ...stylesheets].map((file) => (
            <link key={file} rel="stylesheet" href={asset(file)} />
          ))}
          <link rel="icon" type="image/svg+xml" href={asset('/favicon.svg')} />
          <script defer src={asset('/js/admin.js')} />
        </head>
        <body>
          <a class="skip" href="#content">
            {t.skip}
          </a>
          <header class="bar">
            <a class="brand" href="/admin">
              <TerrainMark />
              Terrain
            </a>
            {organizer && <Navigation locale={locale} place={place} />}
            <div class="bar-end">
              <Languages locale={locale} path={path} />
              {organizer && <SignOut locale={locale} organizer={organizer} />}
            </div>
          </header>
          <main id="content" tabindex={-1}>
            {children}
          </main>
        </body>
      </html>
    </>
  );
}

function Navigation({ locale, place }: Pick<AdminPageProps, 'locale' | 'place'>) {
  const t = messages(locale).admin.nav;
  return (
    <nav class="nav" aria-label={t.label}>
      {places.map((name) => (
        <a key={name} href={paths[name]} aria-current={name === place ? 'page' : undefined}>
          {t[name]}
        </a>
      ))}
    </nav>
  );
}

function Languages({ locale, path }: Pick<AdminPageProps, 'locale' | 'path'>) {
  return locales
    .filter((other) => other !== locale)
    .map((other) => (
      <a key={other} class="quiet" href={inLanguage(path, other)} hreflang={`${other}-CA`} lang={`${other}-CA`}>
        {messages(other).admin.language}
      </a>
    ));
}

function SignOut({ locale, organizer }: { locale: Locale; organizer: { name: string; email: string } }) {
  const t = messages(locale).admin;
  return (
    <form method="post" action="/admin/sign-out">
      <button class="link-button" type="submit" title={t.signedInAs(organizer.name || organizer.email)}>
        {t.signOut}
      </button>
    </form>
  );
}

function inLanguage(path: string, locale: Locale): string {
  const [before = '', query] = path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('lang', locale);
  return `${before}?${parameters}`;
}

import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Locale, locales, messages } from '../locales/index.ts';
import { asset } from './assets.ts';
import { TerrainMark } from './icons.tsx';

const places = [
  'home',
  'waiting',
  'conversations',
  'campaigns',
  'contacts',
  'broadcasts',
  'files',
  'crm',
  'kiosks',
  'mailbox',
  'people',
  'audit',
] as const;
const paths = {
  home: '/admin',
  waiting: '/admin/waiting',
  conversations: '/admin/conversations',
  campaigns: '/admin/campaigns',
  contacts: '/admin/contacts',
  broadcasts: '/admin/broadcasts',
  files: '/admin/exports',
  crm: '/admin/crm',
  kiosks: '/admin/kiosks',
  mailbox: '/admin/mailbox',
  people: '/admin/teams',
  audit: '/admin/audit',
};

export type AdminPageProps = {
  locale: Locale;
  title: string;
  /** Path and query of this page, for the same one in another language. */
  path: string;
  /** Who is signed in; left out on the pages before that. */
  organizer?: {
    name: string;
    email: string;
    /** How many people wait for them. */
    waiting?: number;
    mayOpen?(path: string): boolean;
  };
  /** Which entry of the navigation this page belongs to. */
  place?: (typeof places)[number] | undefined;
  /** Stylesheets of this page's own: `/css/…`. */
  stylesheets?: string[];
  /** Scripts of this page's own: `/js/…`. */
  scripts?: string[];
  children?: Child;
};

/** The whole document of an organizers' page. Everything comes from our own origin, nothing is inline. */
export function AdminPage({
  locale,
  title,
  path,
  organizer,
  place,
  stylesheets = [],
  scripts = [],
  children,
}: AdminPageProps) {
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
          {['/js/admin.js', ...scripts].map((file) => (
            <script key={file} defer src={asset(file)} />
          ))}
        </head>
        <body>
          <a class="skip" href="#content">
            {t.skip}
          </a>
          <header class="bar">
            <a class="brand" href="/admin">
              <TerrainMark />
              <span class="brand-name">Terrain</span>
            </a>
            {organizer && <Navigation locale={locale} place={place} organizer={organizer} />}
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

function Navigation({ locale, place, organizer }: Pick<AdminPageProps, 'locale' | 'place' | 'organizer'>) {
  const t = messages(locale).admin.nav;
  const waiting = organizer?.waiting ?? 0;
  const open = places.filter((name) => organizer?.mayOpen?.(paths[name]) ?? true);
  return (
    <nav class="nav" aria-label={t.label}>
      {open.map((name) => (
        <a key={name} href={paths[name]} aria-current={name === place ? 'page' : undefined}>
          {t[name]}
          {name === 'waiting' && waiting > 0 && <span class="nav-count"> {waiting}</span>}
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
    <>
      <a class="quiet" href="/admin/account" title={t.signedInAs(organizer.name || organizer.email)}>
        {messages(locale).people.account.link}
      </a>
      <form method="post" action="/admin/sign-out">
        <button class="link-button" type="submit">
          {t.signOut}
        </button>
      </form>
    </>
  );
}

function inLanguage(path: string, locale: Locale): string {
  const [before = '', query] = path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('lang', locale);
  return `${before}?${parameters}`;
}

import type { Child } from 'hono/jsx';
import type { Locale } from '../locales/index.ts';
import { cardPath } from './card-path.ts';
import { PublicPage } from './layout.tsx';

/** What a page behind somebody's own link is made of. */
export type PersonalPageProps = {
  locale: Locale;
  baseUrl: string;
  /** The page's own path, token and all. */
  path: string;
  title: string;
  /** The campaign that the page is about: it lends its name and its colour. */
  campaign?:
    | { slug: string; locale: Locale; settings: { colour: string }; text: { title: string; headline: string } }
    | undefined;
  /** Files of `public/` that this page needs beside the others. */
  stylesheets?: readonly string[];
  children?: Child;
};

/** A page behind somebody's own link: kept by no search engine, in the language that the link was sent in. */
export function PersonalPage({
  locale,
  baseUrl,
  path,
  title,
  campaign,
  stylesheets = [],
  children,
}: PersonalPageProps) {
  const look = campaign && {
    colour: campaign.settings.colour,
    brand: { name: campaign.text.title, href: `/${campaign.locale}/${campaign.slug}` },
    card: { path: cardPath(campaign.locale, { slug: campaign.slug }), alt: campaign.text.headline },
  };
  return (
    <PublicPage
      locale={locale}
      locales={[locale]}
      baseUrl={baseUrl}
      path={path}
      alternates="none"
      title={campaign ? `${title} – ${campaign.text.title}` : title}
      robots="noindex"
      stylesheets={stylesheets}
      {...look}
    >
      {children}
    </PublicPage>
  );
}

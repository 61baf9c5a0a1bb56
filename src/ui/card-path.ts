import type { Locale } from '../locales/index.ts';

/** The picture that a shared link shows, and what is on it for whom it is read out. */
export type Card = { path: string; alt: string };

/** What is known of a card: whose it is, what it says, which version of it, and whether it is for someone invited. */
type CardAddress = { slug?: string; version?: string; invited?: boolean };

/** Path and query of a card: of a campaign, or without a slug of Terrain's own pages. */
export function cardPath(locale: Locale, { slug, version, invited = false }: CardAddress = {}): string {
  const query = new URLSearchParams({ ...(version && { v: version }), ...(invited && { by: '1' }) });
  return `/${locale}/${slug === undefined ? '' : `${slug}/`}card.png${query.size > 0 ? `?${query}` : ''}`;
}

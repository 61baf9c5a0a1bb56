import type { Campaign } from '../campaigns/queries.ts';
import { campaignView } from '../campaigns/view.ts';
import { locales } from '../locales/index.ts';

type Entry = { url: string; changed?: Date; alternates: { language: string; url: string }[] };

/**
 * Every page that a search engine should know, in each of its languages (sitemaps.org; the links to the other
 * languages as in https://developers.google.com/search/docs/specialty/international/localized-versions).
 * @param campaigns the live ones
 */
export function sitemap(baseUrl: string, campaigns: Campaign[]): string {
  const entries = [...homeEntries(baseUrl), ...campaigns.flatMap((campaign) => campaignEntries(baseUrl, campaign))];
  const open =
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">';
  return ['<?xml version="1.0" encoding="UTF-8"?>', open, ...entries.map(writeEntry), '</urlset>', ''].join('\n');
}

/**
 * What machines may fetch (RFC 9309). Links that speak for one person stay out of search engines even where someone
 * has published one.
 */
export function robots(baseUrl: string): string {
  const closed = ['/admin', '/api/', '/webhooks/', '/s/', '/c/', '/u/', '/*/next/', '/*/poster'];
  return [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${baseUrl}/sitemap.xml`,
    '',
  ].join('\n');
}

function homeEntries(baseUrl: string): Entry[] {
  const urls = locales.map((locale) => ({ language: `${locale}-CA`, url: `${baseUrl}/?lang=${locale}` }));
  return urls.map(({ url }) => ({ url, alternates: [...urls, { language: 'x-default', url: `${baseUrl}/` }] }));
}

function campaignEntries(baseUrl: string, campaign: Campaign): Entry[] {
  const { slug, updatedAt } = campaign;
  const spoken = locales.filter((locale) => campaignView(campaign, locale) !== undefined);
  const urls = spoken.map((locale) => ({ language: `${locale}-CA`, url: `${baseUrl}/${locale}/${slug}` }));
  const alternates = [...urls, { language: 'x-default', url: `${baseUrl}/${slug}` }];
  return urls.map(({ url }) => ({ url, changed: updatedAt, alternates }));
}

function writeEntry({ url, changed, alternates }: Entry): string {
  const links = alternates.map(
    (other) => `<xhtml:link rel="alternate" hreflang="${other.language}" href="${escapeXml(other.url)}"/>`,
  );
  const lastmod = changed ? `<lastmod>${changed.toISOString()}</lastmod>` : '';
  return `<url><loc>${escapeXml(url)}</loc>${lastmod}${links.join('')}</url>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

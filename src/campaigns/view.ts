import { type Locale, locales } from '../locales/index.ts';
import type { CampaignSettings, CampaignText } from './form.ts';
import type { Campaign } from './queries.ts';

/** A campaign as its pages show it, in one language. */
export type CampaignView = {
  slug: string;
  locale: Locale;
  /** The languages that the campaign is offered in. */
  locales: Locale[];
  settings: CampaignSettings;
  text: CampaignText;
  status: 'live' | 'closed';
};

/** Without these words a language is not offered: half a page in one language is no page. */
export const neededWords = ['title', 'headline', 'ask', 'button', 'thanks', 'share'] as const;

/** What the public sees of a campaign in a language; undefined for a draft, and where words for it are missing. */
export function campaignView(campaign: Campaign, locale: Locale): CampaignView | undefined {
  const { slug, settings, texts, status } = campaign;
  const text = texts[locale];
  const offered = offeredLocales(campaign);
  if (!text || status === 'draft' || !offered.includes(locale)) return undefined;
  return { slug, locale, locales: offered, settings, text, status: status === 'live' ? 'live' : 'closed' };
}

/** What an organizer sees of a campaign before the public does; undefined where it has no words in the language at all. */
export function previewOf({ slug, settings, texts }: Campaign, locale: Locale): CampaignView | undefined {
  const text = texts[locale];
  return text && { slug, locale, locales: [locale], settings, text, status: 'live' };
}

/** The languages that a campaign has all the needed words in. */
export function offeredLocales({ texts }: Pick<Campaign, 'texts'>): Locale[] {
  return locales.filter((locale) => texts[locale] !== undefined && missingWords(texts[locale]).length === 0);
}

/** Which of the needed words a language lacks. */
export function missingWords(text: CampaignText): (typeof neededWords)[number][] {
  return neededWords.filter((name) => text[name].trim() === '');
}

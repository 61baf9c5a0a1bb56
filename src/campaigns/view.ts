import type { Locale } from '../locales/index.ts';
import type { CampaignSettings, CampaignText } from './form.ts';
import type { Campaign } from './queries.ts';

/** A campaign as its pages show it, in one language. */
export type CampaignView = {
  slug: string;
  locale: Locale;
  /** The languages that the campaign has words in. */
  locales: Locale[];
  settings: CampaignSettings;
  text: CampaignText;
  status: 'live' | 'closed';
};

/** What the public sees of a campaign in a language; undefined for a draft, and where it has no words in it. */
export function campaignView(campaign: Campaign, locale: Locale): CampaignView | undefined {
  const { slug, settings, texts, status } = campaign;
  const text = texts[locale];
  if (!text || status === 'draft') return undefined;
  const locales = (['fr', 'en'] as const).filter((one) => texts[one] !== undefined);
  return { slug, locale, locales, settings, text, status };
}

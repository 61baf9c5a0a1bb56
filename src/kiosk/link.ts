import type { Campaign } from '../campaigns/queries.ts';
import type { LinkSettings } from '../http/links.ts';
import { signToken } from '../http/token.ts';
import type { Kiosk } from './queries.ts';

/** The link that turns a device into this kiosk. Whoever has it can open it: it is shown to organizers alone. */
export function kioskUrl(settings: LinkSettings, kiosk: Kiosk, campaign: Campaign): string {
  const token = signToken(settings.secret, 'kiosk', { ids: [kiosk.id], at: kiosk.expiresAt });
  return `${settings.baseUrl}${kioskPath(campaign.settings.defaultLocale, campaign.slug)}?k=${token}`;
}

/** The path below which everything of a campaign's kiosk lies: the scope of its service worker. */
export function kioskPath(locale: string, slug: string): string {
  return `/${locale}/${slug}/kiosk`;
}

import type { CampaignView } from '../campaigns/view.ts';
import { messages } from '../locales/index.ts';
import { iconSizes } from './icon.ts';
import { kioskPath } from './link.ts';

/** What a device needs to install a kiosk as an application of its own (W3C Web Application Manifest). */
export function kioskManifest({ locale, slug, settings, text }: CampaignView, token: string): object {
  const path = kioskPath(locale, slug);
  const t = messages(locale).kiosk.page;
  const pngs = iconSizes.map((size) => ({
    src: `${path}/icon-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose: 'any maskable',
  }));
  return {
    id: path,
    name: t.appName(text.title),
    short_name: text.title,
    lang: `${locale}-CA`,
    start_url: `${path}?k=${token}`,
    scope: path,
    display: 'standalone',
    theme_color: settings.colour,
    background_color: settings.colour,
    icons: [{ src: `${path}/icon.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }, ...pngs],
  };
}

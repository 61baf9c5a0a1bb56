import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { isLocale, type Locale, locales } from '../locales/index.ts';

/** The language of a page whose URL has none: `?lang`, then Accept-Language, then the given one. */
export function visitorLocale(c: Context, fallback: Locale): Locale {
  const asked = c.req.query('lang');
  if (isLocale(asked)) return asked;
  const accepted = accepts(c, {
    header: 'Accept-Language',
    supports: [...locales],
    default: fallback,
    match: (offered, { supports, default: otherwise }) => {
      const byPreference = [...offered].sort((a, b) => b.q - a.q).map(({ type }) => type.slice(0, 2).toLowerCase());
      return byPreference.find((language) => supports.includes(language)) ?? otherwise;
    },
  });
  return isLocale(accepted) ? accepted : fallback;
}

/** The language of a URL that begins with one, else as `visitorLocale`. */
export function pageLocale(c: Context, fallback: Locale): Locale {
  const prefix = c.req.path.split('/')[1];
  return isLocale(prefix) ? prefix : visitorLocale(c, fallback);
}

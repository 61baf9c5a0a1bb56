import type { Origin } from '../attribution/origin.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { type CachedBody, cacheBody } from '../http/cached-body.ts';
import { framedBy, securityHeaders } from '../http/security-headers.ts';
import { shiftView } from '../shifts/view.ts';
import type { FormState } from '../ui/form-state.ts';
import { EmbedClosedPage, EmbedPage } from './embed-pages.tsx';
import { createLandingFigures, unknownFigures } from './landing.ts';
import { createOriginPages, cutPattern, gaps, type OriginPage, type PagePattern } from './landing-origins.ts';
import { findPublic, type OpenedCampaign } from './open-campaign.ts';
import { LandingPage } from './pages.tsx';
import { proseOf } from './prose.ts';
import { signForm } from './traps.ts';

/**
 * How a landing page is drawn: as it is, for someone whom a supporter's link leads there, so that the link's picture
 * says so, or as the form alone for a frame on another site.
 */
export type Kind = 'page' | 'invited' | 'embed';

/** Which landing page is asked for. */
type PageName = { locale: string; slug: string; kind: Kind };

/** Whose page it is, where opening it counts as having seen the campaign: one that says that it is over does not. */
export type Seen = { campaignId: string | undefined };

/** The landing pages of a process: drawn once, and sent many times from memory. */
export type LandingPages = {
  /** The page that is ready at the path of a URL, without a question to the database. */
  ready(path: string): (CachedBody & Seen) | undefined;
  /** Undefined for a campaign that is not open: a page in memory must not outlive it, as it outlives the database. */
  find(name: PageName): Promise<(CachedBody & Seen) | undefined>;
  /** The same page, its form carrying where its visitor comes from. */
  findFrom(name: PageName, origin: Origin): Promise<(OriginPage & Seen) | undefined>;
  /** The page of one person, with what they typed. */
  draw(of: OpenedCampaign, form: FormState, kind: Kind): Promise<{ toString(): string | Promise<string> }>;
};

const kept = { freshFor: 1_000, staleFor: 30_000 };

export function createLandingPages(deps: Deps): LandingPages {
  const { config, clock } = deps;
  const figures = createLandingFigures(deps);
  const pages = createStaleCache(renderPage, { ...kept, onError: deps.onStale });
  const patterns = createStaleCache(renderPattern, { ...kept, onError: deps.onStale });
  const pageOf = createOriginPages(config.secret);
  deps.announcements.on('campaign', (changed) => {
    const concerns = (key: string) => changed === undefined || key.split('/')[1] === changed;
    figures.expire((slug) => changed === undefined || slug === changed);
    for (const cache of [pages, patterns]) cache.expire(concerns);
  });

  async function renderPage(key: string): Promise<(CachedBody & Seen) | undefined> {
    const rendered = await render(key);
    if (!rendered) return undefined;
    const { html, headers, campaignId } = rendered;
    return { ...(await cacheBody(html, headers, { quality: 5, compress: true })), campaignId };
  }

  /** The same page with gaps, for those who come from somewhere. */
  async function renderPattern(key: string): Promise<(PagePattern & Seen) | undefined> {
    const rendered = await render(key, { origin: gaps });
    if (!rendered) return undefined;
    return { ...cutPattern(key, rendered.html, rendered.headers), campaignId: rendered.campaignId };
  }

  async function render(key: string, from: Pick<FormState, 'origin'> = {}) {
    const { locale, slug, kind } = nameOf(key);
    const found = await findPublic(deps, locale, slug);
    // A frame says that the campaign is over, for the page around it will stay as it is.
    if (!found || (found.view.status === 'closed' && kind !== 'embed')) return undefined;
    const form = { values: {}, errors: {}, token: signForm(config, found.campaign.id, clock.now()), ...from };
    const page =
      found.view.status === 'closed' ? (
        <EmbedClosedPage campaign={found.view} baseUrl={config.baseUrl} />
      ) : (
        await draw(found, form, kind)
      );
    const framed = kind === 'embed' ? framedBy(found.view.settings.embedHosts) : {};
    const campaignId = found.view.status === 'live' ? found.campaign.id : undefined;
    return { html: await page.toString(), headers: { ...pageHeaders(locale), ...framed }, campaignId };
  }

  async function draw({ campaign, view }: OpenedCampaign, form: FormState, kind: Kind) {
    const { progress, shifts } = (await figures.find(campaign.slug).catch(() => undefined)) ?? unknownFigures(campaign);
    const shown = {
      campaign: view,
      baseUrl: config.baseUrl,
      progress,
      form: (await deps.guards.isOn(campaign.id)) ? { ...form, asksProof: true } : form,
      prose: await proseOf(view.text),
      // A shift that has no words in this language would be half a page in another.
      shifts: shifts.filter(({ texts }) => texts[view.locale]).map((shift) => shiftView(shift, view.locale)),
    };
    return kind === 'embed' ? <EmbedPage {...shown} /> : <LandingPage {...shown} invited={kind === 'invited'} />;
  }

  return {
    ready: (path) => pages.fresh(path.slice(1)),
    find: async (name) => pages.fresh(keyOf(name)) ?? (await pages.find(keyOf(name))),
    findFrom: async (name, origin) => {
      const pattern = patterns.fresh(keyOf(name)) ?? (await patterns.find(keyOf(name)));
      return pattern && { ...(await pageOf(pattern, origin)), campaignId: pattern.campaignId };
    },
    draw,
  };
}

/** The path of the page, without its first slash. */
function keyOf({ locale, slug, kind }: PageName): string {
  return kind === 'page' ? `${locale}/${slug}` : `${locale}/${slug}/${kind}`;
}

function nameOf(key: string): PageName {
  const [locale = '', slug = '', kind] = key.split('/');
  return { locale, slug, kind: kind === 'embed' || kind === 'invited' ? kind : 'page' };
}

function pageHeaders(locale: string): Record<string, string> {
  return {
    ...securityHeaders,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-language': locale,
  };
}

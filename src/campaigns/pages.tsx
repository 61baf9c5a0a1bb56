import { type Locale, locales, messages } from '../locales/index.ts';
import { Band } from '../ui/band.tsx';
import { cardPath } from '../ui/card-path.ts';
import { colourClass } from '../ui/colour.ts';
import { ArrowIcon } from '../ui/icons.tsx';
import { PublicPage } from '../ui/layout.tsx';
import { Picture } from '../ui/picture.tsx';
import { Legal, Sender } from '../ui/sender.tsx';
import type { CampaignView } from './view.ts';

type WallProps = {
  locale: Locale;
  baseUrl: string;
  /** The live ones, the newest first. */
  campaigns: CampaignView[];
};

/** The wall of posters at `/`. */
export function CampaignsPage({ locale, baseUrl, campaigns }: WallProps) {
  const t = messages(locale).pages.campaigns;
  const empty = campaigns.length === 0;
  return (
    <PublicPage
      locale={locale}
      locales={[...locales]}
      baseUrl={baseUrl}
      path="/"
      alternates="query"
      title={`${t.title} – Terrain`}
      description={t.lead}
      cardColours={campaigns.map((campaign) => campaign.settings.colour)}
      structuredData={{ '@context': 'https://schema.org', '@type': 'WebSite', name: 'Terrain', url: `${baseUrl}/` }}
      composition="wall"
    >
      <Band title={empty ? t.emptyTitle : t.title} lead={empty ? t.empty : t.lead} ridge />
      {empty ? (
        <div class="column">
          <p>{t.emptyOrganizer}</p>
          <p>
            <a class="button button-quiet" href="/admin">
              {t.emptyAction}
            </a>
          </p>
        </div>
      ) : (
        <Wall locale={locale} campaigns={campaigns} level={2} />
      )}
    </PublicPage>
  );
}

type ClosedPageProps = { campaign: CampaignView; baseUrl: string; others: CampaignView[] };

/** In the place of a campaign that is over: it says so, who can be written to, and where to go instead. */
export function ClosedPage({ campaign, baseUrl, others }: ClosedPageProps) {
  const { locale, settings, text, slug } = campaign;
  const t = messages(locale).pages;
  return (
    <PublicPage
      locale={locale}
      locales={campaign.locales}
      baseUrl={baseUrl}
      path={`/${slug}`}
      title={`${t.closed.title} – ${text.title}`}
      description={t.closed.text(text.title)}
      card={{ path: cardPath(locale, { slug }), alt: text.headline }}
      siteName={settings.sender.name}
      colour={settings.colour}
      cardColours={others.map((other) => other.settings.colour)}
      robots="noindex"
      composition="wall"
      brand={{ name: text.title, href: `/${locale}/${slug}` }}
    >
      <Band title={t.closed.title} lead={t.closed.text(text.title)} />
      <OtherCampaigns locale={locale} campaigns={others} />
      <div class="column">
        <Sender sender={settings.sender} locale={locale} />
        <Legal legal={text.legal} authority={settings.authority} locale={locale} />
      </div>
    </PublicPage>
  );
}

/** For an address that leads nowhere; the visitor is offered what there is. */
export function NotFoundPage({ locale, baseUrl, campaigns }: WallProps) {
  const t = messages(locale).pages;
  const { title, sentences } = t.problems['not-found'];
  return (
    <PublicPage
      locale={locale}
      locales={[locale]}
      baseUrl={baseUrl}
      path="/"
      alternates="none"
      title={title}
      description={sentences.join(' ')}
      cardColours={campaigns.map((campaign) => campaign.settings.colour)}
      robots="noindex"
      composition="wall"
    >
      <Band title={title} lead={sentences.join(' ')} ridge />
      <OtherCampaigns locale={locale} campaigns={campaigns} />
    </PublicPage>
  );
}

function OtherCampaigns({ locale, campaigns }: { locale: Locale; campaigns: CampaignView[] }) {
  const t = messages(locale).pages;
  if (campaigns.length === 0) {
    return (
      <div class="column">
        <p>
          <a class="button" href={`/?lang=${locale}`}>
            {t.problems.home}
          </a>
        </p>
      </div>
    );
  }
  return (
    <section aria-labelledby="others-title">
      <h2 class="wall-title" id="others-title">
        {t.campaigns.others}
      </h2>
      <Wall locale={locale} campaigns={campaigns} level={3} />
    </section>
  );
}

function Wall({ locale, campaigns, level }: { locale: Locale; campaigns: CampaignView[]; level: 2 | 3 }) {
  const t = messages(locale).pages.campaigns;
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <ul class="wall">
      {campaigns.map(({ slug, locale: spoken, settings, text }) => (
        <li key={slug} class={`card ${colourClass(settings.colour)}`} lang={`${spoken}-CA`}>
          <div class="card-words">
            <p class="card-name">{text.title}</p>
            <Heading class="card-headline">
              <a href={`/${spoken}/${slug}`}>{text.headline}</a>
            </Heading>
            <p class="card-open" aria-hidden="true">
              {t.open}
              <ArrowIcon />
            </p>
          </div>
          <Picture class="card-picture" file={settings.picture} alt={text.pictureAlt} sizes="min(100vw, 34rem)" />
        </li>
      ))}
    </ul>
  );
}

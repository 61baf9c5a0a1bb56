import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { pledgeText } from '../ui/admin-pledge.ts';
import { colourClass } from '../ui/colour.ts';
import { formatNumber } from '../ui/format.ts';
import { TerrainMark } from '../ui/icons.tsx';
import { ScreenDocument } from './document-pages.tsx';
import { GoalRidge, GoalWords, Growing } from './goal-pages.tsx';
import { Counted, Others } from './wall-foot.tsx';
import type { Wall, WallCampaign } from './wall-state.ts';

type WallPageProps = {
  locale: Locale;
  wall: Wall;
  /** The one campaign that it is about; all that are open where it is left out. */
  slug?: string | undefined;
  baseUrl: string;
  timezone: string;
  /** QR codes of the open campaigns by slug, as SVG. */
  codes: ReadonlyMap<string, string>;
};

/** How long the page stays as it is where no script renews it, in seconds. */
const renewAfter = 30;

/** The headquarters' screen: figures that are read from the back of the room. */
export function WallPage({ locale, wall, slug, baseUrl, timezone, codes }: WallPageProps) {
  const t = messages(locale).screens.wall;
  const { campaigns, others } = wall;
  const [only] = slug === undefined ? [] : campaigns;
  const title = only ? t.titleOf(titleOf(only.campaign, locale)) : t.title;
  const path = slug === undefined ? '/admin/wall' : `/admin/campaigns/${slug}/wall`;
  return (
    <ScreenDocument
      locale={locale}
      title={title}
      colours={campaigns.map(({ campaign }) => campaign.settings.colour)}
      stylesheets={['/css/wall.css']}
      scripts={['/js/wall.js']}
      class={`wall wall-${campaigns.length}`}
      events={`${path}/events`}
      renewAfter={renewAfter}
    >
      <main>
        <h1 class="hidden">{title}</h1>
        {campaigns.map((one) => (
          <Panel key={one.campaign.id} locale={locale} one={one} baseUrl={baseUrl} codes={codes} />
        ))}
        {campaigns.length === 0 && (
          <p class="wall-empty">
            {t.empty} <a href="/admin/campaigns">{t.toCampaigns}</a>
          </p>
        )}
      </main>
      <footer class="wall-foot">
        <span class="wall-mark">
          <TerrainMark />
          Terrain
        </span>
        <p class="wall-status" role="status">
          <span data-status="live" hidden>
            {t.live}
          </span>
          <span data-status="lost" hidden>
            {t.lost} <time data-since="" />
          </span>
        </p>
        <Counted locale={locale} counted={wall.counted} timezone={timezone} />
        <Others locale={locale} others={others} />
        <button class="wall-button" type="button" data-full-screen="" hidden>
          {t.fullScreen}
        </button>
        <a class="wall-button" href={slug === undefined ? '/admin' : `/admin/campaigns/${slug}`}>
          {t.back}
        </a>
      </footer>
    </ScreenDocument>
  );
}

/** The parts of a wall that move, as an event carries them. */
export function WallParts({ locale, wall, timezone }: Pick<WallPageProps, 'locale' | 'wall' | 'timezone'>) {
  return (
    <>
      {wall.campaigns.map((one) => (
        <Moving key={one.campaign.id} locale={locale} one={one} />
      ))}
      <Counted locale={locale} counted={wall.counted} timezone={timezone} />
      <Others locale={locale} others={wall.others} />
    </>
  );
}

type PanelProps = Pick<WallPageProps, 'locale' | 'baseUrl' | 'codes'> & { one: WallCampaign };

function Panel({ locale, one, baseUrl, codes }: PanelProps) {
  const { slug, settings } = one.campaign;
  const t = messages(locale);
  const code = codes.get(slug);
  return (
    <section class={`panel ${colourClass(settings.colour)}`}>
      <div class="panel-body">
        <h2 class="panel-title">{titleOf(one.campaign, locale)}</h2>
        <Moving locale={locale} one={one} />
        {code !== undefined && (
          <div class="panel-join">
            <img
              src={`data:image/svg+xml;base64,${Buffer.from(code).toString('base64')}`}
              alt={t.sharing.codeAlt}
              width="200"
              height="200"
            />
            <p>
              {t.screens.wall.scan}
              <span class="panel-address">
                {baseUrl.replace(/^https?:\/\//, '')}/<wbr />
                <span class={slug.length <= 24 ? 'unbroken' : undefined}>{slug}</span>
              </span>
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

/** Named with the campaign's version: where its title or colour have changed, the page is opened anew. */
function Moving({ locale, one }: { locale: Locale; one: WallCampaign }) {
  const { campaign, today, total, pledged, waiting, progress } = one;
  const { slug, version, status, settings } = campaign;
  const t = messages(locale).screens.wall;
  // The most telling one: a second is too small to be read from afar.
  const [promise] = pledged;
  return (
    <div class="panel-live" data-live={`${slug}@${version}-${status}`}>
      <p class="panel-people">
        <Growing locale={locale} name="people" value={total.signedUp} /> <span>{t.people(total.signedUp)}</span>{' '}
        {today.signedUp > 0 && <em class="panel-today">{t.today(formatNumber(locale, today.signedUp))}</em>}
      </p>
      <div class="panel-goal">
        <GoalRidge progress={progress} />
        <GoalWords locale={locale} progress={progress} currency={settings.currency} />
      </div>
      <dl class="panel-figures">
        {(['confirmed', 'booked', 'attended'] as const).map((step) => (
          <div key={step}>
            <dt>{t.steps[step](total[step])}</dt>
            <dd>
              <Growing locale={locale} name={step} value={total[step]} />
              {today[step] > 0 && <span class="panel-more"> +{formatNumber(locale, today[step])}</span>}
            </dd>
          </div>
        ))}
        {(promise !== undefined || settings.pledge !== null) && (
          <div>
            <dt>{t.pledged}</dt>
            <dd>
              <strong>{promise ? pledgeText(locale, promise) : messages(locale).admin.none}</strong>
            </dd>
          </div>
        )}
        <div>
          <dt>{t.waiting(waiting)}</dt>
          <dd>
            <Growing locale={locale} name="waiting" value={waiting} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function titleOf({ texts, slug }: Campaign, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
}

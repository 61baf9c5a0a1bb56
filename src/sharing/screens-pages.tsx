import { showsGoal } from '../campaigns/goal-view.ts';
import type { Campaign } from '../campaigns/queries.ts';
import { offeredLocales } from '../campaigns/view.ts';
import { type Locale, messages } from '../locales/index.ts';

type ScreensCardProps = { locale: Locale; baseUrl: string; campaign: Campaign };

/** Where a campaign's figures can be shown as they move: at headquarters, and on other sites. */
export function ScreensCard({ locale, baseUrl, campaign }: ScreensCardProps) {
  const t = messages(locale).screens;
  const { slug, settings } = campaign;
  const { embedHosts: hosts = [] } = settings;
  return (
    <section class="card">
      <h2>{t.admin.title}</h2>
      <p>
        {t.admin.wallText} <a href={`/admin/campaigns/${slug}/wall`}>{t.wall.link}</a>
      </p>
      {!showsGoal(settings) && <p class="note">{t.admin.noGoal}</p>}
      {showsGoal(settings) && hosts.length === 0 && <p class="note">{t.admin.noHosts}</p>}
      {showsGoal(settings) && hosts.length > 0 && (
        <>
          <p>
            {t.admin.counterText} {t.admin.counterHosts(hosts.join(', '))}
          </p>
          {offeredLocales(campaign).map((spoken) => (
            <Snippet key={spoken} locale={locale} spoken={spoken} line={snippet(baseUrl, campaign, spoken)} />
          ))}
        </>
      )}
    </section>
  );
}

function Snippet({ locale, spoken, line }: { locale: Locale; spoken: Locale; line: string }) {
  const { admin, screens, wordings } = messages(locale);
  const id = `counter-${spoken}`;
  return (
    <p class="share">
      <label for={id}>{screens.admin.snippet(wordings.languages[spoken])}</label>
      <span class="share-row">
        <input id={id} type="text" readonly value={line} />
        <button class="button button-quiet" type="button" data-copy={id} data-copied={admin.copied} hidden>
          {admin.copy}
        </button>
      </span>
    </p>
  );
}

function snippet(baseUrl: string, { slug, texts }: Campaign, locale: Locale): string {
  const title = (texts[locale]?.title ?? slug).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<script async src="${baseUrl}/js/embed.js" data-campaign="${slug}" data-locale="${locale}" data-show="counter" data-title="${title}"></script>`;
}

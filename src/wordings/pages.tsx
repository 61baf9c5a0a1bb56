import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, locales, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import { gapsIn, type Wording, type Wordings } from './view.ts';

type WordingsPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  baseUrl: string;
  campaign: Campaign;
  wordings: Wordings;
};

/** A campaign in all its languages, side by side, with what is missing in one of them. */
export function WordingsPage(props: WordingsPageProps) {
  const { locale, organizer, campaign, wordings } = props;
  const t = messages(locale);
  const title = titleOf(campaign, locale);
  return (
    <AdminPage
      locale={locale}
      path={`/admin/campaigns/${campaign.slug}`}
      organizer={organizer}
      place="home"
      title={title}
      stylesheets={['/css/wordings.css']}
    >
      <div class="page-head">
        <h1>{title}</h1>
        <span class={`badge badge-${campaign.status}`}>{t.admin.home.status[campaign.status]}</span>
        <p class="note">{t.wordings.lead}</p>
        <a href={`/admin/campaigns/${campaign.slug}/wall`}>{t.screens.wall.link}</a>
      </div>
      <div class="columns">
        {locales.map((spoken) => (
          <Standing key={spoken} spoken={spoken} {...props} />
        ))}
      </div>
      {wordings.groups
        .filter((group) => group.wordings.length > 0)
        .map((group) => (
          <section key={group.key} class="card">
            <h2>{t.wordings[group.key]}</h2>
            <WordingTable locale={locale} caption={t.wordings[group.key]} wordings={group.wordings} />
          </section>
        ))}
      <div class="columns">
        <Order locale={locale} sections={wordings.sections} />
        <Embed {...props} />
      </div>
    </AdminPage>
  );
}

/** Whether a language is offered, what keeps it back, and where it can be seen. */
function Standing({ locale, spoken, campaign, wordings }: WordingsPageProps & { spoken: Locale }) {
  const t = messages(locale).wordings;
  const withheld = wordings.withheld[spoken];
  const gaps = gapsIn(wordings, spoken);
  const language = t.languages[spoken];
  const isPublic = campaign.status === 'live' && withheld.length === 0;
  return (
    <section class="card" aria-label={language}>
      <div class="card-head">
        <h2>{language}</h2>
        <span class={withheld.length === 0 ? 'badge badge-granted' : 'badge badge-missed'}>
          {withheld.length === 0 ? t.offered : t.withheld}
        </span>
      </div>
      {withheld.length > 0 && <p>{t.withheldText(withheld.map((name) => t.names[name]).join(', '))}</p>}
      <p class={gaps === 0 ? 'note' : 'alert'}>{gaps === 0 ? t.complete : t.gaps(formatNumber(locale, gaps))}</p>
      {campaign.texts[spoken] && (
        <p>
          <a href={isPublic ? `/${spoken}/${campaign.slug}` : `/admin/campaigns/${campaign.slug}/preview/${spoken}`}>
            {t.see(language)}
          </a>
        </p>
      )}
      {campaign.status === 'draft' && <p class="note">{t.draft}</p>}
    </section>
  );
}

type WordingTableProps = { locale: Locale; caption: string; wordings: Wording[] };

function WordingTable({ locale, caption, wordings }: WordingTableProps) {
  const t = messages(locale).wordings;
  return (
    <AdminTable
      caption={caption}
      columns={[{ label: t.text }, ...locales.map((spoken) => ({ label: t.languages[spoken] }))]}
      rows={wordings.map(({ key, name, texts, missing }) => ({
        key,
        cells: [
          nameOf(locale, name),
          ...locales.map((spoken) =>
            missing.includes(spoken) ? (
              <span key={spoken} class="badge badge-missed">
                {t.missing}
              </span>
            ) : (
              <span key={spoken} class="any-break" lang={`${spoken}-CA`}>
                {texts[spoken]}
              </span>
            ),
          ),
        ],
      }))}
    />
  );
}

function nameOf(locale: Locale, name: Wording['name']): string {
  const { names } = messages(locale).wordings;
  if (typeof name === 'string') return names[name];
  if ('field' in name) return names.field(name.field);
  if ('consent' in name) return names.consent(name.consent);
  return 'step' in name ? names.step(name.step) : names.shift(name.shift);
}

function Order({ locale, sections }: { locale: Locale; sections: Wordings['sections'] }) {
  const t = messages(locale).wordings;
  return (
    <section class="card">
      <h2>{t.order}</h2>
      <ol class="order">
        {sections.shown.map((name) => (
          <li key={name}>{t.sections[name]}</li>
        ))}
      </ol>
      {sections.leftOut.length > 0 && (
        <p class="note">{sections.leftOut.map((name) => `${t.sections[name]} (${t.leftOut})`).join(', ')}</p>
      )}
    </section>
  );
}

function Embed({ locale, baseUrl, campaign, wordings }: WordingsPageProps) {
  const t = messages(locale);
  const hosts = campaign.settings.embedHosts ?? [];
  const offered = locales.filter((spoken) => wordings.withheld[spoken].length === 0);
  return (
    <section class="card">
      <h2>{t.wordings.embed}</h2>
      {hosts.length === 0 ? (
        <p class="empty">{t.wordings.embedNone}</p>
      ) : (
        <>
          <p>
            {t.wordings.embedHosts} {hosts.join(', ')}
          </p>
          <p class="note">{t.wordings.embedText}</p>
          {offered.map((spoken) => (
            <p key={spoken} class="share">
              <label for={`embed-${spoken}`}>{t.wordings.embedSnippet(t.wordings.languages[spoken])}</label>
              <span class="share-row">
                <input id={`embed-${spoken}`} type="text" readonly value={snippet(baseUrl, campaign, spoken)} />
                <button
                  class="button button-quiet"
                  type="button"
                  data-copy={`embed-${spoken}`}
                  data-copied={t.admin.copied}
                  hidden
                >
                  {t.admin.copy}
                </button>
              </span>
            </p>
          ))}
        </>
      )}
    </section>
  );
}

function snippet(baseUrl: string, { slug, texts }: Campaign, locale: Locale): string {
  const title = (texts[locale]?.title ?? slug).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<script async src="${baseUrl}/js/embed.js" data-campaign="${slug}" data-locale="${locale}" data-title="${title}"></script>`;
}

function titleOf({ texts, slug }: Campaign, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
}

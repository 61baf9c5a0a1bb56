import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type Locale, locales, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { type Shared, StatusBadge, titleOf } from './list-pages.tsx';
import { ProblemList } from './problem-list.tsx';
import type { PlacedProblem } from './words-of.ts';

type PreviewPageProps = Shared & {
  campaign: Campaign;
  content: CampaignContent;
  isDraft: boolean;
  look: 'phone' | 'desk';
  baseUrl: string;
  /** What keeps the draft from being saved, after someone tried. */
  problems?: PlacedProblem[];
};

/** The campaign's page in both languages, as a phone or a desk shows it, saved or not. */
export function PreviewPage(props: PreviewPageProps) {
  const { locale, organizer, campaign, content, isDraft, look, baseUrl, problems = [] } = props;
  const t = messages(locale).editor.preview;
  const home = `/admin/campaigns/${campaign.slug}`;
  const mayEdit = organizer.mayOpen('/admin/campaigns/:slug/edit');
  const query = isDraft ? '?draft=1' : '';
  return (
    <AdminPage
      locale={locale}
      path={`${home}/preview${query}`}
      organizer={organizer}
      place="campaigns"
      title={t.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{mayEdit ? t.title : titleOf(campaign, locale)}</h1>
        <a href={mayEdit ? `${home}/edit` : '/admin/campaigns'}>
          {mayEdit ? titleOf(campaign, locale) : messages(locale).editor.list.title}
        </a>
        <p class="note">{t.lead}</p>
      </div>
      {problems.length > 0 && (
        <div class="alert" role="alert">
          <p>{messages(locale).editor.form.problems}</p>
          <ProblemList problems={problems} />
        </div>
      )}
      {!mayEdit && <Facts locale={locale} organizer={organizer} campaign={campaign} baseUrl={baseUrl} />}
      {isDraft && (
        <form class="edit-notice edit-actions" method="post" action={`${home}/save-draft`}>
          <span>{t.unsaved}</span>
          <button class="button" type="submit">
            {t.save}
          </button>
          <a href={`${home}/edit`}>{t.back}</a>
        </form>
      )}
      <nav class="tabs" aria-label={t.title}>
        {(['phone', 'desk'] as const).map((one) => (
          <a
            key={one}
            href={`${home}/preview?look=${one}${isDraft ? '&draft=1' : ''}`}
            aria-current={one === look ? 'page' : undefined}
          >
            {t[one]}
          </a>
        ))}
      </nav>
      <div class={`edit-previews edit-${look}`}>
        {locales.map((spoken) => (
          <Frame
            key={spoken}
            locale={locale}
            spoken={spoken}
            look={look}
            src={`${home}/preview/${spoken}${query}`}
            has={content.texts[spoken] !== undefined}
          />
        ))}
      </div>
    </AdminPage>
  );
}

/** What the page of a campaign is for those who do not change it: its state, its link, its numbers. */
function Facts({
  locale,
  organizer,
  campaign,
  baseUrl,
}: Pick<PreviewPageProps, keyof Shared | 'campaign' | 'baseUrl'>) {
  const t = messages(locale);
  const { slug, status } = campaign;
  const url = `${baseUrl}/${slug}`;
  return (
    <section class="card" aria-label={t.editor.hub.status}>
      <p>
        <StatusBadge locale={locale} campaign={campaign} /> {t.editor.hub[status]}
      </p>
      <ul class="plain-list">
        {status !== 'draft' && (
          <li>
            {t.editor.hub.link} <a href={url}>{url}</a>
          </li>
        )}
        {organizer.mayOpen('/admin/campaigns/:slug/sources') && (
          <li>
            <a href={`/admin/campaigns/${slug}/sources`}>{t.sources.link}</a>
          </li>
        )}
        {organizer.mayOpen('/admin/sharing/:slug') && (
          <li>
            <a href={`/admin/sharing/${slug}`}>{t.editor.hub.share}</a>
          </li>
        )}
      </ul>
    </section>
  );
}

type FrameProps = { locale: Locale; spoken: Locale; look: 'phone' | 'desk'; src: string; has: boolean };

function Frame({ locale, spoken, look, src, has }: FrameProps) {
  const t = messages(locale).editor;
  const language = t.form.bilingual[spoken];
  if (!has) return <p class="empty">{t.preview.noLanguage(language)}</p>;
  return (
    <section>
      <h2>{language}</h2>
      <div class="edit-frame">
        <iframe src={src} title={t.preview.frame(language, t.preview[look])} loading="lazy" />
      </div>
      <p>
        <a href={src}>{t.preview.alone(language)}</a>
      </p>
    </section>
  );
}

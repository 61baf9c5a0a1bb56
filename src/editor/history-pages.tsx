import type { Campaign } from '../campaigns/queries.ts';
import type { Pieces } from '../imports/content-view.ts';
import type { CampaignContent } from '../imports/form.ts';
import type { VersionLine } from '../imports/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { shown } from './conflict-pages.tsx';
import { type Shared, titleOf } from './list-pages.tsx';
import { ProblemList } from './problem-list.tsx';
import { changedWords, type PlacedProblem, pathWords } from './words-of.ts';

type HistoryPageProps = Shared & {
  campaign: Campaign;
  content: CampaignContent;
  versions: VersionLine[];
  notice?: string | undefined;
};

/** Every version of a campaign: when, who, what changed, and the way back. */
export function HistoryPage({ locale, organizer, campaign, content, versions, notice }: HistoryPageProps) {
  const t = messages(locale).editor.history;
  const home = `/admin/campaigns/${campaign.slug}`;
  const { timezone } = content.settings;
  return (
    <AdminPage
      locale={locale}
      path={`${home}/history`}
      organizer={organizer}
      place="campaigns"
      title={t.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <a href={`${home}/edit`}>{titleOf(campaign, locale)}</a>
        <p class="note">{t.lead}</p>
      </div>
      {notice !== undefined && (
        <p class="edit-notice" role="status">
          {notice}
        </p>
      )}
      <AdminTable
        caption={t.title}
        columns={[
          { label: t.version },
          { label: t.when, keeps: true },
          { label: t.who },
          { label: t.what, wraps: true },
        ]}
        rows={versions.map((version) => ({
          key: version.id,
          cells: [
            version.number === campaign.version ? (
              `${version.number} · ${t.current}`
            ) : (
              <a key="see" href={`${home}/history/${version.number}`}>
                {version.number}
                <span class="hidden"> – {t.see}</span>
              </a>
            ),
            formatMoment(locale, version.at, timezone),
            version.who || version.email || t.system,
            what(locale, version, content),
          ],
        }))}
      />
    </AdminPage>
  );
}

function what(locale: Locale, { act, changed, restored }: VersionLine, content: CampaignContent): string {
  const t = messages(locale).editor.history;
  const words = changedWords(locale, changed, content);
  const did = restored === null ? t.acts[act] : t.restoredFrom(restored);
  return words.length === 0 ? did : `${did} – ${words.join(', ')}`;
}

type ComparePageProps = Shared & {
  campaign: Campaign;
  content: CampaignContent;
  number: number;
  paths: string[];
  then: Pieces;
  now: Pieces;
  /** Someone saved since the comparison that was answered. */
  isMoved: boolean;
  /** What keeps the version from being put back, after someone tried. */
  problems: PlacedProblem[];
};

/** What differs between a version and what the campaign is now. */
export function ComparePage(props: ComparePageProps) {
  const { locale, organizer, campaign, content, number, paths, then, now, isMoved, problems } = props;
  const t = messages(locale).editor.history;
  const home = `/admin/campaigns/${campaign.slug}`;
  return (
    <AdminPage
      locale={locale}
      path={`${home}/history/${number}`}
      organizer={organizer}
      place="campaigns"
      title={t.compareTitle(number)}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.compareTitle(number)}</h1>
        <a href={`${home}/history`}>{t.title}</a>
      </div>
      {isMoved && (
        <p class="alert" role="alert">
          {t.moved}
        </p>
      )}
      {problems.length > 0 && (
        <div class="alert" role="alert">
          <p>{messages(locale).editor.form.problems}</p>
          <ProblemList problems={problems} />
        </div>
      )}
      {paths.length === 0 ? (
        <p class="empty">{t.same}</p>
      ) : (
        <>
          <AdminTable
            caption={t.compareTitle(number)}
            columns={[{ label: t.what }, { label: t.was(number), wraps: true }, { label: t.now, wraps: true }]}
            rows={paths.map((path) => ({
              key: path,
              cells: [pathWords(locale, path, content), shown(locale, then.get(path)), shown(locale, now.get(path))],
            }))}
          />
          <form method="post" action={`${home}/history/${number}/restore`}>
            <input type="hidden" name="base" value={String(campaign.version)} />
            <button class="button" type="submit">
              {t.restore}
            </button>
          </form>
        </>
      )}
    </AdminPage>
  );
}

import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignContent } from '../imports/form.ts';
import type { CampaignDraft } from '../imports/queries.ts';
import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { type Shared, StatusBadge, titleOf } from './list-pages.tsx';
import { needsOf } from './needs.ts';
import { blanksOf, partNames } from './parts.ts';
import { ProblemList } from './problem-list.tsx';
import { SequencesCard } from './sequence-pages.tsx';
import { StatusCard } from './status-pages.tsx';
import type { PlacedProblem } from './words-of.ts';

export type HubPageProps = Shared & {
  baseUrl: string;
  campaign: Campaign;
  content: CampaignContent;
  /** How many signed up, as far as they are counted; undefined where nothing says it. */
  people: number | undefined;
  now: Date;
  /** What a copy of it would be known by. */
  copyId: string;
  draft?: CampaignDraft | undefined;
  notice?: string | undefined;
  /** What keeps its file from being brought in elsewhere. */
  faults: PlacedProblem[];
  /** What keeps it from opening, after someone tried. */
  problems?: PlacedProblem[];
  /** What is wrong with the times that were typed, and the times. */
  times?: { opensAt: string; closesAt: string; error?: string | undefined };
};

/** One campaign: its state, what it needs, its parts, and everything that can be done with it. */
export function HubPage(props: HubPageProps) {
  const { locale, organizer, baseUrl, campaign, content, now, draft, notice, faults, problems = [] } = props;
  const t = messages(locale).editor;
  const { slug } = campaign;
  const base = `/admin/campaigns/${slug}`;
  const name = titleOf(campaign, locale);
  return (
    <AdminPage
      locale={locale}
      path={`${base}/edit`}
      organizer={organizer}
      place="campaigns"
      title={name}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{name}</h1>
        <StatusBadge locale={locale} campaign={campaign} />
        <p class="note">{needsOf(locale, campaign, content, now).join(' · ')}</p>
      </div>
      {notice !== undefined && (
        <p class="edit-notice" role="status">
          {notice}
        </p>
      )}
      {problems.length > 0 && (
        <div class="alert" role="alert">
          <p>{t.hub.notYet}</p>
          <ProblemList problems={problems} />
        </div>
      )}
      {draft && (
        <form class="alert edit-actions" method="post" action={`${base}/drop-draft`}>
          <span>{t.hub.draftWaits(formatMoment(locale, draft.at, content.settings.timezone))}</span>
          <a href={`${base}/preview?draft=1`}>{t.hub.draftSee}</a>
          <button class="button button-quiet" type="submit">
            {t.hub.draftDrop}
          </button>
        </form>
      )}
      <div class="columns">
        <div>
          <section class="card">
            <h2>{t.hub.parts}</h2>
            <p class="note">{t.hub.partsLead}</p>
            <ul class="edit-parts">
              {partNames
                .filter((part) => part !== 'blanks' || blanksOf(content).length > 0)
                .map((part) => (
                  <li key={part}>
                    <a href={`${base}/edit/${part}${draft ? '?draft=1' : ''}`}>{t.parts[part][0]}</a>
                    <span class="note">{t.parts[part][1]}</span>
                  </li>
                ))}
            </ul>
          </section>
        </div>
        <div>
          <StatusCard {...props} />
          <section class="card">
            <p class="share">
              <label for="campaign-link">{t.hub.link}</label>
              <span class="share-row">
                <input id="campaign-link" type="text" readonly value={`${baseUrl}/${slug}`} />
                <button
                  class="button button-quiet"
                  type="button"
                  data-copy="campaign-link"
                  data-copied={messages(locale).admin.copied}
                  hidden
                >
                  {messages(locale).admin.copy}
                </button>
              </span>
            </p>
            <ul class="plain-list">
              <li>
                <a href={`${base}/preview`}>{t.hub.preview}</a>
              </li>
              <li>
                <a href={`/admin/sharing/${slug}`}>{t.hub.share}</a>
              </li>
              <li>
                <a href={`${base}/wall`}>{messages(locale).screens.wall.link}</a>
              </li>
              <li>
                <a href={base}>{t.hub.wordings}</a>
              </li>
              <li>
                <a href={`${base}/history`}>
                  {t.hub.history} ({formatNumber(locale, campaign.version)})
                </a>
              </li>
              <li>
                <a href={`${base}/file`} download={`${slug}.json`}>
                  {t.hub.file}
                </a>
                {faults.length > 0 && (
                  <>
                    <p class="note">{t.hub.fileFaulty}</p>
                    <ProblemList problems={faults} />
                  </>
                )}
              </li>
            </ul>
          </section>
          <SequencesCard locale={locale} sequences={content.sequences} href={`${base}/sequences`} />
        </div>
      </div>
    </AdminPage>
  );
}

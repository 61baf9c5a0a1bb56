import type { Campaign } from '../campaigns/queries.ts';
import type { CampaignContent } from '../imports/form.ts';
import type { VersionLine } from '../imports/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { type Shared, titleOf } from './list-pages.tsx';
import type { Conflict } from './merge.ts';
import { pathWords } from './words-of.ts';

type ConflictPageProps = Shared & {
  campaign: Campaign;
  content: CampaignContent;
  conflicts: Conflict[];
  /** The version that others made, with who and when. */
  latest: VersionLine | undefined;
  isIncomplete?: boolean;
};

/** What two people changed at once, to be chosen from, piece by piece. */
export function ConflictPage({
  locale,
  organizer,
  campaign,
  content,
  conflicts,
  latest,
  isIncomplete = false,
}: ConflictPageProps) {
  const t = messages(locale).editor.conflict;
  const home = `/admin/campaigns/${campaign.slug}`;
  return (
    <AdminPage
      locale={locale}
      path={`${home}/conflict`}
      organizer={organizer}
      place="campaigns"
      title={t.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <a href={`${home}/edit`}>{titleOf(campaign, locale)}</a>
      </div>
      <p>{t.lead}</p>
      {latest && (
        <p class="note">
          {t.by(
            latest.who ?? messages(locale).editor.history.system,
            formatMoment(locale, latest.at, content.settings.timezone),
          )}
        </p>
      )}
      {isIncomplete && (
        <p class="alert" role="alert">
          {t.choose}
        </p>
      )}
      <form class="edit-form" method="post" action={`${home}/conflict`}>
        <input type="hidden" name="version" value={String(campaign.version)} />
        {conflicts.map((conflict, index) => (
          <fieldset key={conflict.path} class="card">
            <legend>{pathWords(locale, conflict.path, content)}</legend>
            <div class="edit-choice">
              {(['mine', 'theirs'] as const).map((whose) => (
                <label key={whose} for={`choice-${index}-${whose}`}>
                  <input
                    id={`choice-${index}-${whose}`}
                    type="radio"
                    name={`choice.${conflict.path}`}
                    value={whose}
                    required
                  />
                  <span>{t[whose]}</span>
                  <span class="any-break edit-said">{shown(locale, conflict[whose])}</span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <p class="edit-save">
          <button class="button" type="submit">
            {t.button}
          </button>
          <a href={`${home}/edit`}>{messages(locale).editor.form.cancel}</a>
        </p>
      </form>
    </AdminPage>
  );
}

/** A piece as a person can read it: texts as they are, lists a line each, whatever else by its parts. */
export function shown(locale: Locale, value: unknown): string {
  if (value === undefined || value === null || value === '') return messages(locale).editor.conflict.none;
  if (Array.isArray(value)) return value.map((one: unknown) => shown(locale, one)).join('\n');
  if (typeof value !== 'object') return String(value);
  return Object.values(value)
    .map((one: unknown) => shown(locale, one))
    .join(' · ');
}

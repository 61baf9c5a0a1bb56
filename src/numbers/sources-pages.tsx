import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import { titleOf } from './campaign-card.tsx';
import { CampaignPage, type CampaignPageProps, CsvLink } from './campaign-page.tsx';
import type { CampaignFigures, Steps } from './figures-form.ts';
import { stepText } from './figures-view.ts';
import type { RecruiterNumbers } from './sources-queries.ts';

type SourcesPageProps = CampaignPageProps & {
  baseUrl: string;
  /** Left out for those who see no personal data. */
  recruiters: RecruiterNumbers[] | undefined;
};

/** From a post to the door: where people came from, and how far each source brought them. */
export function SourcesPage(props: SourcesPageProps) {
  const { locale, baseUrl, campaign, figures, recruiters } = props;
  const { sources: t } = messages(locale);
  return (
    <CampaignPage
      {...props}
      tab="sources"
      title={t.title(titleOf(campaign, locale))}
      stylesheets={['/css/sources.css']}
    >
      <p class="note">{t.text}</p>
      <section class="card" aria-label={t.source}>
        {figures.sources.length === 0 ? (
          <p class="empty">{t.empty}</p>
        ) : (
          <>
            <Sources locale={locale} figures={figures} />
            <Legend locale={locale} />
            <CsvLink locale={locale} campaign={campaign} table="sources" of={t.source} />
          </>
        )}
        <p class="note">
          {t.how} <code>{`${baseUrl}/${campaign.slug}?utm_source=facebook`}</code>
        </p>
      </section>
      {recruiters && <Recruiters locale={locale} recruiters={recruiters} />}
    </CampaignPage>
  );
}

const shownSteps = ['seen', 'signedUp', 'confirmed', 'pledged', 'booked', 'attended', 'reported'] as const;

function Sources({ locale, figures: { sources, rest, total } }: { locale: Locale; figures: CampaignFigures }) {
  const { sources: t } = messages(locale);
  const most = Math.max(rest.signedUp, ...sources.map(({ signedUp }) => signedUp));
  const rows = sources.map((row) => ({
    key: `${row.via} ${row.source}`,
    cells: [<SourceName key="name" locale={locale} of={row} />, ...cellsOf(locale, row, most)],
  }));
  const others = { key: 'rest', cells: [t.rest(formatNumber(locale, rest.sources)), ...cellsOf(locale, rest, most)] };
  const all = { key: 'total', cells: [<strong key="total">{t.total}</strong>, ...cellsOf(locale, total)] };
  return (
    <AdminTable
      caption={t.source}
      columns={[
        { label: t.source },
        { label: t.drawn },
        ...shownSteps.map((step) => ({ label: t.steps[step], numeric: true })),
      ]}
      rows={[...rows, ...(rest.sources > 0 ? [others] : []), all]}
    />
  );
}

type SourceNameProps = { locale: Locale; of: CampaignFigures['sources'][number] };

/** A source as it is called, and what kind of thing that is. */
function SourceName({ locale, of: { via, source } }: SourceNameProps) {
  const { sources: t } = messages(locale);
  const names = {
    direct: t.direct,
    link: source,
    site: source,
    person: source === '' ? t.person : t.personBy(source),
  };
  return (
    <>
      {names[via]} <span class="note">{t.kinds[via]}</span>
    </>
  );
}

/** The cells after a row's name: its steps drawn, where there is something to compare with, and in figures. */
function cellsOf(locale: Locale, steps: Steps, most?: number): Child[] {
  const numbers = shownSteps.map((step) => stepText(locale, steps, step));
  return [most === undefined ? '' : <StepsDrawn key="drawn" locale={locale} steps={steps} most={most} />, ...numbers];
}

const width = 160;
const height = 14;

/** Three bars in one, the longest behind: signed up, booked, attended. */
function StepsDrawn({ locale, steps, most }: { locale: Locale; steps: Steps; most: number }) {
  const { sources: t } = messages(locale);
  const { signedUp, booked, attended } = steps;
  const [all, some, few] = [signedUp, booked, attended].map((count) => formatNumber(locale, count));
  // The few who came are seen beside the many who did not.
  const long = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * width));
  return (
    <svg
      class="steps"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={t.drawnText(all ?? '', some ?? '', few ?? '')}
    >
      <rect class="steps-signed-up" width={long(signedUp)} height={height} rx="2" />
      <rect class="steps-booked" width={long(booked)} y="3" height={height - 6} rx="2" />
      <rect class="steps-attended" width={long(attended)} y="5" height={height - 10} rx="1" />
    </svg>
  );
}

/** What the bars are, in their colours. */
function Legend({ locale }: { locale: Locale }) {
  const { steps } = messages(locale).sources;
  const bars = [
    ['steps-signed-up', steps.signedUp],
    ['steps-booked', steps.booked],
    ['steps-attended', steps.attended],
  ] as const;
  return (
    <p class="note steps-legend">
      {bars.map(([name, label]) => (
        <span key={name}>
          <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            <rect class={name} width="14" height="14" rx="2" />
          </svg>
          {label}
        </span>
      ))}
    </p>
  );
}

function Recruiters({ locale, recruiters }: { locale: Locale; recruiters: RecruiterNumbers[] }) {
  const { sources: t } = messages(locale);
  return (
    <section class="card" aria-labelledby="recruiters">
      <h2 id="recruiters">{t.recruiters}</h2>
      <p class="note">{recruiters.length === 0 ? t.recruitersEmpty : t.recruitersText}</p>
      {recruiters.length > 0 && (
        <AdminTable
          caption={t.recruiters}
          columns={[
            { label: t.recruiter, wraps: true },
            { label: t.brought, numeric: true },
            ...(['confirmed', 'booked', 'attended'] as const).map((step) => ({ label: t.steps[step], numeric: true })),
          ]}
          rows={recruiters.map(({ contactId, name, email, ...counts }) => ({
            key: contactId,
            cells: [
              <a key="contact" href={`/admin/contacts/${contactId}`}>
                {name || email}
              </a>,
              ...[counts.brought, counts.confirmed, counts.booked, counts.attended].map((count) =>
                formatNumber(locale, count),
              ),
            ],
          }))}
        />
      )}
    </section>
  );
}

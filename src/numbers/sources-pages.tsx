import type { Child } from 'hono/jsx';
import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatClock } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { CampaignSources, SourceNumbers, Steps } from './sources-queries.ts';

type SourcesPageProps = CampaignSources & {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  baseUrl: string;
  /** When the numbers were counted. */
  now: Date;
  campaign: Campaign;
};

/** From a post to the door: where people came from, and how far each source brought them. */
export function SourcesPage(props: SourcesPageProps) {
  const { locale, organizer, timezone, baseUrl, now, campaign, sources } = props;
  const { sources: t, admin } = messages(locale);
  const name = (campaign.texts[locale] ?? Object.values(campaign.texts)[0])?.title ?? campaign.slug;
  const path = `/admin/campaigns/${campaign.slug}/sources`;
  const title = t.title(name);
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="home"
      title={title}
      stylesheets={['/css/sources.css']}
    >
      <p>
        <a href="/admin">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{title}</h1>
        <p class="note">{admin.home.asOf(formatClock(locale, now, timezone))}</p>
      </div>
      <p class="note">{t.text}</p>
      <section class="card" aria-label={t.source}>
        {sources.length === 0 ? <p class="empty">{t.empty}</p> : <Sources {...props} />}
        {sources.length > 0 && <Legend locale={locale} />}
        <p class="note">
          {t.how} <code>{`${baseUrl}/${campaign.slug}?utm_source=facebook`}</code>
        </p>
      </section>
      <Recruiters {...props} />
    </AdminPage>
  );
}

const shownSteps = ['signedUp', 'confirmed', 'pledged', 'booked', 'attended', 'reported'] as const;

function Sources({ locale, sources, rest }: SourcesPageProps) {
  const { sources: t } = messages(locale);
  const most = Math.max(rest.signedUp, ...sources.map(({ signedUp }) => signedUp));
  const rows = sources.map((row) => ({
    key: `${row.via} ${row.source}`,
    cells: [<SourceName key="name" locale={locale} of={row} />, ...figures(locale, row, most)],
  }));
  const others = { key: 'rest', cells: [t.rest(formatNumber(locale, rest.sources)), ...figures(locale, rest, most)] };
  const total = {
    key: 'total',
    cells: [<strong key="total">{t.total}</strong>, ...figures(locale, sum(sources, rest))],
  };
  return (
    <AdminTable
      caption={t.source}
      columns={[
        { label: t.source },
        { label: t.drawn },
        ...shownSteps.map((step) => ({ label: t.steps[step], numeric: true })),
      ]}
      rows={[...rows, ...(rest.sources > 0 ? [others] : []), total]}
    />
  );
}

/** A source as it is called, and what kind of thing that is. */
function SourceName({ locale, of: { via, source } }: { locale: Locale; of: SourceNumbers }) {
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
function figures(locale: Locale, steps: Steps, most?: number): Child[] {
  const numbers = shownSteps.map((step) => formatNumber(locale, steps[step]));
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

function sum(sources: Steps[], rest: Steps): Steps {
  const total = (step: (typeof shownSteps)[number]) => sources.reduce((all, row) => all + row[step], rest[step]);
  return {
    signedUp: total('signedUp'),
    confirmed: total('confirmed'),
    pledged: total('pledged'),
    booked: total('booked'),
    attended: total('attended'),
    reported: total('reported'),
  };
}

function Recruiters({ locale, recruiters }: SourcesPageProps) {
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

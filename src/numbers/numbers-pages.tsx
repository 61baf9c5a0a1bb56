import { messages } from '../locales/index.ts';
import { DayChart } from '../ui/admin-chart.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatDay } from '../ui/admin-time.ts';
import { formatNumber, formatShare } from '../ui/format.ts';
import { titleOf } from './campaign-card.tsx';
import { CampaignPage, type CampaignPageProps, CsvLink } from './campaign-page.tsx';
import { type FunnelStep, funnelSteps } from './figures-form.ts';
import { todayOf } from './figures-queries.ts';
import { dayText, stepText } from './figures-view.ts';
import { funnelOf } from './funnel.ts';
import { Funnel } from './funnel-drawing.tsx';
import { PledgesSection, TeamsSection } from './numbers-sections.tsx';

type NumbersPageProps = CampaignPageProps & {
  /** Every team's name, by id. */
  teams: Map<string, string>;
  /** Which step is drawn by day. */
  step: FunnelStep;
};

/** One campaign in numbers: how far people come, day by day, in which team, and what became of what they promised. */
export function NumbersPage(props: NumbersPageProps) {
  const { locale, campaign, figures } = props;
  const t = messages(locale).numbers;
  const nobody = figures.total.signedUp === 0 && figures.total.seen === 0;
  return (
    <CampaignPage {...props} tab="numbers" title={t.title(titleOf(campaign, locale))}>
      {nobody ? (
        <p class="empty">
          {campaign.status === 'draft' ? messages(locale).admin.home.draftHint : messages(locale).admin.home.noSignups}{' '}
          <a href={`/admin/sharing/${campaign.slug}`}>{messages(locale).sharing.admin.link}</a>
        </p>
      ) : (
        <>
          <FunnelSection {...props} />
          <DaysSection {...props} />
          <TeamsSection {...props} />
        </>
      )}
      <PledgesSection {...props} />
    </CampaignPage>
  );
}

function FunnelSection(props: NumbersPageProps) {
  const { locale, counted, figures } = props;
  const { numbers, sources, admin } = messages(locale);
  const t = numbers.funnel;
  const { total } = figures;
  const today = todayOf(figures);
  const parts = funnelOf(total);
  const shares = parts.map(({ next }) => (next ? formatShare(locale, next.share) : admin.none));
  return (
    <section class="card" aria-labelledby="funnel">
      <h2 id="funnel">{t.title}</h2>
      <p class="note">{t.text}</p>
      <Funnel locale={locale} total={total} />
      <AdminTable
        caption={t.title}
        columns={[
          { label: admin.home.figure },
          { label: dayText(locale, counted, props), numeric: true },
          { label: admin.home.total, numeric: true },
          { label: t.share, numeric: true },
        ]}
        rows={parts.map(({ step }, index) => ({
          key: step,
          cells: [
            sources.steps[step],
            stepText(locale, today, step, total),
            stepText(locale, total, step),
            index === 0 ? '' : shares[index - 1],
          ],
        }))}
      />
      <CsvLink locale={locale} campaign={props.campaign} table="funnel" of={t.title} />
    </section>
  );
}

function DaysSection({ locale, campaign, figures, step }: NumbersPageProps) {
  const { numbers, sources, admin } = messages(locale);
  const t = numbers.days;
  const name = sources.steps[step];
  return (
    <section class="card" aria-labelledby="days">
      <h2 id="days">{t.title}</h2>
      <nav class="tabs step-tabs" aria-label={t.choose}>
        {funnelSteps.map((one) => (
          <a
            key={one}
            href={`/admin/campaigns/${campaign.slug}/numbers?step=${one}#days`}
            aria-current={one === step ? 'true' : undefined}
          >
            {sources.steps[one]}
          </a>
        ))}
      </nav>
      <DayChart
        locale={locale}
        id="chart"
        title={t.chart(name)}
        days={figures.days.map((day) => ({ day: day.day, count: day[step] }))}
      />
      <details>
        <summary>{t.table}</summary>
        <p class="note">{t.how}</p>
        <AdminTable
          caption={t.title}
          columns={[
            { label: admin.home.day },
            ...funnelSteps.map((one) => ({ label: sources.steps[one], numeric: true })),
          ]}
          rows={figures.days.toReversed().map((day) => ({
            key: day.day,
            cells: [formatDay(locale, day.day), ...funnelSteps.map((one) => formatNumber(locale, day[one]))],
          }))}
        />
        <CsvLink locale={locale} campaign={campaign} table="days" of={t.title} />
      </details>
    </section>
  );
}

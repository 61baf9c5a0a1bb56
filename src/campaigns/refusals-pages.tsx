import { type Locale, type Messages, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatClock, formatDay } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { refusals } from './refusal-counter.ts';
import type { RefusedOf } from './refusals-queries.ts';

type RefusalsPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  refused: RefusedOf[];
};

/** What each campaign's form refused, by reason with what to do about it, then day by day. */
export function RefusalsPage({ locale, organizer, timezone, refused }: RefusalsPageProps) {
  const t = messages(locale).bots.admin;
  return (
    <AdminPage locale={locale} path="/admin/refusals" organizer={organizer} place="home" title={t.title}>
      <div class="page-head">
        <h1>{t.title}</h1>
        <p class="note">{t.lead}</p>
      </div>
      {refused.map((one) => (
        <CampaignRefusals key={one.campaign.slug} locale={locale} timezone={timezone} refused={one} />
      ))}
      {refused.length === 0 && <p class="empty">{t.none}</p>}
    </AdminPage>
  );
}

type CampaignRefusalsProps = { locale: Locale; timezone: string; refused: RefusedOf };

function CampaignRefusals({ locale, timezone, refused: { campaign, proof, days } }: CampaignRefusalsProps) {
  const t = messages(locale).bots.admin;
  const name = (campaign.texts[locale] ?? Object.values(campaign.texts)[0])?.title ?? campaign.slug;
  const time = (at: Date) => formatClock(locale, at, timezone);
  return (
    <section class="card" aria-label={`${name} (${campaign.slug})`}>
      <div class="card-head">
        <h2>{name}</h2>
        <span class={proof ? 'badge badge-live' : 'badge badge-closed'}>{proof ? t.onBadge : t.offBadge}</span>
      </div>
      <p class="note">{proof ? t.on(time(proof.since), time(proof.until)) : t.off}</p>
      {days.length === 0 ? <p class="empty">{t.none}</p> : <Tables locale={locale} name={name} days={days} />}
    </section>
  );
}

function Tables({ locale, name, days }: { locale: Locale; name: string; days: RefusedOf['days'] }) {
  const t = messages(locale).bots.admin;
  const total = (reason: string) => days.reduce((sum, row) => (row.reason === reason ? sum + row.count : sum), 0);
  const reasons = refusals.map((reason) => ({ reason, count: total(reason) })).filter(({ count }) => count > 0);
  return (
    <>
      <AdminTable
        caption={`${t.title}: ${name}`}
        columns={[{ label: t.reason }, { label: t.count, numeric: true }, { label: t.todo, wraps: false }]}
        rows={reasons.map(({ reason, count }) => ({
          key: reason,
          cells: [t.reasons[reason].name, formatNumber(locale, count), t.reasons[reason].todo],
        }))}
      />
      <details>
        <summary>{t.byDay}</summary>
        <AdminTable
          caption={`${t.byDay}: ${name}`}
          columns={[{ label: t.day, keeps: true }, { label: t.reason }, { label: t.count, numeric: true }]}
          rows={days.map(({ day, reason, count }) => ({
            key: `${day} ${reason}`,
            cells: [formatDay(locale, day), reasonName(t, reason), formatNumber(locale, count)],
          }))}
        />
      </details>
    </>
  );
}

function reasonName(t: Messages['bots']['admin'], reason: string): string {
  return new Map(Object.entries(t.reasons)).get(reason)?.name ?? reason;
}

import { type Locale, messages } from '../locales/index.ts';
import type { Gate } from '../mail/gate.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment, formatShortDay } from '../ui/admin-time.ts';
import { mailReason } from '../ui/admin-words.ts';
import { formatNumber } from '../ui/format.ts';
import type { CampaignDelivery, DeliveryDay, FailureGroup } from './queries.ts';

type DeliveryPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  gate: Gate;
  urgent: { count: number; oldest: Date | null };
  campaigns: CampaignDelivery[];
  days: DeliveryDay[];
  failures: FailureGroup[];
  transport: 'resend' | 'smtp' | 'mailbox';
};

/** What waits, what went and what came of it, and the buttons that stop and go on. */
export function DeliveryPage(props: DeliveryPageProps) {
  const { locale, organizer, timezone, urgent } = props;
  const t = messages(locale).delivery;
  return (
    <AdminPage locale={locale} path="/admin/delivery" organizer={organizer} place="home" title={t.title}>
      <div class="page-head">
        <h1>{t.title}</h1>
        <p class="note">{t.lead[props.transport]}</p>
      </div>
      <Stopped locale={locale} timezone={timezone} gate={props.gate} />
      <section class="card">
        <h2>{t.waiting}</h2>
        <p>
          {t.urgent(formatNumber(locale, urgent.count))}
          {urgent.oldest && ` ${t.since(formatMoment(locale, urgent.oldest, timezone))}`}
        </p>
        <Campaigns locale={locale} timezone={timezone} campaigns={props.campaigns} />
      </section>
      <section class="card">
        <h2>{t.byDay}</h2>
        <Days locale={locale} days={props.days} />
      </section>
      <section class="card">
        <h2>{t.failures}</h2>
        <Failures locale={locale} timezone={timezone} failures={props.failures} />
      </section>
    </AdminPage>
  );
}

function Stopped({ locale, timezone, gate }: Pick<DeliveryPageProps, 'locale' | 'timezone' | 'gate'>) {
  const t = messages(locale).delivery;
  const until = gate.closedUntil && formatMoment(locale, gate.closedUntil, timezone);
  if (gate.stopped === '') return until ? <p class="alert">{gate.isAway ? t.away(until) : t.held(until)}</p> : null;
  return (
    <section class="card alert">
      <h2>{t.stopped}</h2>
      <p>{t.stoppedText}</p>
      <p>
        <code>{gate.stopped}</code>
      </p>
      {until && <p>{t.triesAgain(until)}</p>}
      <form method="post" action="/admin/delivery/try-again">
        <button class="button" type="submit">
          {t.tryAgain}
        </button>
      </form>
    </section>
  );
}

function Campaigns({ locale, timezone, campaigns }: Pick<DeliveryPageProps, 'locale' | 'timezone' | 'campaigns'>) {
  const t = messages(locale).delivery;
  if (campaigns.length === 0) return <p class="empty">{t.noCampaign}</p>;
  const rows = campaigns.map(({ slug, texts, waiting, oldest, paused }) => {
    const name = (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
    const act = paused ? 'resume' : 'pause';
    return {
      key: slug,
      cells: [
        name,
        formatNumber(locale, waiting),
        oldest ? formatMoment(locale, oldest, timezone) : '–',
        paused ? t.paused[paused.reason]({ counted: paused.counted, sent: paused.sent }) : t.going,
        <form key={act} method="post" action={`/admin/delivery/${slug}/${act}`}>
          <button
            class={paused ? 'button button-small' : 'button button-quiet button-small'}
            type="submit"
            aria-label={t[act](name)}
          >
            {paused ? t.resumeShort : t.pauseShort}
          </button>
        </form>,
      ],
    };
  });
  const columns = [
    { label: t.campaign },
    { label: t.queued, numeric: true },
    { label: t.oldest, keeps: true },
    { label: t.state },
    { label: t.act },
  ];
  return <AdminTable caption={t.waiting} columns={columns} rows={rows} />;
}

function Days({ locale, days }: Pick<DeliveryPageProps, 'locale' | 'days'>) {
  const t = messages(locale).delivery;
  if (days.length === 0) return <p class="empty">{t.noDay}</p>;
  const kinds = ['sent', 'delivered', 'bounced', 'complained'] as const;
  const columns = [
    { label: t.day, keeps: true },
    ...kinds.map((kind) => ({ label: t.kinds[kind], numeric: true, minor: kind === 'delivered' })),
  ];
  const rows = days.map((one) => ({
    key: one.day,
    cells: [formatShortDay(locale, one.day), ...kinds.map((kind) => formatNumber(locale, one[kind]))],
  }));
  return <AdminTable caption={t.byDay} columns={columns} rows={rows} compact />;
}

function Failures({ locale, timezone, failures }: Pick<DeliveryPageProps, 'locale' | 'timezone' | 'failures'>) {
  const t = messages(locale).delivery;
  if (failures.length === 0) return <p class="note">{t.noFailure}</p>;
  const columns = [
    { label: t.reason, wraps: true },
    { label: t.count, numeric: true },
    { label: t.latest, keeps: true },
    { label: t.todo },
  ];
  const rows = failures.map(({ reason, count, latest }) => ({
    key: reason,
    cells: [
      mailReason(locale, reason),
      formatNumber(locale, count),
      formatMoment(locale, latest, timezone),
      t.todos[kindOfFailure(reason)],
    ],
  }));
  return <AdminTable caption={t.failures} columns={columns} rows={rows} />;
}

function kindOfFailure(reason: string): 'unsure' | 'words' | 'address' | 'other' {
  if (reason.startsWith('may-have-gone')) return 'unsure';
  if (/\bno (step|words)\b/.test(reason)) return 'words';
  return /\b(to|address|recipient|550)\b/i.test(reason) ? 'address' : 'other';
}

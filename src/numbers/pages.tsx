import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { DayChart } from '../ui/admin-chart.tsx';
import { AdminPage } from '../ui/admin-layout.tsx';
import { pledgeText } from '../ui/admin-pledge.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatClock, formatMoment } from '../ui/admin-time.ts';
import { mailName, mailReason } from '../ui/admin-words.ts';
import { formatNumber } from '../ui/format.ts';
import { type AnsweringProps, AnsweringSection } from './answering-section.tsx';
import type { CampaignNumbers, FailedMail, Figures } from './queries.ts';

type HomePageProps = {
  locale: Locale;
  organizer: { name: string; email: string; mayOpen(path: string): boolean };
  timezone: string;
  baseUrl: string;
  /** When the numbers were counted. */
  now: Date;
  campaigns: CampaignNumbers[];
  /** Left out for those who see no personal data. */
  failed: { count: number; latest: FailedMail[] } | undefined;
} & Pick<AnsweringProps, 'waiting' | 'answering'>;

/** How far each campaign is today and in all, and what went wrong. */
export function HomePage(props: HomePageProps) {
  const { locale, organizer, timezone, baseUrl, now, campaigns, failed } = props;
  const t = messages(locale).admin.home;
  return (
    <AdminPage
      locale={locale}
      path="/admin"
      organizer={organizer}
      place="home"
      title={t.title}
      stylesheets={['/css/answering.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <p class="note">{t.asOf(formatClock(locale, now, timezone))}</p>
      </div>
      {organizer.mayOpen('/admin/start') && campaigns.every(({ campaign }) => campaign.isDemo) && (
        <p class="empty">
          {messages(locale).guide.invite} <a href="/admin/start">{messages(locale).guide.title}</a>
        </p>
      )}
      {organizer.mayOpen('/admin/waiting') && (
        <AnsweringSection locale={locale} waiting={props.waiting} answering={props.answering} />
      )}
      {campaigns.length === 0 && (
        <p class="empty">
          {t.noCampaign} <code>npm run terrain -- campaign import FILE</code>
        </p>
      )}
      {campaigns.map((numbers) => (
        <CampaignSection
          key={numbers.campaign.id}
          locale={locale}
          baseUrl={baseUrl}
          numbers={numbers}
          mayOpen={organizer.mayOpen}
        />
      ))}
      <div class="columns">
        {failed && <FailedMails locale={locale} timezone={timezone} failed={failed} />}
        <RefusedPosts locale={locale} campaigns={campaigns} mayOpen={organizer.mayOpen} />
      </div>
      {organizer.mayOpen('/admin/api-keys') && (
        <p>
          <a href="/admin/api-keys">{messages(locale).api.admin.link}</a>
        </p>
      )}
    </AdminPage>
  );
}

type CampaignSectionProps = {
  locale: Locale;
  baseUrl: string;
  numbers: CampaignNumbers;
  mayOpen(path: string): boolean;
};

function CampaignSection({ locale, baseUrl, numbers, mayOpen }: CampaignSectionProps) {
  const t = messages(locale).admin.home;
  const { campaign, today, total, days } = numbers;
  const name = titleOf(campaign, locale);
  const steps = (['signedUp', 'confirmed', 'booked', 'attended'] as const).map((step) => ({
    key: step,
    cells: [t.figures[step], formatNumber(locale, today[step]), formatNumber(locale, total[step])],
  }));
  const pledged = [
    t.figures.pledged,
    <PledgedList key="today" locale={locale} of={today} />,
    <PledgedList key="total" locale={locale} of={total} />,
  ];
  return (
    <section class="card" aria-label={`${name} (${campaign.slug})`}>
      <div class="card-head">
        <h2>{name}</h2>
        <span class={`badge badge-${campaign.status}`}>{t.status[campaign.status]}</span>
        {mayOpen('/admin/contacts') && (
          <a href={`/admin/contacts?campaign=${campaign.slug}`}>
            {t.contactsOf}
            <span class="hidden"> {name}</span>
          </a>
        )}
        <a href={`/admin/campaigns/${campaign.slug}/sources`}>
          {messages(locale).sources.link}
          <span class="hidden"> {name}</span>
        </a>
        <a href={`/admin/campaigns/${campaign.slug}`}>
          {messages(locale).wordings.link}
          <span class="hidden"> {name}</span>
        </a>
      </div>
      {campaign.status === 'draft' && <p class="note">{t.draftHint}</p>}
      {total.signedUp === 0 ? (
        campaign.status === 'live' && <p class="empty">{t.noSignups}</p>
      ) : (
        <div class="card-body">
          <AdminTable
            compact
            caption={name}
            columns={[{ label: t.figure }, { label: t.today, numeric: true }, { label: t.total, numeric: true }]}
            rows={[...steps, { key: 'pledged', cells: pledged }]}
          />
          <DayChart locale={locale} id={`days-${campaign.slug}`} title={t.chart(name)} days={days} />
        </div>
      )}
      <ShareLink locale={locale} name={name} id={`link-${campaign.slug}`} url={`${baseUrl}/${campaign.slug}`} />
      <p>
        <a href={`/admin/sharing/${campaign.slug}`}>
          {messages(locale).sharing.admin.link}
          <span class="hidden"> {name}</span>
        </a>
      </p>
    </section>
  );
}

function PledgedList({ locale, of: { pledged } }: { locale: Locale; of: Figures }): Child {
  if (pledged.length === 0) return messages(locale).admin.none;
  return pledged.map((pledge) => (
    <span key={`${pledge.kind} ${pledge.currency} ${pledge.frequency} ${pledge.action}`} class="amount">
      {pledgeText(locale, pledge)}
    </span>
  ));
}

function ShareLink({ locale, name, id, url }: { locale: Locale; name: string; id: string; url: string }) {
  const t = messages(locale).admin;
  return (
    <p class="share">
      <label for={id}>{t.home.link(name)}</label>
      <span class="share-row">
        <input id={id} type="text" readonly value={url} />
        <button class="button button-quiet" type="button" data-copy={id} data-copied={t.copied} hidden>
          {t.copy}
        </button>
      </span>
    </p>
  );
}

type FailedMailsProps = { locale: Locale; timezone: string; failed: NonNullable<HomePageProps['failed']> };

function FailedMails({ locale, timezone, failed }: FailedMailsProps) {
  const t = messages(locale).admin;
  const columns = [
    { label: t.contacts.email },
    { label: t.contact.what },
    { label: t.home.reason },
    { label: t.contact.when, keeps: true },
  ];
  const rows = failed.latest.map(({ id, contactId, email, name, reason, at }) => ({
    key: id,
    cells: [
      <a key="contact" href={`/admin/contacts/${contactId}`}>
        {email}
      </a>,
      mailName(locale, name),
      mailReason(locale, reason),
      formatMoment(locale, at, timezone),
    ],
  }));
  return (
    <section class="card">
      <h2>{t.home.failed}</h2>
      {failed.count === 0 ? (
        <p class="note">{t.home.failedNone}</p>
      ) : (
        <>
          <p>{t.home.failedText(formatNumber(locale, failed.count))}</p>
          <AdminTable caption={t.home.failed} columns={columns} rows={rows} />
        </>
      )}
    </section>
  );
}

type RefusedPostsProps = Pick<HomePageProps, 'locale' | 'campaigns'> & Pick<CampaignSectionProps, 'mayOpen'>;

function RefusedPosts({ locale, campaigns, mayOpen }: RefusedPostsProps) {
  const t = messages(locale).admin.home;
  const reasons = new Map(Object.entries(t.reasons));
  const rows = campaigns.flatMap(({ campaign, refused }) =>
    refused.map(({ reason, count }) => ({
      key: `${campaign.slug} ${reason}`,
      cells: [titleOf(campaign, locale), reasons.get(reason) ?? reason, formatNumber(locale, count)],
    })),
  );
  const columns = [{ label: t.campaign }, { label: t.reason }, { label: t.count, numeric: true }];
  return (
    <section class="card">
      <h2>{t.refused}</h2>
      {rows.length === 0 ? (
        <p class="note">{t.refusedNone}</p>
      ) : (
        <>
          <p class="note">{t.refusedText}</p>
          <AdminTable compact caption={t.refused} columns={columns} rows={rows} />
        </>
      )}
      {mayOpen('/admin/refusals') && (
        <p>
          <a href="/admin/refusals">{messages(locale).bots.admin.link}</a>
        </p>
      )}
    </section>
  );
}

function titleOf({ texts, slug }: CampaignNumbers['campaign'], locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? slug;
}

import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { mailName, mailReason } from '../ui/admin-words.ts';
import { formatNumber } from '../ui/format.ts';
import { type AnsweringProps, AnsweringSection } from './answering-section.tsx';
import { CampaignCard, type CampaignCardProps, titleOf } from './campaign-card.tsx';
import { type CountedFigures, figuresOf, todayOf } from './figures-queries.ts';
import { asOfText } from './figures-view.ts';
import type { FailedMail, RefusedPosts } from './queries.ts';

type HomePageProps = {
  locale: Locale;
  organizer: { name: string; email: string; mayOpen(path: string): boolean };
  timezone: string;
  baseUrl: string;
  now: Date;
  counted: CountedFigures;
  campaigns: Campaign[];
  refused: RefusedPosts[];
  /** Left out for those who see no personal data. */
  failed: { count: number; latest: FailedMail[] } | undefined;
} & Pick<AnsweringProps, 'waiting' | 'answering' | 'conversations'>;

/** How far each campaign is today and in all, and what went wrong. */
export function HomePage(props: HomePageProps) {
  const { locale, organizer, timezone, now, counted, campaigns, refused, failed } = props;
  const t = messages(locale).admin.home;
  const shown = campaigns.filter(({ status }) => status !== 'archived');
  return (
    <AdminPage
      locale={locale}
      path="/admin"
      organizer={organizer}
      place="home"
      title={t.title}
      stylesheets={['/css/answering.css', '/css/numbers.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <p class="note">{asOfText(locale, counted, { now, timezone })}</p>
        <a href="/admin/wall">{messages(locale).screens.wall.link}</a>
      </div>
      {organizer.mayOpen('/admin/start') && campaigns.every(({ isDemo }) => isDemo) && (
        <p class="empty">
          {messages(locale).guide.invite} <a href="/admin/start">{messages(locale).guide.title}</a>
        </p>
      )}
      {organizer.mayOpen('/admin/waiting') && (
        <AnsweringSection
          locale={locale}
          waiting={props.waiting}
          answering={props.answering}
          conversations={props.conversations}
        />
      )}
      {campaigns.length === 0 && (
        <p class="empty">
          {t.noCampaign} <code>npm run terrain -- campaign import FILE</code>
        </p>
      )}
      <div class={shown.length > 2 ? 'campaigns campaigns-many' : 'campaigns'}>
        {shown.toSorted(byActivity(counted)).map((campaign) => (
          <CampaignCard key={campaign.id} {...cardProps(props, campaign)} />
        ))}
      </div>
      <Archived locale={locale} campaigns={campaigns} />
      <div class="columns">
        {failed && <FailedMails locale={locale} timezone={timezone} failed={failed} />}
        <RefusedSection locale={locale} campaigns={campaigns} refused={refused} mayOpen={organizer.mayOpen} />
      </div>
      {organizer.mayOpen('/admin/api-keys') && (
        <p>
          <a href="/admin/api-keys">{messages(locale).api.admin.link}</a>
        </p>
      )}
    </AdminPage>
  );
}

/** The live ones first, then those that most is happening in. */
function byActivity(counted: CountedFigures) {
  const signedUp = ({ id }: Campaign) => {
    const figures = figuresOf(counted, id);
    return { today: todayOf(figures).signedUp, total: figures.total.signedUp };
  };
  return (one: Campaign, other: Campaign): number =>
    Number(other.status === 'live') - Number(one.status === 'live') ||
    signedUp(other).today - signedUp(one).today ||
    signedUp(other).total - signedUp(one).total;
}

function cardProps(props: HomePageProps, campaign: Campaign): CampaignCardProps {
  const { locale, baseUrl, counted, organizer, now, timezone } = props;
  const figures = figuresOf(counted, campaign.id);
  return { locale, baseUrl, campaign, counted, figures, today: { now, timezone }, mayOpen: organizer.mayOpen };
}

/** What is over and put away still has its numbers. */
function Archived({ locale, campaigns }: Pick<HomePageProps, 'locale' | 'campaigns'>) {
  const archived = campaigns.filter(({ status }) => status === 'archived');
  if (archived.length === 0) return null;
  return (
    <details>
      <summary>{messages(locale).numbers.archived}</summary>
      <ul class="plain-list">
        {archived.map((campaign) => (
          <li key={campaign.id}>
            <a href={`/admin/campaigns/${campaign.slug}/numbers`}>{titleOf(campaign, locale)}</a>
          </li>
        ))}
      </ul>
    </details>
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
      <h2>
        <a href="/admin/delivery">{t.home.failed}</a>
      </h2>
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

type RefusedProps = Pick<HomePageProps, 'locale' | 'campaigns' | 'refused'> & Pick<CampaignCardProps, 'mayOpen'>;

function RefusedSection({ locale, campaigns, refused, mayOpen }: RefusedProps) {
  const t = messages(locale).admin.home;
  const reasons = new Map(Object.entries(t.reasons));
  const rows = campaigns.flatMap((campaign) =>
    refused
      .filter(({ campaignId }) => campaignId === campaign.id)
      .map(({ reason, count }) => ({
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

import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import type { Today } from './days.ts';
import type { CampaignFigures, PledgedSum } from './figures-form.ts';
import { todayOf } from './figures-queries.ts';
import { type CountedAt, dayText, stepText, sumText } from './figures-view.ts';
import { type FunnelPart, funnelOf } from './funnel.ts';

export type CampaignCardProps = {
  locale: Locale;
  baseUrl: string;
  campaign: Campaign;
  counted: CountedAt;
  figures: CampaignFigures;
  today: Today;
  mayOpen(path: string): boolean;
};

/** A campaign on the home page: its funnel, today beside all, and where to go from there. */
export function CampaignCard(props: CampaignCardProps) {
  const { locale, baseUrl, campaign, figures, mayOpen } = props;
  const t = messages(locale).admin.home;
  const name = titleOf(campaign, locale);
  const { slug } = campaign;
  const places = [
    { path: `/admin/campaigns/${slug}/numbers`, label: messages(locale).numbers.link },
    { path: `/admin/campaigns/${slug}/sources`, label: messages(locale).sources.link },
    ...(mayOpen('/admin/contacts') ? [{ path: `/admin/contacts?campaign=${slug}`, label: t.contactsOf }] : []),
    { path: `/admin/campaigns/${slug}`, label: messages(locale).wordings.link },
    { path: `/admin/sharing/${slug}`, label: messages(locale).sharing.admin.link },
  ];
  const nobody = figures.total.signedUp === 0;
  return (
    <section class="card" aria-label={`${name} (${slug})`}>
      <div class="card-head">
        <h2>{name}</h2>
        <span class={`badge badge-${campaign.status}`}>{t.status[campaign.status]}</span>
      </div>
      {campaign.status === 'draft' && <p class="note">{t.draftHint}</p>}
      {nobody && campaign.status === 'live' && <p class="empty">{t.noSignups}</p>}
      {(!nobody || figures.total.seen > 0) && <FunnelTable {...props} name={name} />}
      <p class="places">
        {places.map(({ path, label }) => (
          <a key={path} href={path}>
            {label}
            <span class="hidden"> {name}</span>
          </a>
        ))}
      </p>
      <ShareLink locale={locale} name={name} id={`link-${slug}`} url={`${baseUrl}/${slug}`} />
    </section>
  );
}

/** The steps, each drawn under its name, and what was promised and kept. */
function FunnelTable({ locale, name, figures, counted, today: now }: CampaignCardProps & { name: string }) {
  const { sources, numbers, admin } = messages(locale);
  const t = admin.home;
  const { total, pledges } = figures;
  const today = todayOf(figures);
  const steps = funnelOf(total).map((part) => ({
    key: part.step,
    cells: [
      <span key="name" class="step">
        {sources.steps[part.step]} <StepBar part={part} />
      </span>,
      stepText(locale, today, part.step, total),
      stepText(locale, total, part.step),
    ],
  }));
  const promises = [
    { key: 'pledged', label: t.pledged, today: 'pledgedToday', all: 'pledged' },
    { key: 'kept', label: numbers.kept, today: 'keptToday', all: 'kept' },
  ] as const;
  const sums = promises.map(({ key, label, today, all }) => ({
    key,
    cells: [
      label,
      <Sums key="today" locale={locale} sums={pledges} which={today} />,
      <Sums key="all" locale={locale} sums={pledges} which={all} />,
    ],
  }));
  return (
    <AdminTable
      compact
      caption={name}
      columns={[
        { label: t.figure },
        { label: dayText(locale, counted, now), numeric: true },
        { label: t.total, numeric: true },
      ]}
      rows={[...steps, ...(pledges.length > 0 ? sums : [])]}
    />
  );
}

/** A step's bar: how many there are beside those who signed up. Openings of the page, which are no people, have none. */
function StepBar({ part: { step, width } }: { part: FunnelPart }) {
  if (step === 'seen') return null;
  return (
    <svg class="step-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="step-ground" width="100" height="6" />
      <rect class={`funnel-${step}`} width={width === 0 ? 0 : Math.max(1, width * 100)} height="6" />
    </svg>
  );
}

function Sums({ locale, sums, which }: { locale: Locale; sums: PledgedSum[]; which: Parameters<typeof sumText>[2] }) {
  const some = sums.filter((sum) => sum[which] > 0);
  if (some.length === 0) return <>{messages(locale).admin.none}</>;
  return (
    <>
      {some.map((sum) => (
        <span key={`${sum.kind} ${sum.currency} ${sum.frequency} ${sum.action}`} class="amount">
          {sumText(locale, sum, which)}
        </span>
      ))}
    </>
  );
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

/** A campaign's title in the reader's language, or in the one that it has. */
export function titleOf({ texts, slug }: Pick<Campaign, 'texts' | 'slug'>, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title || slug;
}

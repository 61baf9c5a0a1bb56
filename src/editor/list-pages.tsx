import type { Campaign } from '../campaigns/queries.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { needsOf } from './needs.ts';

export type Shared = { locale: Locale; organizer: SignedInOrganizer };
type Line = { campaign: Campaign; content: CampaignContent };

/** Every campaign with its state and what it needs next; the archived ones apart. */
export function CampaignListPage({
  locale,
  organizer,
  campaigns,
  now,
  timezone,
}: Shared & { campaigns: Line[]; now: Date; timezone: string }) {
  const t = messages(locale).editor.list;
  const shown = campaigns.filter(({ campaign }) => campaign.status !== 'archived');
  const archived = campaigns.filter(({ campaign }) => campaign.status === 'archived');
  const mayChange = organizer.mayOpen('/admin/new-campaign');
  const table = { locale, now, timezone, page: mayChange ? 'edit' : 'preview' };
  return (
    <AdminPage
      locale={locale}
      path="/admin/campaigns"
      organizer={organizer}
      place="campaigns"
      title={t.title}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        {mayChange && (
          <>
            <a class="button" href="/admin/new-campaign">
              {t.add}
            </a>
            <a class="button button-quiet" href="/admin/start">
              {t.start}
            </a>
          </>
        )}
      </div>
      {campaigns.every(({ campaign }) => campaign.isDemo) && <p class="empty">{t.empty}</p>}
      {shown.length > 0 && <CampaignTable {...table} caption={t.title} lines={shown} />}
      {archived.length > 0 && (
        <details>
          <summary>{t.archived}</summary>
          <CampaignTable {...table} caption={t.archived} lines={archived} />
        </details>
      )}
    </AdminPage>
  );
}

type TableProps = { locale: Locale; caption: string; lines: Line[]; now: Date; timezone: string; page: string };

function CampaignTable({ locale, caption, lines, now, timezone, page }: TableProps) {
  const t = messages(locale);
  const l = t.editor.list;
  return (
    <AdminTable
      caption={caption}
      columns={[
        { label: l.campaign },
        { label: l.status },
        { label: l.next, wraps: true },
        { label: l.changed, keeps: true, minor: true },
      ]}
      rows={lines.map(({ campaign, content }) => ({
        key: campaign.id,
        cells: [
          <a key="name" href={`/admin/campaigns/${campaign.slug}/${page}`}>
            {titleOf(campaign, locale)}
          </a>,
          <span key="status">
            <StatusBadge locale={locale} campaign={campaign} /> {campaign.isDemo && <span class="badge">{l.demo}</span>}
          </span>,
          needsOf(locale, campaign, content, now).join(' · '),
          formatMoment(locale, campaign.updatedAt, timezone),
        ],
      }))}
    />
  );
}

/** The state of a campaign; a draft with a time to open at is one that is scheduled. */
export function StatusBadge({ locale, campaign }: { locale: Locale; campaign: Campaign }) {
  const t = messages(locale);
  const isScheduled = campaign.status === 'draft' && campaign.opensAt !== null;
  return (
    <span class={`badge badge-${isScheduled ? 'planned' : campaign.status}`}>
      {isScheduled ? t.editor.list.scheduled : t.admin.home.status[campaign.status]}
    </span>
  );
}

export function titleOf({ texts, slug }: Pick<Campaign, 'texts' | 'slug'>, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title || slug;
}

import type { Campaign } from '../campaigns/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { BroadcastLine } from './queries.ts';
import { campaignName, nameOf } from './view.ts';

export type Shared = {
  locale: Locale;
  organizer: { id: string; name: string; email: string; mayOpen(path: string): boolean };
};

type ListProps = Shared & {
  timezone: string;
  lines: BroadcastLine[];
  campaigns: Campaign[];
  /** Of the draft that the form begins. */
  id: string;
};

/** Every broadcast, the newest first, and how another is begun. */
export function BroadcastsPage({ locale, organizer, timezone, lines, campaigns, id }: ListProps) {
  const t = messages(locale).broadcasts;
  const columns = [
    { label: t.columns.subject },
    { label: t.columns.campaign },
    { label: t.columns.state },
    { label: t.columns.people, numeric: true },
    { label: t.columns.when, keeps: true },
  ];
  const rows = lines.map(({ broadcast, campaign }) => ({
    key: broadcast.id,
    cells: [
      <a key="subject" href={`/admin/broadcasts/${broadcast.id}`}>
        {nameOf(locale, broadcast.content)}
      </a>,
      campaignName(locale, campaign),
      t.states[broadcast.state],
      recipientsOf(locale, broadcast),
      formatMoment(locale, broadcast.startsAt ?? broadcast.updatedAt, timezone),
    ],
  }));
  return (
    <AdminPage
      locale={locale}
      path="/admin/broadcasts"
      organizer={organizer}
      place="broadcasts"
      title={t.title}
      stylesheets={['/css/broadcasts.css']}
    >
      <h1>{t.title}</h1>
      <p class="note">{t.lead}</p>
      {campaigns.length === 0 ? (
        <p class="empty">{t.noCampaign}</p>
      ) : (
        <form class="card broadcast-new" method="post" action="/admin/broadcasts" aria-labelledby="new">
          <h2 id="new">{t.create.title}</h2>
          <input type="hidden" name="id" value={id} />
          <div>
            <label for="campaign">{t.create.campaign}</label>
            <select id="campaign" name="campaign">
              {campaigns.map((campaign) => (
                <option key={campaign.id} value={campaign.id}>
                  {campaignName(locale, campaign)}
                </option>
              ))}
            </select>
          </div>
          <button class="button" type="submit">
            {t.create.button}
          </button>
        </form>
      )}
      {lines.length === 0 ? (
        campaigns.length > 0 && <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      )}
    </AdminPage>
  );
}

function recipientsOf(locale: Locale, { people, leftOut }: BroadcastLine['broadcast']): string {
  if (people === null || leftOut === null) return '–';
  return formatNumber(locale, people - leftOut.suppressed - leftOut.noConsent - leftOut.noText);
}

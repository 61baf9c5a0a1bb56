import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { Vendor } from './connector.ts';
import { type Shared, StateBadge } from './frame-pages.tsx';
import type { CrmLine } from './health-queries.ts';

/** Every connector with how it stands; where there is none, what to do. */
export function CrmsPage({ locale, organizer, timezone, lines }: Shared & { lines: CrmLine[] }) {
  const t = messages(locale).crm;
  const columns = [
    { label: t.name, wraps: true },
    { label: t.vendor },
    { label: t.state },
    { label: t.waiting, numeric: true },
    { label: t.failing, numeric: true },
    { label: t.last, keeps: true },
  ];
  const rows = lines.map(({ connector, label, waiting, failing, lastAt, down }) => ({
    key: connector.id,
    cells: [
      <a key="name" href={`/admin/crm/${connector.id}`}>
        {connector.name}
      </a>,
      label,
      down ? (
        <span key="state" class="badge badge-failed">
          {t.standing.down}
        </span>
      ) : (
        <StateBadge key="state" locale={locale} state={connector.state} />
      ),
      formatNumber(locale, waiting),
      formatNumber(locale, failing),
      lastAt ? formatMoment(locale, lastAt, timezone) : t.never,
    ],
  }));
  const mayConnect = organizer.mayOpen('/admin/crm/new');
  return (
    <AdminPage
      locale={locale}
      path="/admin/crm"
      organizer={organizer}
      place="crm"
      title={t.title}
      stylesheets={['/css/crm.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        {mayConnect && lines.length > 0 && (
          <a class="button" href="/admin/crm/new">
            {t.connect}
          </a>
        )}
      </div>
      <p class="note">{t.lead}</p>
      {lines.length > 0 ? (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      ) : (
        <div class="empty">
          <p>{t.empty}</p>
          {mayConnect ? (
            <p>
              <a class="button" href="/admin/crm/new">
                {t.connect}
              </a>
            </p>
          ) : (
            <p>{t.readOnly}</p>
          )}
        </div>
      )}
    </AdminPage>
  );
}

/** What can be connected, each in a sentence. */
export function ChoosePage({ locale, organizer, vendors }: Shared & { vendors: Vendor[] }) {
  const t = messages(locale).crm;
  return (
    <AdminPage
      locale={locale}
      path="/admin/crm/new"
      organizer={organizer}
      place="crm"
      title={t.choose.title}
      stylesheets={['/css/crm.css']}
    >
      <p>
        <a href="/admin/crm">{t.back}</a>
      </p>
      <h1>{t.choose.title}</h1>
      <p class="note">{t.choose.lead}</p>
      {vendors.length === 0 && <p class="empty">{t.choose.none}</p>}
      <ul class="plain-list crm-vendors">
        {vendors.map(({ name, label, words }) => (
          <li key={name} class="card">
            <h2>{label}</h2>
            <p>{words[locale].about}</p>
            <p>
              <a class="button button-quiet" href={`/admin/crm/new/${name}`}>
                {t.choose.button(label)}
              </a>
            </p>
          </li>
        ))}
      </ul>
    </AdminPage>
  );
}

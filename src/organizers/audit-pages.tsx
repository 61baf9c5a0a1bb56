import { validate as isUuid } from 'uuid';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage, type AdminPageProps } from '../ui/admin-layout.tsx';
import { AdminTable, Pager } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { AuditLine } from './queries.ts';

type AuditPageProps = Required<Pick<AdminPageProps, 'locale' | 'path' | 'organizer'>> & {
  timezone: string;
  entries: AuditLine[];
  /** Id after which the list goes on, if it does. */
  older: string | undefined;
  /** Whether this is the first page. */
  first: boolean;
};

/** Who touched personal data in bulk, or rights. */
export function AuditPage({ locale, path, organizer, timezone, entries, older, first }: AuditPageProps) {
  const t = messages(locale).admin;
  const columns = [
    { label: t.audit.when },
    { label: t.audit.who },
    { label: t.audit.what },
    { label: t.audit.people, numeric: true },
    { label: t.audit.detail, wraps: true },
  ];
  const rows = entries.map((entry) => ({
    key: entry.id,
    cells: [
      formatMoment(locale, entry.at, timezone),
      entry.organizer ?? (entry.organizerId === null ? t.audit.system : t.audit.gone),
      new Map(Object.entries(t.audit.actions)).get(entry.action) ?? entry.action,
      entry.count === null ? t.none : formatNumber(locale, entry.count),
      detailText(locale, entry),
    ],
  }));
  return (
    <AdminPage locale={locale} path={path} organizer={organizer} place="audit" title={t.audit.title}>
      <h1>{t.audit.title}</h1>
      <p class="note">{t.audit.text}</p>
      {entries.length === 0 ? (
        <p class="empty">{t.audit.empty}</p>
      ) : (
        <AdminTable caption={t.audit.title} columns={columns} rows={rows} />
      )}
      <Pager
        older={older && `/admin/audit?before=${older}`}
        newest={first ? undefined : '/admin/audit'}
        words={{ older: t.older, newest: t.newest }}
      />
    </AdminPage>
  );
}

function detailText(locale: Locale, { action, detail }: AuditLine): string {
  const t = messages(locale).admin.audit;
  if (action === 'contacts.exported') {
    const which = typeof detail.campaign === 'string' ? detail.campaign : t.all;
    return detail.complete === true ? which : `${which} (${t.aborted})`;
  }
  return Object.values(detail)
    .filter((value) => typeof value === 'number' || (typeof value === 'string' && !isUuid(value)))
    .join(', ');
}

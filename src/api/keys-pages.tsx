import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatDate, formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { ListedKey } from './queries.ts';

type ApiKeysPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  keys: ListedKey[];
};

/** The keys of the API: whose they are, what for, and when they were last used. Tokens cannot be read again. */
export function ApiKeysPage({ locale, organizer, timezone, keys }: ApiKeysPageProps) {
  const t = messages(locale).api.admin;
  const columns = [
    { label: t.name },
    { label: t.kind, wraps: true },
    { label: t.campaign },
    { label: t.added, keeps: true, minor: true },
    { label: t.used, keeps: true },
    { label: t.state },
  ];
  const rows = keys.map((key) => ({
    key: key.id,
    cells: [
      key.name,
      key.tokenHash === null ? key.origins.join(', ') : t.token(formatNumber(locale, key.perMinute)),
      key.slug ?? t.all,
      formatDate(locale, key.createdAt, timezone),
      key.lastUsedAt ? formatMoment(locale, key.lastUsedAt, timezone) : t.never,
      key.revokedAt ? t.revoked(formatDate(locale, key.revokedAt, timezone)) : t.active,
    ],
  }));
  return (
    <AdminPage locale={locale} path="/admin/api-keys" organizer={organizer} place="home" title={t.title}>
      <div class="page-head">
        <h1>{t.title}</h1>
        <p class="note">
          {t.lead} <a href={`/api/v1?lang=${locale}`}>{t.docs}</a>
        </p>
      </div>
      {rows.length > 0 && <AdminTable caption={t.title} columns={columns} rows={rows} />}
      <p class={rows.length > 0 ? 'note' : 'empty'}>
        {rows.length > 0 ? t.revoke : t.empty} <code>npm run terrain -- api-key --help</code>
      </p>
    </AdminPage>
  );
}

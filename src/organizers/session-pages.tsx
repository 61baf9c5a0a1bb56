import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { deviceOf } from '../ui/device.ts';
import type { ListedSession } from './people-queries.ts';

type SessionsTableProps = {
  locale: Locale;
  timezone: string;
  sessions: ListedSession[];
  /** Which one is asking, if it is one of them. */
  current?: string;
  /** Where the button of a session leads. */
  revokePath(id: string): string;
};

/** Where someone is signed in, each with a button that ends it. */
export function SessionsTable({ locale, timezone, sessions, current, revokePath }: SessionsTableProps) {
  const t = messages(locale).people.sessions;
  const columns = [{ label: t.device, wraps: true }, { label: t.since }, { label: t.seen }, { label: t.act }];
  const rows = sessions.map(({ id, userAgent, createdAt, updatedAt }) => ({
    key: id,
    cells: [
      deviceOf(userAgent) ?? t.unknown,
      formatMoment(locale, createdAt, timezone),
      formatMoment(locale, updatedAt, timezone),
      id === current ? (
        <span key="current" class="badge badge-live">
          {t.current}
        </span>
      ) : (
        <form key="revoke" method="post" action={revokePath(id)}>
          <button class="link-button" type="submit">
            {t.revoke}
          </button>
        </form>
      ),
    ],
  }));
  return <AdminTable caption={t.title} columns={columns} rows={rows} />;
}

import { messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { Cause } from './connector.ts';
import { Act, CrmPage, type Shared } from './frame-pages.tsx';
import type { FailingContact } from './health-queries.ts';
import { StandingBadge } from './history-pages.tsx';
import type { CrmConnector } from './queries.ts';

type FailingPageProps = Shared & { connector: CrmConnector; cause: Cause; failing: FailingContact[]; limit: number };

/** Whom one cause keeps from passing, each to be opened or sent again. */
export function FailingPage(props: FailingPageProps) {
  const { locale, timezone, connector, cause, failing, limit } = props;
  const { health: t, causes, runs, history } = messages(locale).crm;
  const columns = [
    { label: t.contact },
    { label: messages(locale).crm.state },
    { label: t.example, wraps: true },
    { label: t.tries, numeric: true },
    { label: t.next, keeps: true },
    { label: t.replay },
  ];
  const rows = failing.map(({ contactId, name, state, detail, attempts, nextTryAt }) => ({
    key: contactId,
    cells: [
      <a key="who" href={`/admin/contacts/${contactId}/crm`} title={history.all}>
        {name}
      </a>,
      <StandingBadge key="state" locale={locale} state={state} />,
      detail === '' ? '' : <code key="detail">{detail}</code>,
      formatNumber(locale, attempts),
      state === 'waiting' && nextTryAt ? formatMoment(locale, nextTryAt, timezone) : t.final,
      connector.state === 'disconnected' ? (
        ''
      ) : (
        <Act
          key="replay"
          action={`/admin/crm/${connector.id}/replay/${contactId}`}
          label={t.replay}
          name={t.replayOne(name)}
          quiet
        />
      ),
    ],
  }));
  const title = t.whoTitle(causes[cause].title);
  return (
    <CrmPage {...props} tab="health" path={`/failing/${cause}`} title={title}>
      <h2>{title}</h2>
      <p>{causes[cause].todo}</p>
      {rows.length === 0 ? (
        <p class="empty">{t.noErrors}</p>
      ) : (
        <>
          {rows.length === limit && <p class="note">{runs.findingsMore(formatNumber(locale, limit))}</p>}
          <AdminTable caption={title} columns={columns} rows={rows} />
        </>
      )}
    </CrmPage>
  );
}

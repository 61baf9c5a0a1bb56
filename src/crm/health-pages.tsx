import { messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment, formatSecond } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { Act, CrmPage, type Shared } from './frame-pages.tsx';
import type { CrmHealth } from './health-queries.ts';
import type { CrmConnector } from './queries.ts';
import type { CrmRun } from './run-queries.ts';

type HealthPageProps = Shared & {
  connector: CrmConnector;
  health: CrmHealth;
  /** Calls a second that the CRM allows. */
  limit: number;
  /** The pass that is going on. */
  run: CrmRun | undefined;
  /** How many were just put back into the queue. */
  replayed: number | undefined;
};

/** How a connector stands, in words: what waits, what does not pass and what to do about it. */
export function HealthPage(props: HealthPageProps) {
  const { locale, connector, health, run, replayed } = props;
  const { health: t, runs, connection } = messages(locale).crm;
  const base = `/admin/crm/${connector.id}`;
  const connected = connector.state !== 'disconnected';
  return (
    <CrmPage {...props} tab="health">
      {replayed !== undefined && (
        <p class="notice" role="status">
          {t.replayed(formatNumber(locale, replayed))}
        </p>
      )}
      {connected && connector.test?.ok !== true && connector.state === 'paused' && (
        <p class="alert">
          {connection.untested} <a href={`${base}/connection`}>{connection.title}</a>
        </p>
      )}
      {connected && <Circuit {...props} />}
      {run && (
        <section class="card" aria-labelledby="run-title">
          <h2 id="run-title">{runs.kinds[run.kind]}</h2>
          <progress max={Math.max(run.total, 1)} value={run.done} aria-label={runs.kinds[run.kind]} />
          <p>
            <a href={`${base}/runs/${run.id}`}>
              {runs.progress(formatNumber(locale, run.done), formatNumber(locale, run.total))}
            </a>
          </p>
        </section>
      )}
      <Figures {...props} />
      {connected && <PauseCard {...props} />}
      <Failures {...props} />
      {health.farewells.length > 0 && <Farewells {...props} />}
    </CrmPage>
  );
}

/** Whether the CRM is there; where it is not, that nothing is lost and what comes next. */
function Circuit({ locale, timezone, connector, health: { gate } }: HealthPageProps) {
  const { health: t, causes } = messages(locale).crm;
  const at = (moment: Date) => formatSecond(locale, moment, timezone);
  if (connector.haltedCause) {
    return (
      <section class="card alert" aria-labelledby="halted">
        <h2 id="halted">{t.halted}</h2>
        <p>
          {causes[connector.haltedCause].title}. {causes[connector.haltedCause].todo}
        </p>
        {connector.haltedDetail !== '' && <code>{connector.haltedDetail}</code>}
      </section>
    );
  }
  if (!gate || gate.circuit === 'closed') {
    return gate?.holdUntil ? <p class="note">{t.held(at(gate.holdUntil))}</p> : null;
  }
  const cause = causes[gate.cause ?? 'down'];
  return (
    <section class="card alert" aria-labelledby="down">
      <h2 id="down">{gate.openedAt ? t.down(formatMoment(locale, gate.openedAt, timezone)) : cause.title}</h2>
      <p>
        <strong>{cause.title}.</strong> {cause.todo}
      </p>
      <p>{t.downText}</p>
      <p>{gate.circuit === 'half-open' ? t.trying : gate.probeAt && t.probe(at(gate.probeAt))}</p>
      {gate.detail !== '' && (
        <p>
          <code>{gate.detail}</code>
        </p>
      )}
    </section>
  );
}

function Figures({ locale, timezone, connector, health, limit }: HealthPageProps) {
  const t = messages(locale).crm.health;
  const { counts, withdrawals, oldest, calls, gate } = health;
  const none = messages(locale).admin.none;
  const facts: [string, string][] = [
    [t.withdrawals, formatNumber(locale, withdrawals)],
    [t.oldest, oldest ? formatMoment(locale, oldest, timezone) : none],
    [t.rate, t.rateValue(formatNumber(locale, calls), formatNumber(locale, limit))],
    [t.lastAnswer, gate?.answeredAt ? formatMoment(locale, gate.answeredAt, timezone) : none],
    ...(connector.pulledAt
      ? [[t.lastPull, formatMoment(locale, connector.pulledAt, timezone)] as [string, string]]
      : []),
  ];
  const figures: [string, number][] = [
    [t.queue, counts.waiting],
    [t.synced, counts.synced],
    [t.refused, counts.refused],
    [t.dead, counts.dead],
  ];
  return (
    <section class="card" aria-labelledby="figures-title" aria-live="polite">
      <h2 id="figures-title">{t.title}</h2>
      <dl class="figures">
        {figures.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatNumber(locale, count)}</dd>
          </div>
        ))}
      </dl>
      <dl class="facts crm-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function PauseCard({ locale, organizer, connector }: HealthPageProps) {
  const t = messages(locale).crm.health;
  const base = `/admin/crm/${connector.id}`;
  if (!organizer.mayOpen('/admin/crm/:id/mapping')) return null;
  return connector.state === 'paused' ? (
    <div class="acts">
      {connector.test?.ok && <Act action={`${base}/resume`} label={t.resume} />}
      <p class="note">{t.pausedText}</p>
    </div>
  ) : (
    <Act action={`${base}/pause`} label={t.pause} quiet />
  );
}

function Failures({ locale, connector, health: { failures } }: HealthPageProps) {
  const { health: t, causes } = messages(locale).crm;
  const base = `/admin/crm/${connector.id}`;
  const columns = [
    { label: t.cause },
    { label: t.count, numeric: true },
    { label: t.todo },
    { label: t.example, wraps: true },
    { label: t.replay },
  ];
  const rows = failures.map(({ cause, final, retried, example }) => ({
    key: cause,
    cells: [
      <a key="cause" href={`${base}/failing/${cause}`}>
        {causes[cause].title}
      </a>,
      <span key="count">
        {formatNumber(locale, final + retried)}
        {retried > 0 && <span class="sample">{t.willRetry(formatNumber(locale, retried))}</span>}
      </span>,
      causes[cause].todo,
      example === '' ? '' : <code key="example">{example}</code>,
      connector.state === 'disconnected' ? (
        ''
      ) : (
        <form key="replay" method="post" action={`${base}/replay`}>
          <input type="hidden" name="cause" value={cause} />
          <button class="button button-quiet" type="submit" aria-label={t.replayAll(causes[cause].title)}>
            {t.replay}
          </button>
        </form>
      ),
    ],
  }));
  return (
    <section class="card" aria-labelledby="errors-title">
      <h2 id="errors-title">{t.errors}</h2>
      {rows.length === 0 ? (
        <p class="note">{t.noErrors}</p>
      ) : (
        <>
          <p class="note">{t.errorsText}</p>
          <AdminTable caption={t.errors} columns={columns} rows={rows} />
        </>
      )}
    </section>
  );
}

function Farewells({ locale, timezone, connector, health: { farewells } }: HealthPageProps) {
  const t = messages(locale).crm.health;
  const columns = [
    { label: t.remoteId, wraps: true },
    { label: t.farewellKind },
    { label: t.latest, keeps: true },
    { label: t.farewellDone },
  ];
  const rows = farewells.map(({ id, record, kind, at }) => ({
    key: id,
    cells: [
      record || messages(locale).admin.none,
      t.farewellKinds[kind],
      formatMoment(locale, at, timezone),
      <Act
        key="done"
        action={`/admin/crm/${connector.id}/farewells/${id}`}
        label={t.farewellDone}
        name={t.farewellDoneFor(record)}
        quiet
      />,
    ],
  }));
  return (
    <section class="card" aria-labelledby="farewells-title">
      <h2 id="farewells-title">{t.farewells}</h2>
      <p>{t.farewellsText}</p>
      <AdminTable caption={t.farewells} columns={columns} rows={rows} />
    </section>
  );
}

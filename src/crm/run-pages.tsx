import { v7 as uuidv7 } from 'uuid';
import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { fieldWord } from './field-words.ts';
import { Act, CrmPage, type Shared } from './frame-pages.tsx';
import type { CrmConnector } from './queries.ts';
import type { CrmFinding, CrmRun } from './run-queries.ts';

const kinds = ['dry-run', 'backfill', 'reconcile'] as const;

type RunsPageProps = Shared & {
  connector: CrmConnector;
  runs: CrmRun[];
  /** One was to be started while another goes on. */
  busy: boolean;
};

/** What can be done with everybody, and what was. */
export function RunsPage(props: RunsPageProps) {
  const { locale, organizer, timezone, connector, runs, busy } = props;
  const t = messages(locale).crm.runs;
  const base = `/admin/crm/${connector.id}/runs`;
  const ready = connector.test?.ok === true;
  const mayStart = organizer.mayOpen('/admin/crm/:id/mapping');
  const columns = [
    { label: t.title },
    { label: messages(locale).crm.state },
    { label: t.result, wraps: true },
    { label: t.by },
    { label: t.when, keeps: true },
  ];
  const rows = runs.map((run) => ({
    key: run.id,
    cells: [
      <a key="run" href={`${base}/${run.id}`}>
        {t.kinds[run.kind]}
      </a>,
      <RunBadge key="state" locale={locale} state={run.state} />,
      countsText(locale, run),
      run.organizer ?? t.system,
      formatMoment(locale, run.startedAt, timezone),
    ],
  }));
  return (
    <CrmPage {...props} tab="runs">
      <p class="note">{t.lead}</p>
      {busy && (
        <p class="alert" role="alert">
          {t.busy}
        </p>
      )}
      {!ready && <p class="alert">{t.testFirst}</p>}
      {ready && mayStart && (
        <div class="crm-runs">
          {kinds.map((kind) => (
            <section key={kind} class="card" aria-labelledby={`start-${kind}`}>
              <h2 id={`start-${kind}`}>{t.kinds[kind]}</h2>
              <p>{t.texts[kind]}</p>
              {kind === 'backfill' && connector.state === 'paused' && <p class="note">{t.pausedText}</p>}
              <form method="post" action={base}>
                <input type="hidden" name="id" value={uuidv7()} />
                <input type="hidden" name="kind" value={kind} />
                <button class={kind === 'backfill' ? 'button' : 'button button-quiet'} type="submit">
                  {t.start[kind]}
                </button>
              </form>
            </section>
          ))}
        </div>
      )}
      <h2>{t.list}</h2>
      {rows.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.list} columns={columns} rows={rows} />
      )}
    </CrmPage>
  );
}

type RunPageProps = Shared & { connector: CrmConnector; run: CrmRun; findings: CrmFinding[] };

/** One pass over everybody: how far it is, what it found, and what can be done about it. */
export function RunPage(props: RunPageProps) {
  const { locale, organizer, timezone, connector, run } = props;
  const t = messages(locale).crm.runs;
  const base = `/admin/crm/${connector.id}/runs/${run.id}`;
  const busy = run.state === 'running';
  const mayAct = organizer.mayOpen('/admin/crm/:id/mapping') && (busy || run.state === 'paused');
  const counts = countsOf(locale, run);
  return (
    <CrmPage {...props} tab="runs" path={`/runs/${run.id}`} title={t.kinds[run.kind]}>
      <section class="card" aria-labelledby="run-title" aria-live="polite">
        <div class="card-head">
          <h2 id="run-title">{t.kinds[run.kind]}</h2>
          <RunBadge locale={locale} state={run.state} />
          <span class="note">{formatMoment(locale, run.startedAt, timezone)}</span>
        </div>
        <p>{t.texts[run.kind]}</p>
        {(busy || run.state === 'paused') && (
          <progress max={Math.max(run.total, 1)} value={run.done} aria-label={t.kinds[run.kind]} />
        )}
        <p>{t.progress(formatNumber(locale, run.done), formatNumber(locale, run.total))}</p>
        {run.detail !== '' && (
          <p class="alert">
            <code>{run.detail}</code>
          </p>
        )}
        {counts.length > 0 && (
          <dl class="figures">
            {counts.map(({ name, label, count }) => (
              <div key={name}>
                <dt>{label}</dt>
                <dd>{formatNumber(locale, count)}</dd>
              </div>
            ))}
          </dl>
        )}
        {busy && <p class="note">{t.refreshes}</p>}
        {mayAct && (
          <>
            {run.kind === 'backfill' && <p class="note">{t.stopText}</p>}
            <div class="acts">
              {busy ? (
                <Act action={`${base}/pause`} label={t.pause} />
              ) : (
                <Act action={`${base}/resume`} label={t.resume} />
              )}
              <Act action={`${base}/stop`} label={t.stop} quiet />
            </div>
          </>
        )}
      </section>
      {run.kind !== 'backfill' && !busy && <Findings {...props} />}
    </CrmPage>
  );
}

function Findings({ locale, connector, run, findings }: RunPageProps) {
  const t = messages(locale).crm.runs;
  const what = new Map<string, string>(Object.entries(t.what));
  const columns = [
    { label: messages(locale).crm.health.contact },
    { label: t.result },
    { label: t.detail, wraps: true },
  ];
  const rows = findings.map(({ contactId, name, what: kind, detail }) => ({
    key: `${contactId} ${kind}`,
    cells: [
      <a key="who" href={`/admin/contacts/${contactId}`}>
        {name}
      </a>,
      what.get(kind) ?? kind,
      <Differences key="detail" locale={locale} connector={connector} detail={detail} />,
    ],
  }));
  return (
    <section class="card" aria-labelledby="findings-title">
      <h2 id="findings-title">{t.findings}</h2>
      {rows.length === 0 ? (
        <p class="empty">{t.noFindings[run.kind === 'dry-run' ? 'dry-run' : 'reconcile']}</p>
      ) : (
        <>
          <p class="note">{t.findingsMore(formatNumber(locale, rows.length))}</p>
          <AdminTable caption={t.findings} columns={columns} rows={rows} />
        </>
      )}
    </section>
  );
}

/** By field what is here and what is there, or in words why. */
function Differences({
  locale,
  connector,
  detail,
}: Pick<RunPageProps, 'locale' | 'connector'> & { detail: Record<string, unknown> }) {
  const t = messages(locale).crm.runs;
  const words = new Map<string, string>(Object.entries(t.parts));
  const standings = new Map<unknown, string>(Object.entries(t.standings));
  const side = (field: string, value: unknown) => (field === '' && standings.get(value)) || shown(value);
  const sides = detail.here !== undefined && typeof detail.here !== 'object' ? { '': detail } : detail;
  return (
    <ul class="plain">
      {Object.entries(sides).map(([field, value]) => {
        const both = typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
        return (
          <li key={field}>
            {both?.has('here') ? (
              <>
                {field && `${fieldWord(locale, connector.description, field)} – `}
                {t.sides(side(field, both.get('here')), side(field, both.get('there')))}
              </>
            ) : (
              <>
                {words.get(field) ?? field} {shown(value)}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const badges = { running: 'planned', paused: 'unconfirmed', done: 'sent', stopped: 'missed', failed: 'failed' };

function RunBadge({ locale, state }: { locale: Locale; state: CrmRun['state'] }) {
  return <span class={`badge badge-${badges[state]}`}>{messages(locale).crm.runs.states[state]}</span>;
}

function countsOf(locale: Locale, { counts }: CrmRun) {
  const words = new Map<string, string>(Object.entries(messages(locale).crm.runs.counts));
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ name, count, label: words.get(name) ?? name }));
}

function countsText(locale: Locale, run: CrmRun): string {
  return countsOf(locale, run)
    .map(({ label, count }) => `${formatNumber(locale, count)} ${label}`)
    .join(', ');
}

import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import type { Import } from './import-queries.ts';

type ImportsPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  mostMegabytes: number;
  imports: (Import & { organizer: string | null })[];
  /** What is wrong with the file that was just sent. */
  fault: string | undefined;
};

/** Where a file is handed over, and what became of those before. */
export function ImportsPage(props: ImportsPageProps) {
  const { locale, organizer, imports } = props;
  const t = messages(locale).files.imports;
  return (
    <AdminPage
      locale={locale}
      path="/admin/imports"
      organizer={organizer}
      place="files"
      title={t.title}
      stylesheets={['/css/files.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <a href="/admin/exports">{t.toExports}</a>
      </div>
      <p class="note">{t.lead}</p>
      <UploadForm {...props} />
      <h2>{t.list}</h2>
      {imports.length === 0 ? <p class="empty">{t.empty}</p> : <ImportsTable {...props} />}
    </AdminPage>
  );
}

function UploadForm({ locale, mostMegabytes, fault }: ImportsPageProps) {
  const t = messages(locale).files.imports;
  const sentence = fault === undefined ? undefined : faultSentence(locale, fault, String(mostMegabytes));
  return (
    <form class="card" method="post" action="/admin/imports" enctype="multipart/form-data">
      <div>
        <label for="file">{t.file}</label>
        <input
          id="file"
          name="file"
          type="file"
          required
          accept=".csv,.txt,.tsv,.xlsx,.zip,text/csv"
          aria-describedby={sentence === undefined ? 'file-hint' : 'file-hint file-fault'}
          aria-invalid={sentence === undefined ? undefined : 'true'}
        />
        <p class="note" id="file-hint">
          {t.fileHint(formatNumber(locale, mostMegabytes))}
        </p>
        {sentence !== undefined && (
          <p class="field-error" id="file-fault" role="alert">
            {sentence}
          </p>
        )}
      </div>
      <p class="note">{t.consentRule}</p>
      <p>
        <button class="button" type="submit">
          {t.upload}
        </button>
      </p>
    </form>
  );
}

/** Why a file cannot be taken in, as a sentence. */
export function faultSentence(locale: Locale, fault: string, subject: string): string {
  const t = messages(locale).files.imports;
  return new Map(Object.entries(t.fileFaults)).get(fault)?.(subject) ?? t.noFile;
}

function ImportsTable({ locale, timezone, imports }: ImportsPageProps) {
  const t = messages(locale).files.imports;
  const columns = [
    { label: t.file, wraps: true },
    { label: t.state },
    { label: t.figures, numeric: true },
    { label: t.who },
    { label: t.when, keeps: true },
  ];
  const rows = imports.map((one) => ({
    key: one.id,
    cells: [
      <a key="name" href={`/admin/imports/${one.id}`}>
        {one.filename}
      </a>,
      <span key="state" class={`badge badge-${badges[one.state]}`}>
        {t.states[one.state]}
      </span>,
      `${formatNumber(locale, one.added)}, ${formatNumber(locale, one.changed)}`,
      one.organizer ?? t.system,
      formatMoment(locale, one.createdAt, timezone),
    ],
  }));
  return <AdminTable caption={t.list} columns={columns} rows={rows} />;
}

const badges: Record<Import['state'], string> = {
  checking: 'planned',
  checked: 'planned',
  refused: 'failed',
  running: 'planned',
  done: 'sent',
  stopped: 'missed',
  undoing: 'planned',
  undone: 'cancelled',
};

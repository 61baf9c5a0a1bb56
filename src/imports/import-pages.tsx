import { type Locale, messages } from '../locales/index.ts';
import { AdminPage, type AdminPageProps } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import { isOptOut } from './consent-words.ts';
import { type Checked, isOfConsent, modes, targets } from './import-form.ts';
import type { Import } from './import-queries.ts';
import { faultSentence } from './pages.tsx';

type PageProps = Required<Pick<AdminPageProps, 'locale' | 'path' | 'organizer'>>;
type PartProps = { locale: Locale; found: Import };
type CheckedProps = PartProps & { checked: Checked };

/** One file: what it would change, how far it is, what it did. */
export function ImportPage({ found, ...page }: PageProps & { found: Import }) {
  const { locale } = page;
  const t = messages(locale).files.imports;
  return (
    <AdminPage {...page} place="files" title={found.filename} stylesheets={['/css/files.css']}>
      <p>
        <a href="/admin/imports">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{found.filename}</h1>
        <span class="badge">{t.states[found.state]}</span>
      </div>
      <State locale={locale} found={found} />
    </AdminPage>
  );
}

export function MissingImportPage(page: PageProps) {
  const t = messages(page.locale).files.imports;
  return (
    <AdminPage {...page} place="files" title={t.title}>
      <h1>{t.title}</h1>
      <p class="empty">{t.missing}</p>
      <p>
        <a href="/admin/imports">{t.back}</a>
      </p>
    </AdminPage>
  );
}

function State({ locale, found }: PartProps) {
  const t = messages(locale).files.imports;
  const number = (value: number) => formatNumber(locale, value);
  const { state, checked } = found;
  if (state === 'refused') return <Refused locale={locale} found={found} />;
  if (state === 'checked' && checked) return <Decision locale={locale} found={found} checked={checked} />;
  if (state === 'running') return <Running locale={locale} found={found} />;
  if (state === 'done' || state === 'stopped') return <Done locale={locale} found={found} />;
  if (state === 'undone') {
    return (
      <p class="card" role="status">
        {t.undone(number(found.kept))}
      </p>
    );
  }
  return (
    <p class="card" role="status">
      {state === 'undoing' ? t.undoing : t.checking(number(found.cursor))}{' '}
      <a href={`/admin/imports/${found.id}`}>{t.refresh}</a>
    </p>
  );
}

function Refused({ locale, found }: PartProps) {
  const t = messages(locale).files.imports;
  return (
    <section class="card">
      <h2>{t.refusedTitle}</h2>
      <p class="alert">{faultSentence(locale, found.refusal?.fault ?? '', found.refusal?.subject ?? '')}</p>
      <p>
        <a class="button" href="/admin/imports">
          {t.tryAgain}
        </a>
      </p>
    </section>
  );
}

function Running({ locale, found }: PartProps) {
  const t = messages(locale).files.imports;
  const rows = (found.checked?.rows ?? 0) + 1;
  const done = Math.min(found.cursor, rows);
  return (
    <section class="card" aria-labelledby="running">
      <h2 id="running">{t.states.running}</h2>
      <progress value={done} max={rows} aria-labelledby="running" />
      <p role="status">
        {t.running(formatNumber(locale, done), formatNumber(locale, rows))}{' '}
        <a href={`/admin/imports/${found.id}`}>{t.refresh}</a>
      </p>
      <form class="acts" method="post" action={`/admin/imports/${found.id}/stop`}>
        <button class="button button-danger" type="submit">
          {t.stop}
        </button>
        <span class="note">{t.stopNote}</span>
      </form>
    </section>
  );
}

function Done({ locale, found }: PartProps) {
  const t = messages(locale).files.imports;
  const [added, changed] = [formatNumber(locale, found.added), formatNumber(locale, found.changed)];
  return (
    <section class="card">
      {found.refusal && (
        <p class="alert">
          {faultSentence(locale, found.refusal.fault, found.refusal.subject)} {t.brokenOff}
        </p>
      )}
      <p role="status">{t.done(added, changed)}</p>
      <form class="acts" method="post" action={`/admin/imports/${found.id}/undo`}>
        <p class="note">{t.undoNote(added, changed)}</p>
        <button class="button button-danger" type="submit">
          {t.undo}
        </button>
      </form>
    </section>
  );
}

function Decision({ locale, found, checked }: CheckedProps) {
  const t = messages(locale).files.imports;
  const people = checked.fresh + checked.changed;
  const records = Object.entries(checked.records);
  return (
    <>
      <section class="card" aria-labelledby="would">
        <h2 id="would">{t.would}</h2>
        <Figures locale={locale} checked={checked} />
        {records.length > 0 && (
          <ul class="plain">
            {records.map(([name, lines]) => (
              <li key={name}>{t.records(formatNumber(locale, lines), `${name}.csv`)}</li>
            ))}
          </ul>
        )}
        {people === 0 && records.length === 0 ? (
          <p class="note">{t.nothing}</p>
        ) : (
          <form class="acts" method="post" action={`/admin/imports/${found.id}/run`}>
            <button class="button" type="submit">
              {t.run(formatNumber(locale, people))}
            </button>
            <span class="note">{t.runNote}</span>
          </form>
        )}
      </section>
      {checked.differences.length > 0 && <Differences locale={locale} checked={checked} />}
      {checked.refusals.length > 0 && <LeftOut locale={locale} checked={checked} />}
      <Options locale={locale} found={found} checked={checked} />
    </>
  );
}

function Figures({ locale, checked }: { locale: Locale; checked: Checked }) {
  const t = messages(locale).files.imports.counts;
  const names = ['fresh', 'changed', 'unchanged', 'refused', 'unread', 'withdrawals', 'suppressions'] as const;
  const always = ['fresh', 'changed', 'unchanged'];
  return (
    <dl class="figures">
      {names
        .filter((name) => always.includes(name) || checked[name] > 0)
        .map((name) => (
          <div key={name}>
            <dt>{t[name]}</dt>
            <dd>{formatNumber(locale, checked[name])}</dd>
          </div>
        ))}
    </dl>
  );
}

function Differences({ locale, checked }: { locale: Locale; checked: Checked }) {
  const t = messages(locale).files.imports;
  const words = new Map(Object.entries(t.fields));
  const sentence = ({ field, before, after }: Checked['differences'][number]['fields'][number]) => {
    const name = words.get(field) ?? field;
    if (after === '') return name;
    return `${name}${locale === 'fr' ? '\u00a0' : ''}: ${before === '' ? after : t.from(before, after)}`;
  };
  const rows = checked.differences.map(({ number, email, fields }) => ({
    key: String(number),
    cells: [
      email,
      `${t.row} ${formatNumber(locale, number)}`,
      <ul key="fields" class="plain">
        {fields.map((one) => (
          <li key={one.field}>{sentence(one)}</li>
        ))}
      </ul>,
    ],
  }));
  const columns = [
    { label: t.contact, wraps: true },
    { label: t.row, keeps: true },
    { label: t.change, wraps: true },
  ];
  return (
    <section class="card">
      <h2>{t.differences}</h2>
      <AdminTable caption={t.differences} columns={columns} rows={rows} />
    </section>
  );
}

function LeftOut({ locale, checked }: { locale: Locale; checked: Checked }) {
  const t = messages(locale).files.imports;
  const rows = checked.refusals.map(({ number, fault, detail }) => ({
    key: `${number} ${fault} ${detail}`,
    cells: [`${t.row} ${formatNumber(locale, number)}`, t.rowFaults[fault](detail)],
  }));
  return (
    <section class="card">
      <h2>{t.leftOut}</h2>
      <AdminTable caption={t.leftOut} columns={[{ label: t.row }, { label: t.why, wraps: true }]} rows={rows} />
    </section>
  );
}

/** What each column was taken for, to be corrected, and what wins. */
function Options({ locale, found, checked }: CheckedProps) {
  const t = messages(locale).files.imports;
  const saysConsent = (index: number) => {
    const target = checked.mapping[index];
    return target ? isOfConsent(target) : false;
  };
  return (
    <form class="card" method="post" action={`/admin/imports/${found.id}/check`}>
      <h2>{t.options}</h2>
      <p class="note">{t.read(checked.encoding, checked.separator === '\t' ? 'tab' : checked.separator)}</p>
      <div class="mapping">
        {checked.headers.map((header, index) => (
          <div key={header}>
            <label for={`column-${index}`}>
              {header || `${index + 1}`}
              <span class="sample">{checked.samples.map((cells) => cells[index]).find(Boolean) ?? '—'}</span>
            </label>
            <select
              id={`column-${index}`}
              name={`column-${index}`}
              aria-describedby={saysConsent(index) ? `reading-${index}` : undefined}
            >
              <option value="">{t.targets.none}</option>
              {targets.map((target) => (
                <option key={target} value={target} selected={checked.mapping[index] === target}>
                  {t.targets[target]}
                </option>
              ))}
            </select>
            {saysConsent(index) && (
              <p class="note" id={`reading-${index}`}>
                {isOptOut(header) ? t.readings.refusal : t.readings.consent}
              </p>
            )}
          </div>
        ))}
      </div>
      <fieldset>
        <legend>{t.mode}</legend>
        {modes.map((mode) => (
          <p key={mode} class="tick">
            <input type="radio" id={`mode-${mode}`} name="mode" value={mode} checked={found.settings.mode === mode} />
            <label for={`mode-${mode}`}>{t.modes[mode]}</label>
          </p>
        ))}
      </fieldset>
      {'consents' in checked.records && (
        <p class="tick">
          <input type="checkbox" id="trust" name="trust" value="1" checked={found.settings.trustLedger} />
          <label for="trust">{t.trust}</label>
        </p>
      )}
      <p>
        <button class="button button-quiet" type="submit">
          {t.again}
        </button>
      </p>
    </form>
  );
}

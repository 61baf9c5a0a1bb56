import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { Bom, type FormProps, HowMany, type PartProps, SeparatorChoice, Whom } from './choice-pages.tsx';
import { type ExportForm, headersOf } from './form.ts';
import { presets } from './presets/presets.ts';
import { type ExportChoices, largeFrom, type PreparedExport } from './queries.ts';
import { sheets } from './sheets/sheets.ts';

type ExportsPageProps = FormProps & {
  organizer: { name: string; email: string };
  timezone: string;
  /** Someone has just asked for a file and waits for it: what was prepared stands first. */
  looksOn: boolean;
  /** What the next export that is prepared would be known by. */
  newId: string;
};

/** Where one chooses what to take out, of whom, in which format. */
export function ExportsPage({ locale, organizer, timezone, looksOn, newId, form, chosen, choices }: ExportsPageProps) {
  const t = messages(locale).files.exports;
  const prepared = choices.prepared.length > 0 && <Prepared locale={locale} timezone={timezone} choices={choices} />;
  return (
    <AdminPage
      locale={locale}
      path={pathOf(form, form.preset)}
      organizer={organizer}
      place="files"
      title={t.title}
      stylesheets={['/css/files.css']}
    >
      <div class="page-head">
        <h1>{t.title}</h1>
        <a href="/admin/imports">{t.toImports}</a>
      </div>
      <p class="note">{t.lead}</p>
      {choices.contacts === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <>
          {looksOn && prepared}
          <ContactsForm locale={locale} newId={newId} form={form} chosen={chosen} choices={choices} />
          <div class="columns">
            <OthersForm locale={locale} form={form} chosen={chosen} choices={choices} />
            <Everything locale={locale} newId={newId} />
          </div>
          {!looksOn && prepared}
        </>
      )}
    </AdminPage>
  );
}

/** This page in another format, for the same people. */
function pathOf({ campaign, segment }: ExportForm, preset: string): string {
  const chosen = Object.entries({ preset, segment, campaign }).filter(([, value]) => value !== '');
  return `/admin/exports?${new URLSearchParams(chosen)}`;
}

function ContactsForm({ locale, newId, form, chosen, choices }: FormProps & { newId: string }) {
  const t = messages(locale).files.exports;
  const { preset } = form;
  const headers = headersOf('contacts', preset);
  const isLarge = (chosen?.count ?? choices.contacts) > largeFrom;
  const isTicked = (header: string) => form.columns.length === 0 || form.columns.includes(header);
  return (
    <section class="card" aria-labelledby="contacts-heading">
      <div class="card-head">
        <h2 id="contacts-heading">{t.contacts}</h2>
        <span class="note">
          <HowMany locale={locale} chosen={chosen} choices={choices} />
        </span>
      </div>
      <nav class="choices" aria-label={t.for}>
        {Object.keys(presets).map((name) => (
          <a key={name} href={pathOf(form, name)} aria-current={name === preset ? 'page' : undefined}>
            {presetName(locale, name)}
          </a>
        ))}
      </nav>
      <p class="note">{t.about[preset]}</p>
      <form class="export-form" method="get" action="/admin/contacts.csv">
        <input type="hidden" name="preset" value={preset} />
        <input type="hidden" name="id" value={newId} />
        <Whom locale={locale} form={form} chosen={chosen} choices={choices} id="contacts" />
        <SeparatorChoice locale={locale} form={form} id="contacts-separator" />
        <Bom locale={locale} form={form} id="contacts-bom" />
        <details class="wide">
          <summary>{t.columns(formatNumber(locale, headers.length))}</summary>
          <ul class="ticks">
            {headers.map((header, index) => (
              <li key={header}>
                <input
                  type="checkbox"
                  id={`column-${index}`}
                  name="columns"
                  value={header}
                  checked={isTicked(header)}
                />
                <label for={`column-${index}`}>{header}</label>
              </li>
            ))}
          </ul>
        </details>
        <p class="wide acts">
          <button class={isLarge ? 'button button-quiet' : 'button'} type="submit">
            {t.download}
          </button>
          <PrepareButton locale={locale} what="contacts" isFirst={isLarge} />
        </p>
        {isLarge && <p class="note wide">{t.largeNote}</p>}
      </form>
    </section>
  );
}

/** Has it made while one does something else; a POST, for it leaves something behind. */
function PrepareButton({ locale, what, isFirst }: { locale: Locale; what: string; isFirst: boolean }) {
  return (
    <button
      class={isFirst ? 'button' : 'button button-quiet'}
      type="submit"
      formmethod="post"
      formaction="/admin/exports"
      name="what"
      value={what}
    >
      {messages(locale).files.exports.prepare}
    </button>
  );
}

/** What was prepared for this organizer, and until when it is kept. */
function Prepared({ locale, timezone, choices }: PartProps & { timezone: string }) {
  const t = messages(locale).files.exports;
  const rows = choices.prepared.map((one) => ({
    key: one.id,
    cells: [
      one.state === 'ready' ? (
        <a key="file" href={`/admin/exports/prepared/${one.id}`} download>
          {whatText(locale, one, choices)}
        </a>
      ) : (
        whatText(locale, one, choices)
      ),
      one.state === 'failed' ? <Failed key="state" locale={locale} id={one.id} /> : t[one.state],
      formatNumber(locale, one.rows),
      formatMoment(locale, one.expiresAt, timezone),
    ],
  }));
  const columns = [
    { label: t.file, wraps: true },
    { label: t.state, wraps: true },
    { label: t.rows, numeric: true },
    { label: t.until, keeps: true },
  ];
  return (
    <section class="card" id="prepared" aria-labelledby="prepared-heading">
      <h2 id="prepared-heading">{t.prepared}</h2>
      <p class="note">{t.preparedText}</p>
      <AdminTable caption={t.prepared} columns={columns} rows={rows} />
    </section>
  );
}

function Failed({ locale, id }: { locale: Locale; id: string }) {
  const t = messages(locale).files.exports;
  return (
    <form method="post" action={`/admin/exports/prepared/${id}/retry`}>
      <p>{t.failed}</p>
      <button class="button button-quiet" type="submit">
        {t.retry}
      </button>
    </form>
  );
}

function whatText(locale: Locale, { form }: PreparedExport, choices: ExportChoices): string {
  const t = messages(locale).files.exports;
  const { what, preset, campaign, segment, filter } = form;
  const name =
    what === 'contacts' ? `${t.contacts}, ${t.presets[preset]}` : what === 'everything' ? t.everything : t.sheets[what];
  const of = choices.segments.find(({ id }) => id === segment)?.name ?? (filter && messages(locale).segments.filter);
  return [name, of, campaign].filter((part) => part !== undefined && part !== '').join(', ');
}

/** One form whose buttons say which file. */
function OthersForm({ locale, form, chosen, choices }: FormProps) {
  const t = messages(locale).files.exports;
  return (
    <section class="card" aria-labelledby="others-heading">
      <h2 id="others-heading">{t.others}</h2>
      <p class="note">{t.othersText}</p>
      <form class="export-form" method="get" action="/admin/exports/pledges.csv">
        <Whom locale={locale} form={form} chosen={chosen} choices={choices} id="others" />
        <SeparatorChoice locale={locale} form={form} id="others-separator" />
        <Bom locale={locale} form={form} id="others-bom" />
        <p class="wide file-buttons">
          {sheetNames.map((name) => (
            <button key={name} class="button button-quiet" type="submit" formaction={`/admin/exports/${name}.csv`}>
              {t.sheets[name]}
            </button>
          ))}
        </p>
      </form>
    </section>
  );
}

const sheetNames = Object.keys(sheets).filter((name): name is keyof typeof sheets => Object.hasOwn(sheets, name));

function Everything({ locale, newId }: { locale: Locale; newId: string }) {
  const t = messages(locale).files.exports;
  return (
    <section class="card" aria-labelledby="everything-heading">
      <h2 id="everything-heading">{t.everything}</h2>
      <p class="note">{t.everythingText}</p>
      <form class="acts" method="get" action="/admin/exports/everything.zip">
        <input type="hidden" name="id" value={newId} />
        <button class="button button-quiet" type="submit">
          {t.everythingButton}
        </button>
        <PrepareButton locale={locale} what="everything" isFirst={false} />
      </form>
    </section>
  );
}

function presetName(locale: Locale, name: string): string {
  return new Map(Object.entries(messages(locale).files.exports.presets)).get(name) ?? name;
}

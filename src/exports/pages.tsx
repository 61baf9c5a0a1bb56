import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { separators } from './column.ts';
import { headersOf } from './form.ts';
import { type PresetName, presets } from './presets/presets.ts';
import { type ExportChoices, largeFrom, type PreparedExport } from './queries.ts';
import { sheets } from './sheets/sheets.ts';

type ExportsPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  /** The format whose columns are offered. */
  preset: PresetName;
  choices: ExportChoices;
};

/** Where one chooses what to take out, of whom, in which format. */
export function ExportsPage({ locale, organizer, timezone, preset, choices }: ExportsPageProps) {
  const t = messages(locale).files.exports;
  return (
    <AdminPage
      locale={locale}
      path={`/admin/exports?preset=${preset}`}
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
          <ContactsForm locale={locale} preset={preset} choices={choices} />
          <div class="columns">
            <OthersForm locale={locale} choices={choices} />
            <Everything locale={locale} />
          </div>
          {choices.prepared.length > 0 && <Prepared locale={locale} timezone={timezone} choices={choices} />}
        </>
      )}
    </AdminPage>
  );
}

type PartProps = Pick<ExportsPageProps, 'locale' | 'choices'>;

function ContactsForm({ locale, preset, choices }: PartProps & { preset: PresetName }) {
  const t = messages(locale).files.exports;
  const headers = headersOf('contacts', preset);
  const isLarge = choices.contacts > largeFrom;
  return (
    <section class="card" aria-labelledby="contacts-heading">
      <div class="card-head">
        <h2 id="contacts-heading">{t.contacts}</h2>
        <span class="note">
          {isLarge ? t.manyPeople(formatNumber(locale, largeFrom)) : t.people(formatNumber(locale, choices.contacts))}
        </span>
      </div>
      <nav class="choices" aria-label={t.for}>
        {Object.keys(presets).map((name) => (
          <a key={name} href={`/admin/exports?preset=${name}`} aria-current={name === preset ? 'page' : undefined}>
            {presetName(locale, name)}
          </a>
        ))}
      </nav>
      <p class="note">{t.about[preset]}</p>
      <form class="export-form" method="get" action="/admin/contacts.csv">
        <input type="hidden" name="preset" value={preset} />
        <CampaignChoice locale={locale} choices={choices} id="contacts-campaign" />
        <SeparatorChoice locale={locale} id="contacts-separator" />
        <Bom locale={locale} id="contacts-bom" />
        <details class="wide">
          <summary>{t.columns(formatNumber(locale, headers.length))}</summary>
          <ul class="ticks">
            {headers.map((header, index) => (
              <li key={header}>
                <input type="checkbox" id={`column-${index}`} name="columns" value={header} checked />
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
          {whatText(locale, one)}
        </a>
      ) : (
        whatText(locale, one)
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

function whatText(locale: Locale, { form }: PreparedExport): string {
  const t = messages(locale).files.exports;
  const { what, preset, campaign } = form;
  const name =
    what === 'contacts' ? `${t.contacts}, ${t.presets[preset]}` : what === 'everything' ? t.everything : t.sheets[what];
  return campaign === '' ? name : `${name}, ${campaign}`;
}

/** One form whose buttons say which file. */
function OthersForm({ locale, choices }: PartProps) {
  const t = messages(locale).files.exports;
  return (
    <section class="card" aria-labelledby="others-heading">
      <h2 id="others-heading">{t.others}</h2>
      <p class="note">{t.othersText}</p>
      <form class="export-form" method="get" action="/admin/exports/pledges.csv">
        <CampaignChoice locale={locale} choices={choices} id="others-campaign" />
        <SeparatorChoice locale={locale} id="others-separator" />
        <Bom locale={locale} id="others-bom" />
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

function Everything({ locale }: { locale: Locale }) {
  const t = messages(locale).files.exports;
  return (
    <section class="card" aria-labelledby="everything-heading">
      <h2 id="everything-heading">{t.everything}</h2>
      <p class="note">{t.everythingText}</p>
      <form class="acts" method="get" action="/admin/exports/everything.zip">
        <button class="button button-quiet" type="submit">
          {t.everythingButton}
        </button>
        <PrepareButton locale={locale} what="everything" isFirst={false} />
      </form>
    </section>
  );
}

function CampaignChoice({ locale, choices, id }: PartProps & { id: string }) {
  const t = messages(locale).files.exports;
  return (
    <div>
      <label for={id}>{t.campaign}</label>
      <select id={id} name="campaign">
        <option value="">{t.allCampaigns}</option>
        {choices.campaigns.map(({ slug, texts }) => (
          <option key={slug} value={slug}>
            {(texts[locale] ?? Object.values(texts)[0])?.title ?? slug}
          </option>
        ))}
      </select>
    </div>
  );
}

function SeparatorChoice({ locale, id }: { locale: Locale; id: string }) {
  const t = messages(locale).files.exports;
  return (
    <div>
      <label for={id}>{t.separator}</label>
      <select id={id} name="separator">
        {Object.keys(separators).map((name) => (
          <option key={name} value={name}>
            {new Map(Object.entries(t.separators)).get(name)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Bom({ locale, id }: { locale: Locale; id: string }) {
  return (
    <p class="tick">
      <input type="checkbox" id={id} name="bom" value="1" />
      <label for={id}>{messages(locale).files.exports.bom}</label>
    </p>
  );
}

function presetName(locale: Locale, name: string): string {
  return new Map(Object.entries(messages(locale).files.exports.presets)).get(name) ?? name;
}

import { validate as isUuid } from 'uuid';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage, type AdminPageProps } from '../ui/admin-layout.tsx';
import { AdminTable, Pager } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { type AskedAudit, auditQuery } from './audit-form.ts';
import type { AuditLine } from './audit-queries.ts';
import { roles } from './permissions.ts';

type Choices = {
  asked: AskedAudit;
  /** What the log knows of, to choose from. */
  actions: string[];
  organizers: { id: string; name: string; email: string }[];
  /** Who was one once; none for those who may see no details. */
  removed: { id: string; email: string }[];
};
type AuditPageProps = Required<Pick<AdminPageProps, 'locale' | 'organizer'>> &
  Choices & {
    timezone: string;
    /** Whether details are shown, and how many people: for those who may see personal data. */
    detailed: boolean;
    entries: AuditLine[];
    /** Id after which the list goes on, if it does. */
    older: string | undefined;
    /** Whether this is the first page. */
    first: boolean;
  };

/** Who touched personal data in bulk, or rights. */
export function AuditPage(props: AuditPageProps) {
  const { locale, organizer, timezone, detailed, asked, actions, organizers, removed, entries, older, first } = props;
  const t = messages(locale).admin;
  const query = auditQuery(asked.filter);
  const filtered = query.size > 0;
  const pathOf = (file: string, more: Record<string, string> = {}) => {
    const all = new URLSearchParams([...query, ...Object.entries(more)]);
    return all.size > 0 ? `${file}?${all}` : file;
  };
  const columns = [
    { label: t.audit.when },
    { label: t.audit.who },
    { label: t.audit.what },
    ...(detailed
      ? [
          { label: t.audit.people, numeric: true },
          { label: t.audit.detail, wraps: true },
        ]
      : []),
  ];
  const rows = entries.map((entry) => ({
    key: entry.id,
    cells: [
      formatMoment(locale, entry.at, timezone),
      whoText(locale, entry, detailed),
      actionName(locale, entry.action),
      ...(detailed
        ? [entry.count === null ? t.none : formatNumber(locale, entry.count), detailText(locale, entry)]
        : []),
    ],
  }));
  return (
    <AdminPage
      locale={locale}
      path={pathOf('/admin/audit')}
      organizer={organizer}
      place="audit"
      title={t.audit.title}
      stylesheets={['/css/people.css']}
    >
      <h1>{t.audit.title}</h1>
      <p class="note">{detailed ? t.audit.text : messages(locale).people.audit.withoutDetails}</p>
      <Filters {...{ locale, asked, actions, organizers, removed, filtered }} />
      {entries.length === 0 ? (
        <p class="empty">{filtered ? messages(locale).people.audit.none : t.audit.empty}</p>
      ) : (
        <AdminTable caption={t.audit.title} columns={columns} rows={rows} />
      )}
      <Pager
        older={older && pathOf('/admin/audit', { before: older })}
        newest={first ? undefined : pathOf('/admin/audit')}
        words={{ older: t.older, newest: t.newest }}
      />
      {entries.length > 0 && detailed && (
        <p>
          <a class="button button-quiet" href={pathOf('/admin/audit.csv')} download>
            {messages(locale).people.audit.csv}
          </a>{' '}
          <span class="note">{messages(locale).people.audit.csvNote}</span>
        </p>
      )}
    </AdminPage>
  );
}

function Filters({
  locale,
  asked,
  actions,
  organizers,
  removed,
  filtered,
}: Choices & { locale: Locale; filtered: boolean }) {
  const t = messages(locale).people.audit;
  const { audit } = messages(locale).admin;
  const { typed, wrong } = asked;
  return (
    <form class="filters" method="get" action="/admin/audit">
      <div>
        <label for="who">{audit.who}</label>
        <select id="who" name="who">
          <option value="">{t.anyone}</option>
          <option value="system" selected={typed.who === 'system'}>
            {audit.system}
          </option>
          {organizers.map(({ id, name, email }) => (
            <option key={id} value={id} selected={typed.who === id}>
              {name || email}
            </option>
          ))}
          {removed.map(({ id, email }) => (
            <option key={id} value={id} selected={typed.who === id}>
              {audit.wasOne(email)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="what">{audit.what}</label>
        <select id="what" name="what">
          <option value="">{t.anything}</option>
          {actions.map((action) => (
            <option key={action} value={action} selected={typed.what === action}>
              {actionName(locale, action)}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map((name) => (
        <div key={name}>
          <label for={name}>{t[name]}</label>
          <input
            id={name}
            name={name}
            type="date"
            value={typed[name]}
            aria-invalid={wrong.includes(name)}
            aria-describedby={wrong.includes(name) ? `${name}-error` : undefined}
          />
          {wrong.includes(name) && (
            <p class="field-error" id={`${name}-error`}>
              {t.badDay}
            </p>
          )}
        </div>
      ))}
      <button class="button button-quiet" type="submit">
        {t.filter}
      </button>
      {filtered && <a href="/admin/audit">{t.all}</a>}
    </form>
  );
}

function whoText(locale: Locale, { organizer, organizerId, removed }: AuditLine, detailed: boolean): string {
  const t = messages(locale).admin.audit;
  if (organizer !== null) return organizer;
  if (organizerId === null) return t.system;
  return detailed && removed !== null ? t.wasOne(removed) : t.gone;
}

function actionName(locale: Locale, action: string): string {
  const { admin, broadcasts, crm, bulk, people, privacy } = messages(locale);
  const names = {
    ...admin.audit.actions,
    ...people.audit.actions,
    ...privacy.actions,
    ...bulk.audit,
    ...broadcasts.audit,
    ...crm.audit,
  };
  return new Map(Object.entries(names)).get(action) ?? action;
}

function detailText(locale: Locale, { action, detail }: AuditLine): string {
  const t = messages(locale).admin.audit;
  // Of what kind the others were that began, is in their words.
  if (action === 'contacts.exported' || (action === 'export.begun' && detail.what === undefined)) {
    const all = detail.segment === undefined ? t.all : messages(locale).segments.filter;
    const which = [detail.segment, detail.campaign].find((one) => typeof one === 'string') ?? all;
    return detail.complete !== false ? which : `${which} (${t.aborted})`;
  }
  return Object.values(detail)
    .filter((value) => typeof value === 'number' || (typeof value === 'string' && !isUuid(value)))
    .map((value) => roleName(locale, value) ?? value)
    .join(', ');
}

/** A role is kept by its name in the tables. */
function roleName(locale: Locale, value: unknown): string | undefined {
  const role = roles.find((one) => one === value);
  return role && messages(locale).people.roles[role];
}

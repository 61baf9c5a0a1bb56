import type { Child } from 'hono/jsx';
import type { CampaignTexts } from '../campaigns/form.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatDate } from '../ui/admin-time.ts';
import { Filter, type FilterProps } from './filter-pages.tsx';
import {
  type ColumnName,
  columnNames,
  listParameters,
  listPath,
  type Place,
  type SortKey,
  sortedBy,
  sortKeys,
} from './list-form.ts';
import type { ContactsList, ListExtras } from './list-queries.ts';
import type { ListedContact } from './queries.ts';

type ContactsPageProps = FilterProps & {
  organizer: SignedInOrganizer;
  place: Place;
  columns: ColumnName[];
  list: ContactsList;
  extras: ListExtras;
};

/** The contacts, to be searched, filtered, sorted, opened one by one, or taken along. */
export function ContactsPage(props: ContactsPageProps) {
  const { locale, organizer, state, place, list, definition } = props;
  const { admin: t, privacy, segments: words } = messages(locale);
  const looking = state.q !== '' || state.campaign !== '';
  const narrowed = looking || definition.conditions.length > 0 || place.after !== undefined;
  return (
    <AdminPage
      locale={locale}
      path={listPath(state, place)}
      organizer={organizer}
      place="contacts"
      title={t.contacts.title}
      stylesheets={['/css/segments.css']}
    >
      <div class="page-head">
        <h1>{t.contacts.title}</h1>
        {organizer.mayOpen('/admin/duplicates') && <a href="/admin/duplicates">{privacy.duplicates.link}</a>}
        {organizer.mayOpen('/admin/retention') && <a href="/admin/retention">{privacy.retention.link}</a>}
      </div>
      <Search {...props} looking={looking} />
      <Filter {...props} />
      <Look {...props} />
      {list.contacts.length > 0 ? (
        <ContactsTable {...props} />
      ) : (
        <p class="empty">{narrowed ? t.contacts.notFound : t.contacts.empty}</p>
      )}
      <nav class="pager" aria-label={t.contacts.title}>
        {(place.after ?? place.before) !== undefined && <a href={listPath(state)}>{words.firstPage}</a>}
        {list.before !== undefined && (
          <a class="button button-quiet" rel="prev" href={listPath(state, { before: list.before })}>
            {words.previous}
          </a>
        )}
        {list.after !== undefined && (
          <a class="button button-quiet" rel="next" href={listPath(state, { after: list.after })}>
            {words.next}
          </a>
        )}
      </nav>
      {organizer.mayOpen('/admin/contacts.csv') && <Exports {...props} />}
    </AdminPage>
  );
}

function Search({ locale, state, choices, looking }: ContactsPageProps & { looking: boolean }) {
  const t = messages(locale).admin.contacts;
  return (
    <search>
      <form class="search" method="get" action="/admin/contacts">
        {listParameters({ ...state, q: '', campaign: '' }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div>
          <label for="q">{t.search}</label>
          <input id="q" name="q" type="search" value={state.q} aria-describedby="q-hint" data-shortcut="/" />
        </div>
        <div>
          <label for="campaign">{t.campaign}</label>
          <select id="campaign" name="campaign">
            <option value="">{t.allCampaigns}</option>
            {choices.campaigns.map(({ slug, name }) => (
              <option key={slug} value={slug} selected={slug === state.campaign}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <button class="button" type="submit">
          {t.find}
        </button>
        {looking && <a href={listPath({ ...state, q: '', campaign: '' })}>{t.clear}</a>}
        <p class="note search-hint" id="q-hint">
          {t.searchHint}
        </p>
      </form>
    </search>
  );
}

/** Which columns there are, and in what order the contacts stand. */
function Look({ locale, state, columns }: ContactsPageProps) {
  const t = messages(locale).segments;
  const names = columnLabels(locale);
  const here = new URLSearchParams(listParameters(state)).toString();
  const [first, second] = state.sort;
  const directions = (key: SortKey) => [
    { value: key, label: `${names[key]}, ${t.sort.ascending}` },
    { value: `-${key}`, label: `${names[key]}, ${t.sort.descending}` },
  ];
  const choice = (name: string, label: string, chosen: (typeof state.sort)[number] | undefined, empty: boolean) => (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {empty && <option value="">{t.any}</option>}
        {sortKeys.flatMap(directions).map(({ value, label: text }) => (
          <option
            key={value}
            value={value}
            selected={value === (chosen && `${chosen.descending ? '-' : ''}${chosen.key}`)}
          >
            {text}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <details class="look">
      <summary>{t.look}</summary>
      <div class="look-forms">
        <form method="post" action="/admin/list/columns">
          <fieldset>
            <legend>{t.columns}</legend>
            <input type="hidden" name="back" value={here} />
            {columnNames.map((name) => (
              <label key={name} class="check">
                <input type="checkbox" name="column" value={name} checked={columns.includes(name)} /> {names[name]}
              </label>
            ))}
          </fieldset>
          <p class="note">{t.columnsText}</p>
          <button class="button button-quiet" type="submit">
            {t.columnsButton}
          </button>
        </form>
        <form method="get" action="/admin/contacts">
          {listParameters({ ...state, sort: [] })
            .filter(([name]) => name !== 'sort')
            .map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
          {choice('sort1', t.sort.first, first, false)}
          {choice('sort2', t.sort.second, second, true)}
          <button class="button button-quiet" type="submit">
            {t.sort.button}
          </button>
        </form>
      </div>
    </details>
  );
}

function ContactsTable(props: ContactsPageProps) {
  const { locale, state, columns, list } = props;
  const names = columnLabels(locale);
  const t = messages(locale);
  const shape: Partial<Record<ColumnName, { wraps?: boolean; keeps?: boolean; minor?: boolean }>> = {
    email: { wraps: true },
    postalCode: { keeps: true },
    phone: { keeps: true },
    confirmed: { minor: true },
    since: { minor: true, keeps: true },
  };
  const head = (name: 'name' | ColumnName) => {
    const key = sortKeys.find((one) => one === name);
    if (!key) return {};
    const at = state.sort.find((one) => one.key === key);
    const leads = state.sort[0]?.key === key;
    return {
      head: (
        <>
          <span class="sort-name">{names[name]}</span>
          <a class="sort" href={listPath({ ...state, sort: sortedBy(state.sort, key) })}>
            <span class="hidden">{t.segments.sort.by('')}</span>
            {names[name]}
            {at && <span aria-hidden="true"> {at.descending ? '▼' : '▲'}</span>}
          </a>
        </>
      ),
      ...(leads && at ? { sorted: at.descending ? ('descending' as const) : ('ascending' as const) } : {}),
    };
  };
  const shown = [
    { label: names.name, ...head('name') },
    ...columns.map((name) => ({ label: names[name], ...shape[name], ...head(name) })),
  ];
  const rows = list.contacts.map((one) => ({
    key: one.contact.id,
    cells: [
      <a key="name" href={`/admin/contacts/${one.contact.id}`}>
        {nameOf(one.contact) || t.admin.contacts.noName}
      </a>,
      ...columns.map((name) => cell(name, one, props)),
    ],
  }));
  return <AdminTable caption={t.admin.contacts.title} columns={shown} rows={rows} />;
}

function cell(name: ColumnName, { contact, confirmed, consent }: ListedContact, props: ContactsPageProps): Child {
  const { locale, timezone, choices, extras } = props;
  const t = messages(locale).admin;
  const named = (list: { id: string; name: string }[], ids: (string | null)[]) =>
    list.filter(({ id }) => ids.includes(id)).map((one) => one.name);
  switch (name) {
    case 'email':
    case 'postalCode':
    case 'phone':
      return contact[name];
    case 'language':
      return t.contact.languages[contact.locale];
    case 'campaigns':
      return named(choices.campaigns, extras.campaigns.get(contact.id) ?? []).join(', ');
    case 'tags':
      return named(choices.tags, extras.tags.get(contact.id) ?? []).join(', ');
    case 'team':
      return named(choices.teams, [contact.teamId]).join();
    case 'owner':
      return named(choices.organizers, [contact.ownerId]).join();
    case 'confirmed':
      return confirmed ? t.contacts.yes : t.contacts.no;
    case 'consent':
      return (
        <span key="consent" class={`badge badge-${consent}`}>
          {t.contacts.consents[consent]}
        </span>
      );
    case 'since':
      return formatDate(locale, contact.createdAt, timezone);
  }
}

function columnLabels(locale: Locale): Record<'name' | ColumnName, string> {
  const { name, email, postalCode, phone, confirmed, consent, since } = messages(locale).admin.contacts;
  return { name, email, postalCode, phone, confirmed, consent, since, ...messages(locale).segments.columnNames };
}

/** Everyone, or a campaign's; the filter has an export of its own. */
function Exports({ locale, state, choices }: ContactsPageProps) {
  const t = messages(locale).admin.contacts;
  const campaign = choices.campaigns.find(({ slug }) => slug === state.campaign);
  const path = `/admin/contacts.csv${campaign ? `?campaign=${campaign.slug}` : ''}`;
  const label = campaign ? t.exportCampaign(campaign.name) : t.exportAll;
  return (
    <p class="exports">
      <a class="button button-quiet" href={path} download>
        {label}
      </a>
      <a href={`${path}${campaign ? '&' : '?'}bom=1`} download aria-label={`${label}, ${t.exportExcel}`}>
        {t.exportExcel}
      </a>
      <span class="note">{t.exportNote}</span>
    </p>
  );
}

/** First and last name as they were typed; empty where there is none. */
export function nameOf({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`.trim();
}

/** A campaign's name in a language, or in the one that it has. */
export function titleOf(texts: CampaignTexts | null, locale: Locale): string | undefined {
  return texts === null ? undefined : (texts[locale] ?? Object.values(texts)[0])?.title;
}

import type { CampaignTexts } from '../campaigns/form.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable, Pager } from '../ui/admin-table.tsx';
import { formatDate } from '../ui/admin-time.ts';
import type { ListedContact } from './queries.ts';

type ContactsPageProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  /** What is looked for, as typed, and in which campaign (empty: in all). */
  query: { q: string; campaign: string };
  /** Where this page begins; undefined on the first. */
  before: string | undefined;
  campaigns: { slug: string; texts: CampaignTexts }[];
  contacts: ListedContact[];
  /** Id after which the list goes on, if it does. */
  older: string | undefined;
};

/** The contacts, to be searched, opened one by one, or taken along. */
export function ContactsPage(props: ContactsPageProps) {
  const { locale, organizer, query, before, contacts, older } = props;
  const t = messages(locale).admin;
  const looking = query.q !== '' || query.campaign !== '';
  return (
    <AdminPage
      locale={locale}
      path={pathOf(query, before)}
      organizer={organizer}
      place="contacts"
      title={t.contacts.title}
    >
      <h1>{t.contacts.title}</h1>
      <Search {...props} looking={looking} />
      {contacts.length > 0 ? (
        <ContactsTable {...props} />
      ) : (
        <p class="empty">{looking || before !== undefined ? t.contacts.notFound : t.contacts.empty}</p>
      )}
      <Pager
        older={older && pathOf(query, older)}
        newest={before === undefined ? undefined : pathOf(query)}
        words={{ older: t.older, newest: t.newest }}
      />
      <Exports {...props} />
    </AdminPage>
  );
}

function Search({ locale, query, campaigns, looking }: ContactsPageProps & { looking: boolean }) {
  const t = messages(locale).admin.contacts;
  return (
    <search>
      <form class="search" method="get" action="/admin/contacts">
        <div>
          <label for="q">{t.search}</label>
          <input id="q" name="q" type="search" value={query.q} aria-describedby="q-hint" data-shortcut="/" />
        </div>
        <div>
          <label for="campaign">{t.campaign}</label>
          <select id="campaign" name="campaign">
            <option value="">{t.allCampaigns}</option>
            {campaigns.map(({ slug, texts }) => (
              <option key={slug} value={slug} selected={slug === query.campaign}>
                {titleOf(texts, locale) ?? slug}
              </option>
            ))}
          </select>
        </div>
        <button class="button" type="submit">
          {t.find}
        </button>
        {looking && <a href="/admin/contacts">{t.clear}</a>}
        <p class="note search-hint" id="q-hint">
          {t.searchHint}
        </p>
      </form>
    </search>
  );
}

function ContactsTable({ locale, timezone, contacts }: ContactsPageProps) {
  const t = messages(locale).admin.contacts;
  const columns = [
    { label: t.name },
    { label: t.email, wraps: true },
    { label: t.postalCode, keeps: true },
    { label: t.phone, keeps: true },
    { label: t.confirmed, minor: true },
    { label: t.consent },
    { label: t.since, minor: true, keeps: true },
  ];
  const rows = contacts.map(({ contact, confirmed, consent }) => ({
    key: contact.id,
    cells: [
      <a key="name" href={`/admin/contacts/${contact.id}`}>
        {nameOf(contact) || t.noName}
      </a>,
      contact.email,
      contact.postalCode,
      contact.phone,
      confirmed ? t.yes : t.no,
      <span key="consent" class={`badge badge-${consent}`}>
        {t.consents[consent]}
      </span>,
      formatDate(locale, contact.createdAt, timezone),
    ],
  }));
  return <AdminTable caption={t.title} columns={columns} rows={rows} />;
}

/** The export takes the campaign along, not the search. */
function Exports({ locale, query, campaigns }: ContactsPageProps) {
  const t = messages(locale).admin.contacts;
  const texts = campaigns.find(({ slug }) => slug === query.campaign)?.texts;
  const path = `/admin/contacts.csv${query.campaign ? `?campaign=${query.campaign}` : ''}`;
  const label = texts ? t.exportCampaign(titleOf(texts, locale) ?? query.campaign) : t.exportAll;
  return (
    <p class="exports">
      <a class="button button-quiet" href={path} download>
        {label}
      </a>
      <a href={`${path}${query.campaign ? '&' : '?'}bom=1`} download aria-label={`${label}, ${t.exportExcel}`}>
        {t.exportExcel}
      </a>
      <span class="note">{t.exportNote}</span>
    </p>
  );
}

function pathOf({ q, campaign }: ContactsPageProps['query'], before?: string): string {
  const given = Object.entries({ q, campaign, before: before ?? '' }).filter(([, value]) => value !== '');
  return given.length === 0 ? '/admin/contacts' : `/admin/contacts?${new URLSearchParams(given)}`;
}

/** First and last name as they were typed; empty where there is none. */
export function nameOf({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`.trim();
}

/** A campaign's name in a language, or in the one that it has. */
export function titleOf(texts: CampaignTexts | null, locale: Locale): string | undefined {
  return texts === null ? undefined : (texts[locale] ?? Object.values(texts)[0])?.title;
}

import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { Pager } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { answerText } from '../ui/admin-words.ts';
import type { Dossier } from './dossier-queries.ts';
import { Bookings, Consents, Messages, Pledges, Signups } from './dossier-sections.tsx';
import { Credited } from './origin-sections.tsx';
import { nameOf, titleOf } from './pages.tsx';
import type { ListedContact } from './queries.ts';

type Shared = { locale: Locale; path: string; organizer: { name: string; email: string } };
type ContactPageProps = Shared &
  ListedContact & {
    timezone: string;
    dossier: Dossier;
    /** Id after which the timeline goes on, if it does. */
    older: string | undefined;
    /** Whether the timeline begins with the newest line. */
    first: boolean;
  };

/** Everything that is known of one contact. */
export function ContactPage(props: ContactPageProps) {
  const { locale, path, organizer, contact, consent, dossier } = props;
  const t = messages(locale).admin;
  const name = nameOf(contact) || contact.email;
  const sections = { locale, timezone: props.timezone, dossier };
  return (
    <AdminPage locale={locale} path={path} organizer={organizer} place="contacts" title={name}>
      <p>
        <a href="/admin/contacts">{t.contact.back}</a>
      </p>
      <div class="page-head">
        <h1>{name}</h1>
        <span class={`badge badge-${consent}`}>{t.contacts.consents[consent]}</span>
      </div>
      {dossier.suppressed !== undefined && <p class="alert">{t.contact.suppressed(dossier.suppressed)}</p>}
      <Facts {...props} />
      <div class="columns">
        <Timeline {...props} />
        <div>
          <Signups {...sections} />
          <Pledges {...sections} />
          <Bookings {...sections} />
          <Messages {...sections} />
          <Consents {...sections} />
        </div>
      </div>
    </AdminPage>
  );
}

function Facts({ locale, timezone, contact, confirmed, dossier }: ContactPageProps) {
  const t = messages(locale).admin;
  const facts: [string, Child][] = [
    [
      t.contacts.email,
      <a key="email" href={`mailto:${contact.email}`}>
        {contact.email}
      </a>,
    ],
    [
      t.contacts.phone,
      contact.phone && (
        <a key="phone" href={`tel:${contact.phone}`}>
          {contact.phone}
        </a>
      ),
    ],
    [t.contacts.postalCode, contact.postalCode],
    [t.contact.language, t.contact.languages[contact.locale]],
    [t.contact.availability, answerText(locale, 'availability', contact.availability, {})],
    [t.contact.skills, answerText(locale, 'skills', contact.skills, skillsOf(dossier, locale))],
    [
      t.contacts.confirmed,
      contact.confirmedAt && confirmed ? formatMoment(locale, contact.confirmedAt, timezone) : t.contacts.no,
    ],
    [t.contacts.since, formatMoment(locale, contact.createdAt, timezone)],
  ];
  return (
    <dl class="facts facts-wide">
      {facts
        .filter(([, value]) => value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Timeline({ locale, timezone, path, dossier, older, first }: ContactPageProps) {
  const { admin: t, sources } = messages(locale);
  const names = new Map(Object.entries({ ...t.contact.activities, ...sources.contact.activities }));
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">{t.contact.timeline}</h2>
      {dossier.activities.length === 0 && <p class="note">{t.contact.timelineEmpty}</p>}
      <ol class="timeline">
        {dossier.activities.map(({ activity, campaign }) => (
          <li key={activity.id}>
            <time datetime={activity.at.toISOString()}>{formatMoment(locale, activity.at, timezone)}</time>
            <strong>{names.get(activity.kind) ?? activity.kind}</strong>
            {detailOf(activity.data, dossier, locale) && <span>{detailOf(activity.data, dossier, locale)}</span>}
            <Credited dossier={dossier} data={activity.data} />
            {campaign && <span class="note">{titleOf(campaign, locale)}</span>}
          </li>
        ))}
      </ol>
      <Pager
        older={older && `${path}?before=${older}`}
        newest={first ? undefined : path}
        words={{ older: t.older, newest: t.newest }}
      />
    </section>
  );
}

/** What an activity was about: the mail's subject, or the shift. */
function detailOf(data: Record<string, unknown>, dossier: Dossier, locale: Locale): string | undefined {
  if (typeof data.subject === 'string') return data.subject;
  const seat = dossier.bookings.find(({ booking }) => booking.id === data.bookingId);
  return seat && (seat.shift.texts[locale] ?? Object.values(seat.shift.texts)[0])?.title;
}

/** The words of every skill that a campaign of this contact asked about. */
function skillsOf(dossier: Dossier, locale: Locale): Record<string, string> {
  return Object.assign({}, ...dossier.signups.map(({ campaign }) => campaign?.[locale]?.skills ?? {}));
}

/** Said instead of a contact that is not there, or not any more. */
export function MissingContactPage({ locale, path, organizer }: Shared) {
  const t = messages(locale).admin.contact;
  return (
    <AdminPage locale={locale} path={path} organizer={organizer} place="contacts" title={t.missing}>
      <h1>{t.missing}</h1>
      <p>
        <a href="/admin/contacts">{t.back}</a>
      </p>
    </AdminPage>
  );
}

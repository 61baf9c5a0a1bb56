import type { Child } from 'hono/jsx';
import type { ContactStanding } from '../crm/history-queries.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AnswerBox, type AnswerBoxProps } from '../outreach/attempt-box.tsx';
import { type Notice, NoticeLine } from '../outreach/notice-line.tsx';
import { phoneText, waysTo } from '../outreach/view.ts';
import { AnswerForm, Thread } from '../replies/conversation-view.tsx';
import type { LatestConversation } from '../replies/queries.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { answerText } from '../ui/admin-words.ts';
import { type Care, type CareProblem, CareSection, NoteForm } from './care-sections.tsx';
import { CrmSection } from './crm-sections.tsx';
import type { Dossier } from './dossier-queries.ts';
import { Bookings, Consents, Messages, Pledges, Signups } from './dossier-sections.tsx';
import { nameOf } from './pages.tsx';
import type { ListedContact } from './queries.ts';
import { Timeline } from './timeline-pages.tsx';
import type { TimelineLine } from './timeline-queries.ts';

type Shared = { locale: Locale; path: string; organizer: SignedInOrganizer };
type ContactPageProps = Shared &
  ListedContact & {
    timezone: string;
    now: Date;
    dossier: Dossier;
    timeline: TimelineLine[];
    /** Where the timeline goes on, if it does. */
    older: string | undefined;
    /** Whether the timeline begins with the newest line. */
    first: boolean;
    refusals: AnswerBoxProps['refusals'];
    clock: AnswerBoxProps['clock'];
    next: AnswerBoxProps['next'];
    /** What the forms of this page are posted under, so that twice is once. */
    formIds: { attempt: string; note: string; answer: string };
    /** What the contact and the team last wrote to each other. */
    conversation: LatestConversation | undefined;
    care: Care;
    /** Where the contact stands in the CRMs. */
    standings: ContactStanding[];
    /** What was just done. */
    notice: Notice | undefined;
    /** A form that comes back, with what was typed and what is wrong. */
    problem: ContactProblem | undefined;
  };

export type ContactProblem = CareProblem | { at: 'attempt'; typed: string; text: string };

/** Everything that is known of one contact, and above it what is to be done next. */
export function ContactPage(props: ContactPageProps) {
  const { locale, path, organizer, contact, consent, dossier, notice, problem } = props;
  const t = messages(locale).admin;
  const name = nameOf(contact) || contact.email;
  const sections = { locale, timezone: props.timezone, dossier };
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="contacts"
      title={name}
      stylesheets={['/css/answering.css', '/css/conversations.css']}
    >
      <p>
        <a href="/admin/contacts">{t.contact.back}</a>
      </p>
      <div class="page-head">
        <h1>{name}</h1>
        <span class={`badge badge-${consent}`}>{t.contacts.consents[consent]}</span>
      </div>
      {notice && <NoticeLine locale={locale} notice={notice} back="" />}
      {dossier.suppressed !== undefined && <p class="alert">{t.contact.suppressed(dossier.suppressed)}</p>}
      <AnswerBox
        locale={locale}
        timezone={props.timezone}
        now={props.now}
        contact={contact}
        refusals={props.refusals}
        clock={props.clock}
        next={props.next}
        attemptId={props.formIds.attempt}
        typed={problem?.at === 'attempt' ? { note: problem.typed, problem: problem.text } : undefined}
      />
      <LatestWords {...props} />
      <Facts {...props} />
      <Rights locale={locale} path={`/admin/contacts/${contact.id}`} organizer={props.organizer} />
      <div class="columns">
        <div>
          <NoteForm
            locale={locale}
            path={path}
            noteId={props.formIds.note}
            problem={problem?.at === 'attempt' ? undefined : problem}
          />
          <Timeline {...props} />
        </div>
        <div>
          <CareSection {...props} problem={problem?.at === 'attempt' ? undefined : problem} />
          <Signups {...sections} />
          <Pledges {...sections} />
          <Bookings {...sections} />
          <Messages {...sections} />
          <CrmSection {...props} contactId={contact.id} />
          <Consents {...sections} />
        </div>
      </div>
    </AdminPage>
  );
}

/** The last words of the conversation, to be answered here. */
function LatestWords({ locale, timezone, contact, dossier, conversation: latest, formIds }: ContactPageProps) {
  if (!latest) return null;
  const t = messages(locale).replies;
  const { conversation, entries } = latest;
  const name = nameOf(contact) || contact.email;
  const shown = { locale, timezone, conversationId: conversation.id, name };
  return (
    <section class="card" aria-labelledby="conversation">
      <div class="card-head">
        <h2 id="conversation">{t.onContact}</h2>
        {conversation.waitingSince && <span class="badge badge-unconfirmed">{t.waits}</span>}
        <a href={`/admin/conversations/${conversation.id}`}>{t.whole}</a>
      </div>
      <Thread {...shown} entries={entries} />
      <AnswerForm
        {...shown}
        name={contact.firstName || name}
        answerId={formIds.answer}
        waits={conversation.waitingSince !== null}
        seen={conversation.lastAt}
        blocked={dossier.suppressed !== undefined}
        back="contact"
      />
    </section>
  );
}

/** What can be done with the contact as a whole, by those who may. */
function Rights({
  locale,
  path,
  organizer,
}: {
  locale: Locale;
  path: string;
  organizer: ContactPageProps['organizer'];
}) {
  const t = messages(locale).privacy.contact;
  const acts = (['merge', 'copy', 'erase'] as const).filter((act) => organizer.mayOpen(`/admin/contacts/:id/${act}`));
  if (acts.length === 0) return null;
  return (
    <nav aria-label={t.title} class="pager">
      {acts.map((act) => (
        <a key={act} href={`${path}/${act}`}>
          {t[act]}
        </a>
      ))}
    </nav>
  );
}

function Facts({ locale, timezone, path, organizer, contact, confirmed, dossier, refusals }: ContactPageProps) {
  const t = messages(locale).admin;
  const ways = waysTo(contact, refusals);
  const facts: [string, Child][] = [
    [
      t.contacts.email,
      ways.write ? (
        <a key="email" href={`mailto:${contact.email}`}>
          {contact.email}
        </a>
      ) : (
        contact.email
      ),
    ],
    [
      t.contacts.phone,
      ways.call ? (
        <a key="phone" href={`tel:${contact.phone}`}>
          {phoneText(contact.phone)}
        </a>
      ) : (
        phoneText(contact.phone)
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
    <div class="stack">
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
      {organizer.mayOpen('/admin/contacts/:id/edit') && (
        <p>
          <a href={`${path}/edit`}>{messages(locale).outreach.edit.link}</a>
        </p>
      )}
    </div>
  );
}

/** The words of every skill that a campaign of this contact asked about. */
function skillsOf(dossier: Dossier, locale: Locale): Record<string, string> {
  return Object.assign({}, ...dossier.signups.map(({ campaign }) => campaign?.[locale]?.skills ?? {}));
}

/** Said instead of a contact that is not there, or not any more. */
export function MissingContactPage({ locale, path, organizer }: Pick<Shared, 'locale' | 'path' | 'organizer'>) {
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

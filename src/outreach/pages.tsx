import type { CampaignTexts } from '../campaigns/form.ts';
import type { Refusal } from '../consents/queries.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { Pager } from '../ui/admin-table.tsx';
import { asset } from '../ui/assets.ts';
import { AnsweringForm } from './answering-pages.tsx';
import { type Answering, outcomes, type Show, shows } from './form.ts';
import { type Notice, NoticeLine } from './notice-line.tsx';
import { mostCounted, type Waiting } from './queries.ts';
import { RefusalBadges } from './refusal-badges.tsx';
import { calledBy, clockText, phoneText, spanText, waysTo } from './view.ts';

type WaitingPageProps = {
  locale: Locale;
  organizer: SignedInOrganizer;
  path: string;
  now: Date;
  show: Show;
  counts: Record<Show, number>;
  people: (Waiting & { refusals: Refusal[]; attemptId: string })[];
  /** Where the list goes on, if it does. */
  more: string | undefined;
  first: boolean;
  answering: Answering;
  /** What was just done. */
  notice: Notice | undefined;
};

/** Who waits for an answer, the most urgent first, to be answered from the list. */
export function WaitingPage(props: WaitingPageProps) {
  const { locale, organizer, path, show, people, more, first, notice } = props;
  const t = messages(locale).outreach;
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="waiting"
      title={t.waiting.title}
      stylesheets={['/css/answering.css']}
    >
      <div class="page-head">
        <h1>{t.waiting.title}</h1>
      </div>
      <p class="note">{t.waiting.text}</p>
      {notice && <NoticeLine locale={locale} notice={notice} back={`show=${show}`} />}
      <Lists {...props} />
      {people.length === 0 ? (
        <p class="empty">{first ? t.waiting.empty[show] : t.waiting.pageEmpty}</p>
      ) : (
        <>
          <ol class="people" aria-label={t.waiting.list}>
            {people.map((person) => (
              <Person key={person.contact.id} {...props} person={person} />
            ))}
          </ol>
          <p class="note people-keys">{t.waiting.keys}</p>
        </>
      )}
      <Pager
        older={more && `/admin/waiting?show=${show}&after=${more}`}
        newest={first ? undefined : `/admin/waiting?show=${show}`}
        words={{ older: t.waiting.more, newest: t.waiting.first }}
      />
      <AnsweringForm locale={locale} role={organizer.role} answering={props.answering} />
      <script defer src={asset('/js/answering.js')} />
    </AdminPage>
  );
}

function Lists({ locale, show, counts }: WaitingPageProps) {
  const t = messages(locale).outreach;
  const shown = (count: number) => (count > mostCounted ? t.home.capped(String(mostCounted)) : String(count));
  return (
    <nav class="tabs" aria-label={t.waiting.showsLabel}>
      {shows.map((one) => (
        <a key={one} href={`/admin/waiting?show=${one}`} aria-current={one === show ? 'page' : undefined}>
          {t.waiting.shows[one]} <span class="count">{shown(counts[one])}</span>
        </a>
      ))}
    </nav>
  );
}

function Person({
  locale,
  now,
  show,
  organizer,
  person: { clock, contact, campaign, owner, refusals, attemptId },
}: WaitingPageProps & { person: WaitingPageProps['people'][number] }) {
  const t = messages(locale).outreach;
  const name = calledBy(locale, contact);
  const ways = waysTo(contact, refusals);
  const { late, text } = clockText(locale, clock, now);
  const came = t.waiting.came(t.waiting.ago(spanText(locale, now.getTime() - clock.startedAt.getTime())));
  const facts = [
    campaign && titleOf(campaign, locale),
    came,
    clock.tries > 0 && t.waiting.tries(clock.tries),
    (show !== 'mine' || clock.ownerId !== organizer.id) && (owner === null ? t.waiting.nobody : t.waiting.owner(owner)),
  ].filter(Boolean);
  return (
    <li class="person" data-person>
      <p class="person-head">
        <a class="person-name" href={`/admin/contacts/${contact.id}`}>
          {name}
        </a>
        <span class={late ? 'badge badge-late' : 'badge'}>{text}</span>
      </p>
      <p class="note">{facts.join(' · ')}</p>
      <p class="person-reach">
        {ways.call && (
          <a href={`tel:${contact.phone}`} aria-label={`${t.attempt.call(phoneText(contact.phone))} (${name})`}>
            {phoneText(contact.phone)}
          </a>
        )}
        {ways.write && (
          <a
            class="any-break"
            href={`mailto:${contact.email}`}
            aria-label={`${t.attempt.write} (${name}, ${contact.email})`}
          >
            {contact.email}
          </a>
        )}
        <RefusalBadges locale={locale} refusals={refusals} />
      </p>
      <form class="outcomes" method="post" action={`/admin/contacts/${contact.id}/attempts`}>
        <input type="hidden" name="id" value={attemptId} />
        <input type="hidden" name="back" value={`show=${show}`} />
        {outcomes.map((outcome) => (
          <button
            key={outcome}
            class="button button-quiet"
            type="submit"
            name="outcome"
            value={outcome}
            data-key={t.waiting.outcomeKeys[outcome]}
          >
            {t.attempt.outcomes[outcome]}
            <span class="hidden"> ({name})</span>
          </button>
        ))}
      </form>
    </li>
  );
}

function titleOf(texts: CampaignTexts, locale: Locale): string | undefined {
  return (texts[locale] ?? Object.values(texts)[0])?.title;
}

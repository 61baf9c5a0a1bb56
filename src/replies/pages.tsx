import type { Child } from 'hono/jsx';
import type { CampaignTexts } from '../campaigns/form.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { calledBy } from '../outreach/view.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { Pager } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { AnswerForm, Thread } from './conversation-view.tsx';
import { ownWords } from './fold-quotes.ts';
import {
  type Conversation,
  type ConversationShow,
  type Entry,
  type ListedConversation,
  mostEntries,
} from './queries.ts';

type Shared = { locale: Locale; organizer: SignedInOrganizer; path: string; timezone: string };

type ListProps = Shared & {
  show: ConversationShow;
  found: ListedConversation[];
  waiting: number;
  /** Where the list goes on, if it does. */
  more: string | undefined;
  first: boolean;
  /** Whether replies can come in at all. */
  setUp: boolean;
};

const shows = ['waiting', 'all'] as const satisfies ConversationShow[];

/** Every conversation, those that wait first. */
export function ConversationsPage(props: ListProps) {
  const { locale, show, found, waiting, more, first, setUp } = props;
  const t = messages(locale).replies;
  return (
    <Frame {...props} title={t.title}>
      <h1>{t.title}</h1>
      <p class="note">{setUp ? t.text : t.notSetUp}</p>
      <nav class="tabs" aria-label={t.showsLabel}>
        {shows.map((one) => (
          <a key={one} href={`/admin/conversations?show=${one}`} aria-current={one === show ? 'page' : undefined}>
            {t.shows[one]} {one === 'waiting' && <span class="count">{waiting}</span>}
          </a>
        ))}
      </nav>
      {found.length === 0 ? (
        <p class="empty">{first ? t.empty[show] : t.pageEmpty}</p>
      ) : (
        <ol class="people" aria-label={t.list}>
          {found.map((one) => (
            <ListedLine key={one.conversation.id} {...props} one={one} />
          ))}
        </ol>
      )}
      <Pager
        older={more && `/admin/conversations?show=${show}&after=${more}`}
        newest={first ? undefined : `/admin/conversations?show=${show}`}
        words={{ older: t.more, newest: t.first }}
      />
    </Frame>
  );
}

/** So much of a reply is shown in the list, in characters. */
const glimpse = 160;

function ListedLine({ locale, timezone, one }: ListProps & { one: ListedConversation }) {
  const t = messages(locale).replies;
  const { conversation, contact, campaign, owner, last } = one;
  const { id, waitingSince, lastAt } = conversation;
  const words = ownWords(last ?? '').replace(/\s+/g, ' ');
  const facts = [
    titleOf(campaign, locale),
    waitingSince
      ? t.since(formatMoment(locale, waitingSince, timezone))
      : t.lastAt(formatMoment(locale, lastAt, timezone)),
    owner === null ? t.nobody : t.owner(owner),
  ];
  return (
    <li class="person">
      <p class="person-head">
        <a class="person-name" href={`/admin/conversations/${id}`}>
          {calledBy(locale, contact)}
        </a>
        {waitingSince && <span class="badge badge-unconfirmed">{t.waits}</span>}
      </p>
      {words !== '' && (
        <p class="any-break">{words.length > glimpse ? `${words.slice(0, glimpse).toWellFormed()}…` : words}</p>
      )}
      <p class="note">{facts.filter(Boolean).join(' · ')}</p>
    </li>
  );
}

type ConversationProps = Shared & {
  conversation: Conversation;
  contact: { id: string; firstName: string; lastName: string; email: string };
  campaign: CampaignTexts;
  blocked: boolean;
  entries: Entry[];
  answerId: string;
  notice: string | undefined;
  typed?: { text: string; problem: string } | undefined;
};

/** One conversation from its beginning, and writing back below it. */
export function ConversationPage(props: ConversationProps) {
  const { locale, timezone, conversation, contact, campaign, entries, notice } = props;
  const t = messages(locale).replies;
  const name = calledBy(locale, contact);
  const shown = { locale, timezone, conversationId: conversation.id, name };
  return (
    <Frame {...props} title={t.with(name)}>
      <p>
        <a href="/admin/conversations">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{t.with(name)}</h1>
        {conversation.waitingSince && <span class="badge badge-unconfirmed">{t.waits}</span>}
      </div>
      <p class="note">
        {titleOf(campaign, locale)} · <a href={`/admin/contacts/${contact.id}`}>{t.toContact(name)}</a>
      </p>
      {notice && (
        <p class="done" role="status">
          {notice}
        </p>
      )}
      {entries.length >= mostEntries && <p class="note">{t.earlier}</p>}
      <Thread {...shown} entries={entries} />
      <section class="card">
        <AnswerForm
          {...shown}
          name={contact.firstName || name}
          answerId={props.answerId}
          waits={conversation.waitingSince !== null}
          seen={conversation.lastAt}
          blocked={props.blocked}
          back="conversation"
          typed={props.typed}
        />
      </section>
    </Frame>
  );
}

function Frame({
  locale,
  organizer,
  path,
  title,
  children,
}: Pick<Shared, 'locale' | 'organizer' | 'path'> & { title: string; children?: Child }) {
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="conversations"
      title={title}
      stylesheets={['/css/answering.css', '/css/conversations.css']}
    >
      {children}
    </AdminPage>
  );
}

function titleOf(texts: CampaignTexts, locale: Locale): string {
  return (texts[locale] ?? Object.values(texts)[0])?.title ?? '';
}

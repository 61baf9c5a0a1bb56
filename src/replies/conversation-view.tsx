import { type Locale, messages } from '../locales/index.ts';
import { longestNote } from '../notes/form.ts';
import { formatMoment } from '../ui/admin-time.ts';
import { foldQuotes } from './fold-quotes.ts';
import type { Entry, ReplyFile } from './queries.ts';

type Shown = {
  locale: Locale;
  timezone: string;
  conversationId: string;
  /** What the contact is called. */
  name: string;
};
type ThreadProps = Shown & { entries: Entry[] };

/** What both sides wrote, the oldest first. */
export function Thread({ entries, ...shown }: ThreadProps) {
  const t = messages(shown.locale).replies;
  return (
    <ol class="thread" aria-label={t.thread}>
      {entries.map((entry) => (
        <li key={keyOf(entry)} class={`entry entry-${entry.side}`}>
          <EntryText {...shown} entry={entry} />
        </li>
      ))}
    </ol>
  );
}

function keyOf(entry: Entry): string {
  if (entry.side === 'mail') return entry.at.toISOString();
  return entry.side === 'team' ? entry.answer.id : entry.reply.id;
}

function EntryText({ entry, ...shown }: Shown & { entry: Entry }) {
  const { locale, timezone, name } = shown;
  const t = messages(locale).replies;
  const time = <time datetime={entry.at.toISOString()}>{formatMoment(locale, entry.at, timezone)}</time>;
  if (entry.side === 'mail') {
    return (
      <p class="note">
        {t.ourMail}, {time}
        <br />
        <span class="any-break">{entry.subject}</span>
      </p>
    );
  }
  if (entry.side === 'team') {
    const { body, state, reason } = entry.answer;
    const reasons = new Map(Object.entries(t.reasons));
    return (
      <>
        <p class="entry-head">
          <strong>{entry.who ?? t.states.sent}</strong> <span class="note">{time}</span>{' '}
          <span class={`badge badge-${state === 'queued' ? 'sending' : state}`}>{t.states[state]}</span>
        </p>
        <p class="said any-break">{body}</p>
        {state === 'failed' && <p class="field-error">{reasons.get(reason) ?? reason}</p>}
      </>
    );
  }
  const { reply, files } = entry;
  return (
    <>
      <p class="entry-head">
        <strong>{reply.ownAddress ? name : reply.fromAddress || name}</strong> <span class="note">{time}</span>{' '}
        {reply.kind !== 'reply' && <span class="badge">{t.kinds[reply.kind]}</span>}
      </p>
      {reply.kind === 'reply' && !reply.ownAddress && <p class="alert">{t.otherAddress(reply.fromAddress)}</p>}
      <Words locale={locale} body={reply.body} />
      {reply.cut && <p class="note">{t.cut}</p>}
      <Files {...shown} files={files} />
      {reply.kind === 'reply' && <Wish {...shown} reply={reply} />}
    </>
  );
}

/** A mail's text with what it quotes folded away. HTML of a mail is never shown as such. */
function Words({ locale, body }: { locale: Locale; body: string }) {
  const t = messages(locale).replies;
  const pieces = foldQuotes(body);
  if (pieces.length === 0) return <p class="note">{t.noText}</p>;
  return (
    <>
      {pieces.map(({ kind, text }) =>
        kind === 'own' ? (
          <p key={text} class="said any-break">
            {text}
          </p>
        ) : (
          <details key={text} class="folded">
            <summary>{kind === 'quoted' ? t.quoted : t.signature}</summary>
            <p class="said any-break note">{text}</p>
          </details>
        ),
      )}
    </>
  );
}

function Files({ locale, conversationId, files }: Shown & { files: ReplyFile[] }) {
  const t = messages(locale).replies;
  if (files.length === 0) return null;
  return (
    <div class="files">
      <p class="note">{t.files}</p>
      <ul>
        {files.map(({ id, filename, size, kept }) => {
          const [name, weight] = [filename || t.noFileName, sizeText(locale, size)];
          return (
            <li key={id} class="any-break">
              {kept ? (
                <a href={`/admin/conversations/${conversationId}/files/${id}`} download={name}>
                  {t.download(name, weight)}
                </a>
              ) : (
                <span class="note">{t.notKept(name, weight)}</span>
              )}
            </li>
          );
        })}
      </ul>
      <p class="note">{t.fileWarning}</p>
    </div>
  );
}

function sizeText(locale: Locale, bytes: number): string {
  const [unit, value] =
    bytes >= 1_000_000 ? (['megabyte', bytes / 1_000_000] as const) : (['kilobyte', bytes / 1_000] as const);
  const format = { style: 'unit', unit, maximumFractionDigits: unit === 'megabyte' ? 1 : 0 } as const;
  return new Intl.NumberFormat(`${locale}-CA`, format).format(Math.max(value, 1));
}

type ContactEntry = Extract<Entry, { side: 'contact' }>;

/** What the words say about mails to come, and a way to see more in them than was read by itself. */
function Wish({ locale, conversationId, name, reply }: Shown & { reply: ContactEntry['reply'] }) {
  const t = messages(locale).replies;
  const action = `/admin/conversations/${conversationId}/wishes/${reply.id}`;
  if (reply.wish === 'left') return <p class="note">{t.left}</p>;
  if (reply.wish !== 'maybe') {
    return (
      <form method="post" action={action}>
        {reply.wish === 'settled' && <p class="note">{t.settled}</p>}
        <button class="link-button" type="submit" name="wish" value="leave">
          {t.unsubscribe(name)}
        </button>
      </form>
    );
  }
  return (
    <form class="wish" method="post" action={action}>
      <p>{reply.ownAddress ? t.maybe : t.maybeAnother}</p>
      <button class="button button-quiet" type="submit" name="wish" value="leave">
        {t.leave}
      </button>
      <button class="button button-quiet" type="submit" name="wish" value="stay">
        {t.stay}
      </button>
    </form>
  );
}

type AnswerFormProps = Pick<Shown, 'locale' | 'conversationId' | 'name'> & {
  /** What the form is posted under, so that twice is once. */
  answerId: string;
  waits: boolean;
  /** When anything was last written that stands on this page. */
  seen: Date;
  /** No mail goes to the address. */
  blocked: boolean;
  /** Where one comes back to: the contact's page, or the conversation's. */
  back: 'contact' | 'conversation';
  typed?: { text: string; problem: string } | undefined;
};

/** Writing back, in plain text. */
export function AnswerForm({
  locale,
  conversationId,
  name,
  answerId,
  waits,
  seen,
  blocked,
  back,
  typed,
}: AnswerFormProps) {
  const t = messages(locale).replies;
  const path = `/admin/conversations/${conversationId}`;
  if (blocked) return <p class="alert">{t.blocked}</p>;
  return (
    <>
      <form class="stack" method="post" action={`${path}/answers`}>
        <input type="hidden" name="id" value={answerId} />
        <input type="hidden" name="seen" value={seen.toISOString()} />
        <input type="hidden" name="back" value={back} />
        <div>
          <label for="reply-text">{t.answer}</label>
          <textarea
            id="reply-text"
            name="text"
            rows={5}
            maxlength={longestNote}
            aria-describedby={typed ? 'reply-problem reply-hint' : 'reply-hint'}
            {...(typed ? { 'aria-invalid': 'true' as const } : {})}
          >
            {typed?.text ?? ''}
          </textarea>
          {typed && (
            <p class="field-error" id="reply-problem">
              {typed.problem}
            </p>
          )}
          <p class="note" id="reply-hint">
            {t.answerHint}
          </p>
        </div>
        <p>
          <button class="button" type="submit">
            {t.send(name)}
          </button>
        </p>
      </form>
      {waits && (
        <form method="post" action={`${path}/close`}>
          <input type="hidden" name="seen" value={seen.toISOString()} />
          <input type="hidden" name="back" value={back} />
          <button class="link-button" type="submit">
            {t.close}
          </button>
        </form>
      )}
    </>
  );
}

import type { Refusal } from '../consents/queries.ts';
import { type Locale, messages } from '../locales/index.ts';
import { longestNote } from '../notes/form.ts';
import { formatMoment } from '../ui/admin-time.ts';
import { asset } from '../ui/assets.ts';
import { triesToClose } from './clock-rules.ts';
import { outcomes } from './form.ts';
import type { Clock, Waiting } from './queries.ts';
import { RefusalBadges } from './refusal-badges.tsx';
import { calledBy, phoneText, spanText, waysTo } from './view.ts';

export type AnswerBoxProps = {
  locale: Locale;
  timezone: string;
  now: Date;
  contact: { id: string; firstName: string; lastName: string; email: string; phone: string };
  /** What the contact has said no to. */
  refusals: Refusal[];
  clock: { clock: Clock; endedBy: string | null } | undefined;
  /** Who is next in the organizer's list. */
  next: Waiting | undefined;
  /** What the form is posted under, so that twice is once. */
  attemptId: string;
  /** What was typed, where it comes back, and why. */
  typed?: { note: string; problem: string } | undefined;
};

/** On top of a contact's page: how long they have waited, the ways to reach them, and one tap for what was done. */
export function AnswerBox(props: AnswerBoxProps) {
  const { locale, contact, refusals, clock, next, attemptId, typed } = props;
  const t = messages(locale).outreach.attempt;
  const ways = waysTo(contact, refusals);
  const name = contact.firstName || calledBy(locale, contact);
  return (
    <section class="card answer" aria-labelledby="answer">
      <div class="card-head">
        <h2 id="answer">{t.title}</h2>
        {clock && <ClockBadge {...props} clock={clock} />}
      </div>
      <p class="reach">
        {contact.phone === '' && <span class="note">{t.noPhone}</span>}
        {ways.call && (
          <a class="button" href={`tel:${contact.phone}`}>
            {t.call(phoneText(contact.phone))}
          </a>
        )}
        {ways.write && (
          <a class="button button-quiet" href={`mailto:${contact.email}`}>
            {t.write}
          </a>
        )}
        <RefusalBadges locale={locale} refusals={refusals} />
      </p>
      <form class="stack" method="post" action={`/admin/contacts/${contact.id}/attempts`}>
        <input type="hidden" name="id" value={attemptId} />
        <div>
          <label for="attempt-note">{t.note}</label>
          <textarea
            id="attempt-note"
            name="note"
            rows={2}
            maxlength={longestNote}
            aria-describedby={typed ? 'attempt-problem attempt-hint' : 'attempt-hint'}
            {...(typed ? { 'aria-invalid': 'true' as const } : {})}
          >
            {typed?.note ?? ''}
          </textarea>
          {typed && (
            <p class="field-error" id="attempt-problem">
              {typed.problem}
            </p>
          )}
          <p class="note" id="attempt-hint">
            {t.noteHint}
          </p>
        </div>
        <fieldset class="outcomes-group">
          <legend>{t.question(name)}</legend>
          <div class="outcomes">
            {outcomes.map((outcome) => (
              <button
                key={outcome}
                class={outcome === 'no-answer' ? 'button button-quiet' : 'button'}
                type="submit"
                name="outcome"
                value={outcome}
              >
                {t.outcomes[outcome]}
              </button>
            ))}
          </div>
        </fieldset>
      </form>
      {clock && <CloseForm locale={locale} contactId={contact.id} clock={clock.clock} />}
      {next && (
        <p>
          <a href={`/admin/contacts/${next.contact.id}`} data-next>
            {t.next(calledBy(locale, next.contact))}
          </a>
        </p>
      )}
      <script defer src={asset('/js/answering.js')} />
    </section>
  );
}

function ClockBadge({
  locale,
  timezone,
  now,
  clock: { clock, endedBy },
}: AnswerBoxProps & { clock: NonNullable<AnswerBoxProps['clock']> }) {
  const t = messages(locale).outreach.attempt;
  if (clock.endedAt !== null) {
    const ended = t.states[clock.ending ?? 'answered'];
    return (
      <span class={clock.ending === 'closed' ? 'badge' : 'badge badge-granted'}>
        {ended(endedBy ?? t.gone, formatMoment(locale, clock.endedAt, timezone))}
      </span>
    );
  }
  const late = clock.dueAt <= now;
  const span = spanText(locale, clock.dueAt.getTime() - now.getTime());
  return (
    <span class={late ? 'badge badge-late' : 'badge badge-planned'}>
      {late ? t.states.overdue(span) : t.states.waits(span)}
    </span>
  );
}

function CloseForm({ locale, contactId, clock }: { locale: Locale; contactId: string; clock: Clock }) {
  const t = messages(locale).outreach;
  if (clock.endedAt !== null || clock.tries === 0) return null;
  if (clock.tries < triesToClose) return <p class="note">{t.waiting.tries(clock.tries)}</p>;
  return (
    <form class="close" method="post" action={`/admin/contacts/${contactId}/close-clock`}>
      <p class="note">{t.attempt.closeHint(clock.tries)}</p>
      <button class="button button-quiet" type="submit">
        {t.attempt.close}
      </button>
    </form>
  );
}

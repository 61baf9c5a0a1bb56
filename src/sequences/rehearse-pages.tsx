import type { Sequence } from '../followups/form.ts';
import type { Rehearsal, RehearsedEvent } from '../followups/rehearse.ts';
import { sequenceName } from '../followups/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { mailReason } from '../ui/admin-words.ts';
import { MailFrame } from '../ui/mail-frame.tsx';
import type { Shared } from './list-pages.tsx';

/** Whom a sequence is played for, as it was typed. */
export type RehearsalForm = { contact: string; firstName: string; postalCode: string; locale: Locale; days: string };

type RehearsePageProps = Shared & {
  sequence: Sequence;
  asked: RehearsalForm;
  unknown: boolean;
  played: Rehearsal | undefined;
  /** The moment that it is played from. */
  from: Date;
  /** An id for each mail that may be sent as a test: pressed twice, it goes once. */
  testIds: string[];
  /** Whom a mail was sent to just now. */
  tested: string | undefined;
};

/** A sequence played ahead of time: every mail with its hour, and why it goes, waits or is left out. */
export function RehearsePage(props: RehearsePageProps) {
  const { locale, organizer, campaign, sequence, unknown, played, tested } = props;
  const t = messages(locale).sequences.rehearsal;
  const home = `/admin/campaigns/${campaign.slug}/sequences`;
  const name = sequenceName(locale, sequence);
  return (
    <AdminPage
      locale={locale}
      path={`${home}/${sequence.key}/rehearse`}
      organizer={organizer}
      place="campaigns"
      title={t.title(name)}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{t.title(name)}</h1>
        <a href={`${home}/${sequence.key}`}>{messages(locale).sequences.edit(name)}</a>
      </div>
      <p class="note">{t.lead}</p>
      {tested !== undefined && (
        <p class="edit-notice" role="status">
          {t.tested(tested)}
        </p>
      )}
      <Who {...props} />
      {unknown && (
        <p class="alert" role="alert">
          {t.unknown}
        </p>
      )}
      {played && <Played {...props} played={played} home={home} />}
    </AdminPage>
  );
}

function Who({ locale, asked }: RehearsePageProps) {
  const t = messages(locale).sequences;
  const w = t.rehearsal;
  const field = (name: keyof RehearsalForm, label: string, type: string, hint?: string) => (
    <div class="edit-field">
      <label for={`who-${name}`}>{label}</label>
      {hint !== undefined && (
        <p class="note" id={`who-${name}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={`who-${name}`}
        name={name}
        type={type}
        value={asked[name]}
        autocomplete="off"
        {...(hint === undefined ? {} : { 'aria-describedby': `who-${name}-hint` })}
      />
    </div>
  );
  return (
    <form class="card edit-grid" method="get">
      {field('contact', w.contact, 'email', w.contactHint)}
      {field('firstName', w.firstName, 'text')}
      {field('postalCode', w.postalCode, 'text')}
      <div class="edit-field">
        <label for="who-locale">{w.locale}</label>
        <select id="who-locale" name="locale">
          {(['fr', 'en'] as const).map((one) => (
            <option key={one} value={one} selected={asked.locale === one}>
              {t.languages[one]}
            </option>
          ))}
        </select>
      </div>
      {field('days', w.days, 'number')}
      <p>
        <button class="button" type="submit">
          {w.play}
        </button>
      </p>
    </form>
  );
}

const badges: Record<RehearsedEvent['outcome'], string> = {
  sent: 'badge badge-sent',
  skipped: 'badge',
  waits: 'badge badge-planned',
  failed: 'badge badge-failed',
};

type PlayedProps = Pick<RehearsePageProps, 'locale' | 'sequence' | 'asked' | 'from' | 'testIds'> & {
  played: Rehearsal;
  home: string;
};

function Played({ locale, played, sequence, asked, home, from, testIds }: PlayedProps) {
  const t = messages(locale).sequences.rehearsal;
  const { zone, events, ending, endedAt } = played;
  const time = (at: Date) => formatMoment(locale, at, zone);
  const here = `${home}/${sequence.key}/rehearse`;
  const query = new URLSearchParams({ ...asked, from: from.toISOString() });
  const firstSent = events.findIndex(({ outcome }) => outcome === 'sent');
  return (
    <section class="stack">
      <p class="note">{t.times(zone)}</p>
      {events.length === 0 && <p class="empty">{t.nothing}</p>}
      <ol class="plain-list">
        {events.map((event, index) => (
          <li key={`${event.at.toISOString()} ${event.step} ${event.outcome}`} class="card">
            <p>
              <strong>{time(event.at)}</strong> <span class={badges[event.outcome]}>{t.outcomes[event.outcome]}</span>
              {event.until && ` ${t.until(time(event.until))}`}
            </p>
            <h2>{event.subject || event.step}</h2>
            <p class="note">{t.why(whyOf(locale, event))}</p>
            {event.html !== '' && event.outcome !== 'waits' && (
              <>
                <details open={index === firstSent}>
                  <summary>{event.outcome === 'sent' ? t.show : t.showSkipped}</summary>
                  <MailFrame title={event.subject} src={`${here}/mail?${query}&event=${index}`} inert />
                  <details>
                    <summary>{t.showText}</summary>
                    <pre class="mail-text">{event.text}</pre>
                  </details>
                </details>
                <form method="post" action={`${home}/${sequence.key}/test`}>
                  <input type="hidden" name="id" value={testIds[index] ?? ''} />
                  <input type="hidden" name="step" value={event.step} />
                  {Object.entries(asked).map(([name, value]) => (
                    <input key={name} type="hidden" name={name} value={value} />
                  ))}
                  <button class="button button-quiet" type="submit">
                    {t.test}
                  </button>
                </form>
              </>
            )}
          </li>
        ))}
      </ol>
      <p>{ending === 'going-on' ? t.goesOn(time(endedAt)) : t.ends(time(endedAt), t.endings[ending])}</p>
    </section>
  );
}

function whyOf(locale: Locale, { outcome, reason }: RehearsedEvent): string {
  return outcome === 'sent' ? messages(locale).sequences.rehearsal.sends : mailReason(locale, reason);
}

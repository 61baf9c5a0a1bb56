import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { Pager } from '../ui/admin-table.tsx';
import { formatDate, formatTime } from '../ui/admin-time.ts';
import { mailName, mailReason } from '../ui/admin-words.ts';
import type { Dossier } from './dossier-queries.ts';
import { Credited } from './origin-sections.tsx';
import { titleOf } from './pages.tsx';
import type { TimelineLine } from './timeline-queries.ts';

type TimelineProps = {
  locale: Locale;
  timezone: string;
  /** The contact's page. */
  path: string;
  organizer: { id: string };
  dossier: Dossier;
  timeline: TimelineLine[];
  /** Where the next page begins, if there is one. */
  older: string | undefined;
  /** Whether this page begins with the newest line. */
  first: boolean;
};

/** What happened, in one order, a heading for each day. */
export function Timeline(props: TimelineProps) {
  const { locale, timezone, path, timeline, older, first } = props;
  const t = messages(locale).admin;
  const days = Map.groupBy(timeline, ({ at }) => formatDate(locale, at, timezone));
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">{t.contact.timeline}</h2>
      {timeline.length === 0 && <p class="note">{t.contact.timelineEmpty}</p>}
      {[...days].map(([day, lines]) => (
        <div key={day} class="day">
          <h3>{day}</h3>
          <ol class="timeline">
            {lines.map((line) => (
              <li key={line.id} class={`line-${line.source}`}>
                <time datetime={line.at.toISOString()}>{formatTime(locale, line.at, timezone)}</time>
                <LineText {...props} line={line} />
                {line.campaign && <span class="note">{titleOf(line.campaign, locale)}</span>}
              </li>
            ))}
          </ol>
        </div>
      ))}
      <Pager
        older={older && `${path}?before=${older}`}
        newest={first ? undefined : path}
        words={{ older: t.older, newest: t.newest }}
      />
    </section>
  );
}

function LineText(props: TimelineProps & { line: TimelineLine }): Child {
  const { locale, path, organizer, dossier, line } = props;
  const { outreach, consents } = messages(locale);
  const t = outreach.timeline;
  const by = line.who === null ? null : <span class="note">{t.by(line.who)}</span>;
  switch (line.source) {
    case 'note':
      return (
        <>
          <strong>{t.note}</strong>
          <p class="note-body any-break">{line.data.body}</p>
          {by}
          {line.data.organizerId === organizer.id && (
            <span class="line-acts">
              <a href={`${path}/notes/${line.id}`}>{outreach.notes.edit}</a>
              <a href={`${path}/notes/${line.id}/delete`}>{outreach.notes.remove}</a>
            </span>
          )}
        </>
      );
    case 'attempt':
      return (
        <>
          <strong>{t.attempts[line.data.outcome]}</strong>
          {by}
        </>
      );
    case 'reply':
    case 'answer': {
      const { replies } = messages(locale);
      return (
        <>
          <strong>{line.source === 'reply' ? replies.kinds[line.data.kind] : replies.timeline.answer}</strong>
          <span class="any-break">{line.source === 'reply' ? line.data.subject : line.data.body}</span>
          {by}
          <a href={`/admin/conversations/${line.data.conversationId}`}>{replies.timeline.read}</a>
        </>
      );
    }
    case 'message':
      return (
        <>
          <strong>{t.messages[line.data.state]}</strong>
          <span>{line.data.subject || mailName(locale, line.data.name)}</span>
          {line.data.reason !== '' && <span class="note">{mailReason(locale, line.data.reason)}</span>}
        </>
      );
    case 'consent': {
      const channels = new Map(Object.entries(consents.admin.consentChannels));
      const sources = new Map(Object.entries({ ...messages(locale).admin.contact.sources, ...t.sources }));
      const channel = channels.get(line.data.channel) ?? line.data.channel;
      const said =
        line.data.action === 'withdrawn' ? t.consentWithdrawn : line.data.waits ? t.consentAsked : t.consentGiven;
      return (
        <details>
          <summary>
            <strong>{said(line.data.subject === '' ? channel : `${channel}, ${line.data.subject}`)}</strong>
          </summary>
          <blockquote lang={`${line.data.locale}-CA`}>{line.data.wording}</blockquote>
          <span class="note">{sources.get(line.data.source) ?? line.data.source}</span>
        </details>
      );
    }
    case 'activity': {
      const names = new Map(
        Object.entries({
          ...messages(locale).admin.contact.activities,
          ...messages(locale).sources.contact.activities,
          ...messages(locale).privacy.activities,
          ...t.activities,
        }),
      );
      const detail = detailOf(line.data, dossier, locale);
      return (
        <>
          <strong>{names.get(line.data.kind) ?? line.data.kind}</strong>
          {detail && <span>{detail}</span>}
          <Credited dossier={dossier} data={line.data.data} />
          {by}
        </>
      );
    }
  }
}

type ActivityData = Extract<TimelineLine, { source: 'activity' }>['data'];

/** What an activity was about: the shift, the tag, who it came to, the fields that changed. */
function detailOf({ data, owner, team }: ActivityData, dossier: Dossier, locale: Locale): string | undefined {
  const t = messages(locale).outreach.timeline;
  if (typeof data.tag === 'string') return data.tag;
  if (Array.isArray(data.fields)) {
    const labels = new Map(Object.entries(t.fields));
    return data.fields.map((field) => labels.get(String(field)) ?? String(field)).join(', ');
  }
  const given = [
    'ownerId' in data && (owner === null ? t.toNobody : t.to(owner)),
    'teamId' in data && (team === null ? t.noTeam : t.team(team)),
  ].filter(Boolean);
  if (given.length > 0) return given.join(', ');
  const seat = dossier.bookings.find(({ booking }) => booking.id === data.bookingId);
  return seat && (seat.shift.texts[locale] ?? Object.values(seat.shift.texts)[0])?.title;
}

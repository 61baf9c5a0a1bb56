import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { fieldWord } from './field-words.ts';
import { Act, type Shared } from './frame-pages.tsx';
import type { ContactPush, ContactStanding } from './history-queries.ts';
import { notesText } from './note-view.ts';

type HistoryPageProps = Shared & {
  contact: { id: string; name: string };
  standings: ContactStanding[];
  pushes: ContactPush[];
};

/** Everything that was sent of one contact, and what was answered. */
export function HistoryPage({ locale, organizer, timezone, contact, standings, pushes }: HistoryPageProps) {
  const { history: t, health } = messages(locale).crm;
  const path = `/admin/contacts/${contact.id}/crm`;
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="contacts"
      title={t.title(contact.name)}
      stylesheets={['/css/files.css', '/css/crm.css']}
    >
      <p>
        <a href={`/admin/contacts/${contact.id}`}>{contact.name}</a>
      </p>
      <h1>{t.title(contact.name)}</h1>
      {standings.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="plain-list crm-vendors">
        {standings.map((one) => (
          <li key={one.connectorId} class="card">
            <div class="card-head">
              <h2>{one.connector}</h2>
              <StandingBadge locale={locale} state={one.state} />
            </div>
            {one.remoteId !== null && <p class="note">{t.remote(one.remoteId)}</p>}
            <Trouble locale={locale} cause={one.cause} detail={one.cause ? one.detail : ''} />
            {one.connected && organizer.mayOpen('/admin/crm/:id') && (
              <Act
                action={`/admin/crm/${one.connectorId}/replay/${contact.id}`}
                label={t.sendAgain}
                name={health.replayOne(contact.name)}
                quiet
              />
            )}
          </li>
        ))}
      </ul>
      <ol class="timeline">
        {pushes.map((push) => (
          <li key={push.id}>
            <p>
              <strong>{t.results[push.result]}</strong> – {push.connector}
            </p>
            <time datetime={push.at.toISOString()}>{formatMoment(locale, push.at, timezone)}</time>
            <Trouble locale={locale} cause={push.cause} detail={push.cause ? push.detail : ''} />
            {!push.cause && push.detail !== '' && <p class="note">{notesText(locale, push.detail)}</p>}
            {push.sent && (
              <details>
                <summary>{t.sent}</summary>
                <Sent locale={locale} timezone={timezone} description={push.description} sent={push.sent} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </AdminPage>
  );
}

function Trouble({ locale, cause, detail }: { locale: Locale } & Pick<ContactPush, 'cause' | 'detail'>) {
  const { history: t, causes } = messages(locale).crm;
  return (
    <>
      {cause && (
        <p>
          {causes[cause].title}. {causes[cause].todo}
        </p>
      )}
      {detail !== '' && (
        <p class="note">
          {t.answered} <code>{detail}</code>
        </p>
      )}
    </>
  );
}

type SentProps = Pick<Shared, 'locale' | 'timezone'> &
  Pick<ContactPush, 'description'> & { sent: Record<string, unknown> };

/** What went out, as a list of names and values. */
function Sent({ locale, timezone, description, sent }: SentProps) {
  const { parts, subscription } = messages(locale).crm.history;
  const words = new Map<string, string>(Object.entries(parts));
  const subscriptions = new Map<unknown, string>(Object.entries(subscription));
  const lines = Object.entries(sent).flatMap(([name, value]): [string, Child][] => {
    if (name === 'values' && typeof value === 'object' && value !== null) {
      return Object.entries(value).map(([field, one]) => [fieldWord(locale, description, field), text(one)]);
    }
    if (name === 'acts' || name === 'events') {
      const told = happenings.safeParse(value).data ?? [];
      return told.length === 0 ? [] : [[words.get(name) ?? name, <Told key={name} {...{ locale, timezone, told }} />]];
    }
    const shown = subscriptions.get(value) ?? text(value);
    return shown === '' ? [] : [[words.get(name) ?? name, shown]];
  });
  return (
    <dl class="facts crm-facts">
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What was told of what somebody did, as `push-batch.ts` keeps it. */
const happenings = z.array(
  z.object({
    kind: z.string().default(''),
    type: z.string().default(''),
    campaign: z.string().default(''),
    at: z.coerce.date(),
  }),
);
type ToldProps = Pick<Shared, 'locale' | 'timezone'> & { told: z.output<typeof happenings> };

function Told({ locale, timezone, told }: ToldProps) {
  const { crm, webhooks } = messages(locale);
  const words = new Map<string, string>([...Object.entries(crm.history.actsKinds), ...Object.entries(webhooks.events)]);
  return (
    <ul class="plain">
      {told.map(({ kind, type, campaign, at }) => (
        <li key={`${kind}${type}${campaign}${at.getTime()}`}>
          {words.get(kind || type) ?? (kind || type)}
          {campaign !== '' && ` – ${campaign}`} <span class="note">{formatMoment(locale, at, timezone)}</span>
        </li>
      ))}
    </ul>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => text(one)).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const badges = { waiting: 'planned', synced: 'sent', refused: 'failed', dead: 'failed', 'out-of-scope': 'closed' };

/** A contact's standing at a connector as a badge. */
export function StandingBadge({ locale, state }: { locale: Locale; state: ContactStanding['state'] }) {
  return <span class={`badge badge-${badges[state]}`}>{messages(locale).crm.history.states[state]}</span>;
}

import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { factorText, RoleChoice, type Shared, stylesheets } from './organizers-pages.tsx';
import type { ListedOrganizer, ListedSession } from './people-queries.ts';
import { SessionsTable } from './session-pages.tsx';

type OrganizerPageProps = Shared & {
  person: ListedOrganizer;
  sessions: ListedSession[];
  /** Whether they are the only owner: they can neither leave nor get another role. */
  lastOwner: boolean;
  /** Whose owner and which teams' leader they are. */
  leftBehind: { contacts: number; teams: number };
  notice?: 'saved' | 'revoked' | 'invited' | 'reset' | undefined;
};

/** One organizer: role, sessions, second factor, and the way out. */
export function OrganizerPage(props: OrganizerPageProps) {
  const { locale, organizer, timezone, person, sessions, lastOwner, notice } = props;
  const t = messages(locale).people;
  const here = `/admin/organizers/${person.id}`;
  const name = person.name || person.email;
  return (
    <AdminPage locale={locale} path={here} organizer={organizer} place="people" title={name} stylesheets={stylesheets}>
      <p>
        <a href="/admin/organizers">{t.one.back}</a>
      </p>
      <h1>{name}</h1>
      {notice && <p role="status">{t.one.notices[notice]}</p>}
      <dl class="facts">
        <div>
          <dt>{t.invite.email}</dt>
          <dd class="any-break">{person.email}</dd>
        </div>
        <div>
          <dt>{t.list.lastSignIn}</dt>
          <dd>{person.lastSignedInAt ? formatMoment(locale, person.lastSignedInAt, timezone) : t.list.never}</dd>
        </div>
        <div>
          <dt>{t.list.secondFactor}</dt>
          <dd>{factorText(locale, person)}</dd>
        </div>
      </dl>
      <div class="columns">
        <section class="card" aria-labelledby="role-title">
          <h2 id="role-title">{t.list.role}</h2>
          {lastOwner ? (
            <p class="note">{t.one.lastOwner}</p>
          ) : (
            <form class="stack" method="post" action={`${here}/role`}>
              <RoleChoice locale={locale} chosen={person.role} titled />
              <button class="button" type="submit">
                {t.one.saveRole}
              </button>
            </form>
          )}
        </section>
        <section class="card" aria-labelledby="sessions-title">
          <h2 id="sessions-title">{t.sessions.title}</h2>
          {sessions.length === 0 ? (
            <p class="note">{t.sessions.none}</p>
          ) : (
            <>
              <SessionsTable
                locale={locale}
                timezone={timezone}
                sessions={sessions}
                revokePath={(id) => `${here}/sessions/${id}/revoke`}
              />
              <OneButton action={`${here}/sign-out`} label={t.one.revokeAll} />
            </>
          )}
          <h2>{t.one.trouble}</h2>
          <p class="note">{t.one.inviteText}</p>
          <OneButton action={`${here}/invite`} label={t.one.invite} />
          {(person.twoFactorEnabled || person.passkeys > 0) && (
            <>
              <p class="note">{t.one.resetText}</p>
              <OneButton action={`${here}/reset-second-factor`} label={t.one.reset} />
            </>
          )}
        </section>
      </div>
      <Removal {...props} />
    </AdminPage>
  );
}

function Removal({ locale, person, lastOwner, leftBehind }: OrganizerPageProps) {
  const t = messages(locale).people.one;
  if (lastOwner) return null;
  return (
    <details class="card">
      <summary>{t.removeTitle}</summary>
      <p>{t.removeText(person.name || person.email)}</p>
      <ul>
        <li>{t.removeContacts(leftBehind.contacts, formatNumber(locale, leftBehind.contacts))}</li>
        <li>{t.removeTeams(leftBehind.teams, formatNumber(locale, leftBehind.teams))}</li>
      </ul>
      <form method="post" action={`/admin/organizers/${person.id}/remove`}>
        <button class="button button-danger" type="submit">
          {t.remove}
        </button>
      </form>
    </details>
  );
}

function OneButton({ action, label }: { action: string; label: string }) {
  return (
    <form method="post" action={action}>
      <button class="button button-quiet" type="submit">
        {label}
      </button>
    </form>
  );
}

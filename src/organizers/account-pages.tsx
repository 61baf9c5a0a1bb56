import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatDate } from '../ui/admin-time.ts';
import { type Shared, stylesheets } from './organizers-pages.tsx';
import type { ListedSession } from './people-queries.ts';
import type { Role } from './permissions.ts';
import type { Passkey } from './second-factor-queries.ts';
import { SessionsTable } from './session-pages.tsx';

/** What the account's page may say was done. */
export const notices = ['revoked', 'passkey', 'passkey-removed', 'app-removed', 'shown', 'hidden'] as const;

type AccountPageProps = Shared & {
  organizer: { role: Role; sessionId: string };
  sessions: ListedSession[];
  passkeys: Passkey[];
  app: 'none' | 'waiting' | 'on';
  /** Whether a second factor is required of their role. */
  required: boolean;
  /** Whether those whom they lead see their address. */
  shares: boolean;
  notice?: (typeof notices)[number] | undefined;
};

/** One's own account: where one is signed in, passkeys, the second factor. */
export function AccountPage(props: AccountPageProps) {
  const { locale, organizer, timezone, sessions, notice } = props;
  const t = messages(locale).people;
  return (
    <AdminPage
      locale={locale}
      path="/admin/account"
      organizer={organizer}
      title={t.account.title}
      stylesheets={stylesheets}
      scripts={['/js/passkey.js']}
    >
      <h1>{t.account.title}</h1>
      <p class="any-break">
        {organizer.name && organizer.name !== organizer.email
          ? `${organizer.name}, ${organizer.email}`
          : organizer.email}{' '}
        ({t.roles[organizer.role]})
      </p>
      {notice && <p role="status">{t.account.notices[notice]}</p>}
      <div class="columns">
        <Passkeys {...props} />
        <App {...props} />
      </div>
      {organizer.role !== 'viewer' && <Sharing {...props} />}
      <section class="card" aria-labelledby="sessions-title">
        <h2 id="sessions-title">{t.sessions.title}</h2>
        <SessionsTable
          locale={locale}
          timezone={timezone}
          sessions={sessions}
          current={organizer.sessionId}
          revokePath={(id) => `/admin/account/sessions/${id}/revoke`}
        />
        {sessions.length > 1 && (
          <form method="post" action="/admin/account/sessions/revoke-others">
            <button class="button button-quiet" type="submit">
              {t.sessions.revokeOthers}
            </button>
          </form>
        )}
      </section>
    </AdminPage>
  );
}

/** Whether the people whom one leads may write to one's address; they see the name in any case. */
function Sharing({ locale, organizer, shares }: Pick<AccountPageProps, 'locale' | 'organizer' | 'shares'>) {
  const t = messages(locale).people.sharing;
  return (
    <section class="card" aria-labelledby="sharing-title">
      <h2 id="sharing-title">{t.title}</h2>
      <p class="note any-break">{shares ? t.shown(organizer.email) : t.hidden}</p>
      <form method="post" action="/admin/account/sharing">
        <input type="hidden" name="shares" value={shares ? 'no' : 'yes'} />
        <button class="button button-quiet" type="submit">
          {shares ? t.hide : t.show}
        </button>
      </form>
    </section>
  );
}

function Passkeys({ locale, timezone, passkeys }: Pick<AccountPageProps, 'locale' | 'timezone' | 'passkeys'>) {
  const t = messages(locale).people.passkeys;
  return (
    <section class="card" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t.title}</h2>
      <p class="note">{t.text}</p>
      {passkeys.length > 0 && (
        <ul class="plain-list">
          {passkeys.map(({ id, name, createdAt }) => (
            <li key={id} class="line">
              <span>
                {name || t.unnamed}
                {createdAt && <span class="note"> {t.since(formatDate(locale, createdAt, timezone))}</span>}
              </span>
              <form method="post" action={`/admin/account/passkeys/${id}/remove`}>
                <button class="link-button" type="submit">
                  {t.remove}
                  <span class="hidden"> {name}</span>
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <NewPasskey locale={locale} next="/admin/account?done=passkey" />
    </section>
  );
}

/** Makes a passkey. Browsers make one for a script only, and on a safe page: elsewhere a sentence stands here. */
export function NewPasskey({ locale, next }: { locale: Locale; next: string }) {
  const t = messages(locale).people.passkeys;
  return (
    <>
      <p class="note" data-without-passkeys>
        {t.needsScript}
      </p>
      <form class="stack" data-new-passkey={next} data-failed={t.failed} hidden>
        <label for="passkey-name">{t.name}</label>
        <input id="passkey-name" name="name" autocomplete="off" maxlength={100} placeholder={t.example} />
        <button class="button" type="submit">
          {t.add}
        </button>
        <p class="field-error" role="alert" hidden />
      </form>
    </>
  );
}

function App({ locale, app, required }: Pick<AccountPageProps, 'locale' | 'app' | 'required'>) {
  const t = messages(locale).people.app;
  return (
    <section class="card" aria-labelledby="app-title">
      <h2 id="app-title">{t.title}</h2>
      {app === 'on' ? (
        <>
          <p>
            <span class="badge badge-live">{t.on}</span> {t.onText}
          </p>
          <form method="post" action="/admin/second-factor/codes">
            <button class="button button-quiet" type="submit">
              {t.renew}
            </button>
          </form>
          <p class="note">{t.renewText}</p>
          <form method="post" action="/admin/second-factor/remove">
            <button class="link-button" type="submit">
              {t.remove}
            </button>
          </form>
          {required && <p class="note">{t.required}</p>}
        </>
      ) : (
        <>
          <p class="note">{t.text}</p>
          <form method="post" action="/admin/second-factor/set-up">
            <button class="button button-quiet" type="submit">
              {t.start}
            </button>
          </form>
        </>
      )}
    </section>
  );
}

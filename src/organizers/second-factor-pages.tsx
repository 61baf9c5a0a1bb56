import { raw } from 'hono/html';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { NewPasskey } from './account-pages.tsx';
import { stylesheets } from './organizers-pages.tsx';

type Shared = { locale: Locale; organizer: { name: string; email: string; mayOpen(path: string): boolean } };
type ProvePageProps = Omit<Shared, 'organizer'> & {
  next: string;
  /** Which ways there are for this person. */
  ways: { app: boolean; passkey: boolean };
  notice?: 'wrong' | 'too-many' | undefined;
  /** With `too-many`: seconds to wait. */
  wait?: number;
};

/** After a mailed link: the second proof. Nobody is named, and there is no navigation: they are not in yet. */
export function ProvePage({ locale, next, ways, notice, wait = 0 }: ProvePageProps) {
  const t = messages(locale).people.prove;
  const wrong = notice === 'wrong';
  const path = `/admin/second-factor?${new URLSearchParams({ next })}`;
  return (
    <AdminPage locale={locale} path={path} title={t.title} stylesheets={stylesheets} scripts={['/js/passkey.js']}>
      <div class="narrow">
        <h1>{t.title}</h1>
        {notice === 'too-many' && (
          <p class="alert" role="alert">
            {t.tooMany(Math.ceil(wait / 60))}
          </p>
        )}
        {ways.app && (
          <form class="stack" method="post" action="/admin/second-factor">
            <input type="hidden" name="next" value={next} />
            <label for="code">{t.code}</label>
            <p class="note" id="code-hint">
              {t.codeHint}
            </p>
            <input
              id="code"
              name="code"
              autocomplete="one-time-code"
              autocapitalize="none"
              spellcheck={false}
              required
              autofocus
              aria-invalid={wrong}
              aria-describedby={wrong ? 'code-error code-hint' : 'code-hint'}
            />
            {wrong && (
              <p class="field-error" id="code-error">
                {t.wrong}
              </p>
            )}
            <button class="button" type="submit">
              {t.button}
            </button>
          </form>
        )}
        {ways.passkey && <PasskeyButton locale={locale} next={next} />}
        <p class="note">{t.lost}</p>
        <form method="post" action="/admin/sign-out">
          <button class="link-button" type="submit">
            {messages(locale).admin.signOut}
          </button>
        </form>
      </div>
    </AdminPage>
  );
}

/** Signs in with a passkey, where the browser can. */
export function PasskeyButton({ locale, next }: { locale: Locale; next: string }) {
  const t = messages(locale).people.passkeys;
  return (
    <form class="stack" data-passkey={next} data-failed={t.failedSignIn} hidden>
      <button class="button button-quiet" type="submit">
        {t.signIn}
      </button>
      <p class="field-error" role="alert" hidden />
    </form>
  );
}

type SetUpPageProps = Shared & {
  /** Whether nothing else opens before this is done. */
  owed: boolean;
  /** The app's address as a drawing and as text, once it was asked for. */
  secret: { drawing: string; text: string } | undefined;
  wrong?: boolean;
};

/** Setting up an authenticator app: draw its secret, then take a first code. */
export function SetUpPage({ locale, organizer, owed, secret, wrong = false }: SetUpPageProps) {
  const t = messages(locale).people.setUp;
  return (
    <AdminPage
      locale={locale}
      path="/admin/second-factor/set-up"
      {...(owed ? {} : { organizer })}
      title={t.title}
      stylesheets={stylesheets}
      scripts={['/js/passkey.js']}
    >
      <div class="narrow">
        <h1>{t.title}</h1>
        {owed && <p class="alert">{t.owed}</p>}
        {secret ? <FirstCode locale={locale} secret={secret} wrong={wrong} /> : <Start locale={locale} owed={owed} />}
        {owed && (
          <form method="post" action="/admin/sign-out">
            <button class="link-button" type="submit">
              {messages(locale).admin.signOut}
            </button>
          </form>
        )}
      </div>
    </AdminPage>
  );
}

function Start({ locale, owed }: { locale: Locale; owed: boolean }) {
  const t = messages(locale).people;
  return (
    <>
      <p>{t.app.text}</p>
      <form method="post" action="/admin/second-factor/set-up">
        <button class="button" type="submit">
          {t.app.start}
        </button>
      </form>
      {owed && (
        <section aria-labelledby="passkey-title">
          <h2 id="passkey-title">{t.setUp.orPasskey}</h2>
          <p class="note">{t.passkeys.text}</p>
          <NewPasskey locale={locale} next="/admin" />
        </section>
      )}
    </>
  );
}

type FirstCodeProps = { locale: Locale; secret: { drawing: string; text: string }; wrong: boolean };

function FirstCode({ locale, secret, wrong }: FirstCodeProps) {
  const t = messages(locale).people.setUp;
  return (
    <>
      <ol class="steps">
        <li>{t.scan}</li>
        <li>{t.type}</li>
      </ol>
      <div class="code" role="img" aria-label={t.drawing}>
        {raw(secret.drawing)}
      </div>
      <details>
        <summary>{t.byHand}</summary>
        <p>
          <code class="any-break">{secret.text}</code>
        </p>
      </details>
      <form class="stack" method="post" action="/admin/second-factor/confirm">
        <label for="code">{t.code}</label>
        <input
          id="code"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
          aria-invalid={wrong}
          aria-describedby={wrong ? 'code-error' : undefined}
        />
        {wrong && (
          <p class="field-error" id="code-error">
            {t.wrong}
          </p>
        )}
        <button class="button" type="submit">
          {t.button}
        </button>
      </form>
    </>
  );
}

/** The recovery codes, shown this once. */
export function CodesPage({ locale, organizer, codes }: Shared & { codes: string[] }) {
  const t = messages(locale).people.codes;
  return (
    <AdminPage locale={locale} path="/admin/account" organizer={organizer} title={t.title} stylesheets={stylesheets}>
      <div class="narrow">
        <h1>{t.title}</h1>
        <p role="status">{t.text}</p>
        <ul class="codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <p>
          <a class="button" href="/admin/account">
            {t.done}
          </a>
        </p>
      </div>
    </AdminPage>
  );
}

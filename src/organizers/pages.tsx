import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { signInMinutes } from './form.ts';
import { PasskeyButton } from './second-factor-pages.tsx';

type Shared = { locale: Locale; path: string };
type SignInPageProps = Shared & {
  next: string;
  /** What was typed, when the form comes back. */
  typed?: string;
  notice?: 'ended' | 'badEmail' | 'tooMany' | undefined;
  /** With `tooMany`: seconds to wait. */
  wait?: number;
};

/** Asks for the address that a link is mailed to. */
export function SignInPage({ locale, path, next, typed = '', notice, wait = 0 }: SignInPageProps) {
  const t = messages(locale).admin.signIn;
  const invalid = notice === 'badEmail';
  return (
    <AdminPage locale={locale} path={path} title={t.title} scripts={['/js/passkey.js']}>
      <div class="narrow">
        <h1>{t.title}</h1>
        {notice === 'ended' && <p role="status">{t.ended}</p>}
        {notice === 'tooMany' && (
          <p class="alert" role="alert">
            {t.tooMany(Math.ceil(wait / 60))}
          </p>
        )}
        <p>{t.text}</p>
        <form class="stack" method="post" action="/admin/sign-in">
          <input type="hidden" name="next" value={next} />
          <label for="email">{t.email}</label>
          <input
            id="email"
            name="email"
            type="email"
            autocomplete="email"
            required
            value={typed}
            aria-invalid={invalid}
            aria-describedby={invalid ? 'email-error' : undefined}
          />
          {invalid && (
            <p class="field-error" id="email-error">
              {t.badEmail}
            </p>
          )}
          <button class="button" type="submit">
            {t.button}
          </button>
        </form>
        <PasskeyButton locale={locale} next={next} />
      </div>
    </AdminPage>
  );
}

/** The answer to every address, known or not. `mailbox`: no transport is set up, so nothing will arrive anywhere. */
export function SentPage({ locale, path, mailbox }: Shared & { mailbox: boolean }) {
  const t = messages(locale).admin.signIn;
  return (
    <AdminPage locale={locale} path={path} title={t.sentTitle}>
      <div class="narrow">
        <h1>{t.sentTitle}</h1>
        <p role="status">{t.sentText(signInMinutes)}</p>
        {mailbox && (
          <p class="alert">
            {t.sentMailbox} <code>npm start</code> {t.sentMailboxAfter}
          </p>
        )}
        <p>
          <a href="/admin/sign-in">{t.again}</a>
        </p>
      </div>
    </AdminPage>
  );
}

/** Where a mailed link leads: one button. The form goes to this page's own address. */
export function PressToSignInPage({ locale, path, next }: Shared & { next: string }) {
  const t = messages(locale).admin.signIn;
  return (
    <AdminPage locale={locale} path={path} title={t.confirmTitle}>
      <div class="narrow">
        <h1>{t.confirmTitle}</h1>
        <p>{t.confirmText}</p>
        <form method="post">
          <input type="hidden" name="next" value={next} />
          <button class="button" type="submit">
            {t.confirmButton}
          </button>
        </form>
      </div>
    </AdminPage>
  );
}

export function UsedLinkPage({ locale, path }: Shared) {
  const t = messages(locale).admin.signIn;
  return (
    <AdminPage locale={locale} path={path} title={t.usedTitle}>
      <div class="narrow">
        <h1>{t.usedTitle}</h1>
        <p role="alert">{t.usedText}</p>
        <p>
          <a class="button" href="/admin/sign-in">
            {t.again}
          </a>
        </p>
      </div>
    </AdminPage>
  );
}

import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import type { Shared } from './frame-pages.tsx';

type OauthPageProps = Shared & {
  /** The vendor's name; undefined where nobody asked for this. */
  label: string | undefined;
  connectorId: string | undefined;
  /** What the vendor gave; undefined where it refused. */
  given: { code: string; state: string } | undefined;
};

/** Where the vendor sends an organizer back to: a button that goes on, for opening a link changes nothing. */
export function OauthPage({ locale, organizer, label, connectorId, given }: OauthPageProps) {
  const t = messages(locale).crm.oauth;
  const known = label !== undefined && connectorId !== undefined;
  const title = known ? t.title(label) : messages(locale).crm.title;
  return (
    <AdminPage locale={locale} path="/admin/crm" organizer={organizer} place="crm" title={title}>
      <section class="narrow">
        <h1>{title}</h1>
        {!known ? (
          <p class="alert">{t.expired}</p>
        ) : given ? (
          <form class="stack" method="post" action="/admin/crm/oauth">
            <p>{t.text(label)}</p>
            <input type="hidden" name="code" value={given.code} />
            <input type="hidden" name="state" value={given.state} />
            <button class="button" type="submit">
              {t.finish}
            </button>
          </form>
        ) : (
          <>
            <p class="alert">{t.refused(label)}</p>
            <p>{t.refusedText}</p>
          </>
        )}
        <p>
          <a href={known ? `/admin/crm/${connectorId}/connection` : '/admin/crm'}>{messages(locale).crm.back}</a>
        </p>
      </section>
    </AdminPage>
  );
}

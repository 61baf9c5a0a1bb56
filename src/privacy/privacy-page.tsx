import type { Child } from 'hono/jsx';
import type { Locale } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';

/** What every page of this folder is told: in which language, at which path, for whom, and whose hours it shows. */
export type Shared = { locale: Locale; path: string; organizer: { name: string; email: string }; timezone: string };

export const stylesheets = ['/css/privacy.css'];

type PrivacyPageProps = Omit<Shared, 'timezone'> & {
  /** The page's title, and its heading. */
  title: string;
  /** Where the page was reached from; not printed. */
  back?: { href: string; label: string };
  children?: Child;
};

/** A page on what is kept of people: its shell, the way back, its heading. */
export function PrivacyPage({ locale, path, organizer, title, back, children }: PrivacyPageProps) {
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="contacts"
      title={title}
      stylesheets={stylesheets}
    >
      <div class="page">
        {back && (
          <p class="not-printed">
            <a href={back.href}>{back.label}</a>
          </p>
        )}
        <h1>{title}</h1>
        {children}
      </div>
    </AdminPage>
  );
}

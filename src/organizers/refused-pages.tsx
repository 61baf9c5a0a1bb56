import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { type Permission, type Role, rolesWith } from './permissions.ts';

type RefusedPageProps = {
  locale: Locale;
  path: string;
  organizer: { name: string; email: string; role: Role };
  /** What the page is for; undefined where the table of permissions does not know it. */
  permission: Permission | undefined;
  owners: { id: string; name: string; email: string }[];
};

/** Says whom a page is for, and who can change that. */
export function RefusedPage({ locale, path, organizer, permission, owners }: RefusedPageProps) {
  const t = messages(locale).people;
  const either = new Intl.ListFormat(locale, { type: 'disjunction' });
  const names = permission === undefined ? [] : rolesWith(permission).map((role) => t.roles[role]);
  return (
    <AdminPage locale={locale} path={path} organizer={organizer} title={t.refused.title}>
      <div class="narrow">
        <h1>{t.refused.title}</h1>
        <p>
          {t.refused.text(t.roles[organizer.role])}{' '}
          {names.length > 0 ? t.refused.takes(either.format(names)) : t.refused.nobody}
        </p>
        <p>{t.refused.ask}</p>
        <ul class="plain-list">
          {owners.map(({ id, name, email }) => (
            <li key={id}>
              <a href={`mailto:${email}`}>{name || email}</a>
            </li>
          ))}
        </ul>
        <p>
          <a class="button" href="/admin">
            {t.refused.home}
          </a>
        </p>
      </div>
    </AdminPage>
  );
}

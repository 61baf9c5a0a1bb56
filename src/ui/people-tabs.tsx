import { type Locale, messages } from '../locales/index.ts';

const tabs = [
  { name: 'organizers', href: '/admin/organizers' },
  { name: 'teams', href: '/admin/teams' },
  { name: 'shifts', href: '/admin/shifts' },
] as const;

type PeopleTabsProps = { locale: Locale; current: (typeof tabs)[number]['name']; mayOpen(path: string): boolean };

/** The pages about who works together: those that their reader may open. */
export function PeopleTabs({ locale, current, mayOpen }: PeopleTabsProps) {
  const t = messages(locale).people.tabs;
  return (
    <nav class="tabs" aria-label={t.label}>
      {tabs
        .filter(({ href }) => mayOpen(href))
        .map(({ name, href }) => (
          <a key={name} href={href} aria-current={name === current ? 'page' : undefined}>
            {t[name]}
          </a>
        ))}
    </nav>
  );
}

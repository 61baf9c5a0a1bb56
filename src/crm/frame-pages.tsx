import type { Child } from 'hono/jsx';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import type { CrmConnector } from './queries.ts';

/** What every page of the connectors is told. */
export type Shared = { locale: Locale; organizer: SignedInOrganizer; timezone: string };

const tabs = [
  ['health', '', '/admin/crm/:id'],
  ['connection', '/connection', '/admin/crm/:id/connection'],
  ['options', '/options', '/admin/crm/:id/options'],
  ['mapping', '/mapping', '/admin/crm/:id/mapping'],
  ['runs', '/runs', '/admin/crm/:id/runs'],
] as const;

type CrmPageProps = Shared & {
  connector: CrmConnector;
  tab: (typeof tabs)[number][0];
  /** Behind `/admin/crm/ID`. */
  path?: string;
  title?: string;
  children?: Child;
};

/** A page of one connector, with the ways to its others that are open to who reads it. */
export function CrmPage({ locale, organizer, connector, tab, path, title, children }: CrmPageProps) {
  const t = messages(locale).crm;
  const base = `/admin/crm/${connector.id}`;
  const here = tabs.find(([name]) => name === tab)?.[1] ?? '';
  const open = tabs.filter(([, , route]) => organizer.mayOpen(route));
  return (
    <AdminPage
      locale={locale}
      path={`${base}${path ?? here}`}
      organizer={organizer}
      place="crm"
      title={`${title ?? t.tabs[tab]} – ${connector.name}`}
      stylesheets={['/css/files.css', '/css/crm.css']}
    >
      <p>
        <a href="/admin/crm">{t.back}</a>
      </p>
      <div class="page-head">
        <h1>{connector.name}</h1>
        <StateBadge locale={locale} state={connector.state} />
      </div>
      {connector.state === 'disconnected' ? (
        <p class="alert">{t.disconnect.done}</p>
      ) : (
        <nav class="tabs crm-tabs" aria-label={t.tabs.label}>
          {open.map(([name, suffix]) => (
            <a key={name} href={`${base}${suffix}`} aria-current={name === tab ? 'page' : undefined}>
              {t.tabs[name]}
            </a>
          ))}
        </nav>
      )}
      {children}
    </AdminPage>
  );
}

const badges = { active: 'live', paused: 'unconfirmed', disconnected: 'closed' };

/** A connector's state as a badge. */
export function StateBadge({ locale, state }: { locale: Locale; state: CrmConnector['state'] }) {
  return <span class={`badge badge-${badges[state]}`}>{messages(locale).crm.states[state]}</span>;
}

/** A button that posts and nothing else. */
export function Act({
  action,
  label,
  quiet = false,
  name,
}: {
  action: string;
  label: string;
  quiet?: boolean;
  name?: string;
}) {
  return (
    <form method="post" action={action}>
      <button class={quiet ? 'button button-quiet' : 'button'} type="submit" aria-label={name}>
        {label}
      </button>
    </form>
  );
}

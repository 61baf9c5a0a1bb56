import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { PeopleTabs } from '../ui/people-tabs.tsx';
import { type InvitationField, longestName } from './form.ts';
import type { ListedOrganizer } from './people-queries.ts';
import { type Role, roles } from './permissions.ts';

export type Shared = {
  locale: Locale;
  organizer: { id: string; name: string; email: string; mayOpen(path: string): boolean };
  timezone: string;
};
export type TypedInvitation = { email: string; name: string; role: string };
type OrganizersPageProps = Shared & {
  organizers: ListedOrganizer[];
  /** The roles of which a second factor is required. */
  required: Role[];
  /** What was typed, when the form comes back, and what is wrong with it. */
  typed?: TypedInvitation | undefined;
  wrong?: InvitationField[];
  notice?: 'invited' | 'known' | 'removed' | 'required' | undefined;
};

export const stylesheets = ['/css/people.css'];

/** Who may sign in and as what; inviting someone; of whom a second factor is required. */
export function OrganizersPage(props: OrganizersPageProps) {
  const { locale, organizer, timezone, organizers, required, typed, wrong = [], notice } = props;
  const t = messages(locale).people;
  const columns = [
    { label: t.list.person, wraps: true },
    { label: t.list.role },
    { label: t.list.lastSignIn },
    { label: t.list.secondFactor },
  ];
  const rows = organizers.map((one) => ({
    key: one.id,
    cells: [
      <a key="person" href={`/admin/organizers/${one.id}`}>
        {one.name || one.email}
      </a>,
      t.roleNames[one.role],
      one.lastSignedInAt ? formatMoment(locale, one.lastSignedInAt, timezone) : t.list.never,
      factorText(locale, one),
    ],
  }));
  return (
    <AdminPage
      locale={locale}
      path="/admin/organizers"
      organizer={organizer}
      place="people"
      title={t.list.title}
      stylesheets={stylesheets}
    >
      <h1>{t.list.title}</h1>
      <PeopleTabs locale={locale} current="organizers" mayOpen={organizer.mayOpen} />
      {notice && <p role="status">{t.list.notices[notice]}</p>}
      <AdminTable caption={t.list.title} columns={columns} rows={rows} />
      <div class="columns">
        <InvitationForm locale={locale} typed={typed} wrong={wrong} />
        <RequirementForm locale={locale} required={required} />
      </div>
    </AdminPage>
  );
}

function InvitationForm({
  locale,
  typed,
  wrong,
}: {
  locale: Locale;
  typed: TypedInvitation | undefined;
  wrong: InvitationField[];
}) {
  const t = messages(locale).people;
  const [badEmail, badName] = [wrong.includes('email'), wrong.includes('name')];
  return (
    <section class="card" aria-labelledby="invite-title">
      <h2 id="invite-title">{t.invite.title}</h2>
      <p class="note">{t.invite.text}</p>
      <form class="stack" method="post" action="/admin/organizers">
        <label for="email">{t.invite.email}</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="off"
          required
          value={typed?.email}
          aria-invalid={badEmail}
          aria-describedby={badEmail ? 'email-error' : undefined}
        />
        {badEmail && (
          <p class="field-error" id="email-error">
            {messages(locale).admin.signIn.badEmail}
          </p>
        )}
        <label for="name">{t.invite.name}</label>
        <input
          id="name"
          name="name"
          autocomplete="off"
          maxlength={longestName}
          value={typed?.name}
          aria-invalid={badName}
          aria-describedby={badName ? 'name-error' : undefined}
        />
        {badName && (
          <p class="field-error" id="name-error">
            {t.invite.badName}
          </p>
        )}
        <RoleChoice locale={locale} chosen={typed?.role ?? 'organizer'} wrong={wrong.includes('role')} />
        <button class="button" type="submit">
          {t.invite.button}
        </button>
      </form>
    </section>
  );
}

type RoleChoiceProps = {
  locale: Locale;
  chosen: string;
  wrong?: boolean;
  /** Whether a title above says already what is chosen. */
  titled?: boolean;
};

/** The roles, each with what it opens. */
export function RoleChoice({ locale, chosen, wrong = false, titled = false }: RoleChoiceProps) {
  const t = messages(locale).people;
  return (
    <fieldset class="choices" aria-describedby={wrong ? 'role-error' : undefined}>
      <legend class={titled ? 'hidden' : undefined}>{t.list.role}</legend>
      {roles.map((role) => (
        <label key={role} class="choice">
          <input type="radio" name="role" value={role} required checked={role === chosen} />
          <span>
            {t.roleNames[role]}
            <span class="note">{t.roleTexts[role]}</span>
          </span>
        </label>
      ))}
      {wrong && (
        <p class="field-error" id="role-error">
          {t.invite.badRole}
        </p>
      )}
    </fieldset>
  );
}

function RequirementForm({ locale, required }: { locale: Locale; required: Role[] }) {
  const t = messages(locale).people;
  return (
    <section class="card" aria-labelledby="required-title">
      <h2 id="required-title">{t.required.title}</h2>
      <p class="note">{t.required.text}</p>
      <form class="stack" method="post" action="/admin/organizers/second-factor">
        <fieldset class="choices">
          <legend>{t.required.legend}</legend>
          {roles.map((role) => (
            <label key={role} class="choice">
              <input type="checkbox" name="role" value={role} checked={required.includes(role)} />
              <span>{t.roleNames[role]}</span>
            </label>
          ))}
        </fieldset>
        <button class="button button-quiet" type="submit">
          {t.required.button}
        </button>
      </form>
    </section>
  );
}

/** What second factors someone has, in words. */
export function factorText(locale: Locale, { twoFactorEnabled, passkeys }: ListedOrganizer): string {
  const t = messages(locale).people.factors;
  const parts = [...(twoFactorEnabled ? [t.app] : []), ...(passkeys > 0 ? [t.passkeys(passkeys)] : [])];
  return parts.length > 0 ? parts.join(', ') : t.none;
}

import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatNumber } from '../ui/format.ts';
import { PeopleTabs } from '../ui/people-tabs.tsx';
import { longestName, type TypedTeam } from './form.ts';
import type { Leader, ListedTeam } from './queries.ts';

type Shared = { locale: Locale; organizer: { name: string; email: string; mayOpen(path: string): boolean } };
/** What is wrong with a typed team, in words, by field; `changed`: somebody else made another of it meanwhile. */
export type TeamProblems = { name?: string; prefixes?: string; leader?: string; changed?: true };
type FormProps = { locale: Locale; leaders: Leader[]; typed: TypedTeam; problems: TeamProblems };
type TeamsPageProps = Shared &
  Omit<FormProps, 'locale'> & {
    teams: ListedTeam[];
    /** Id of the team that the form makes: sent twice it makes one. */
    newId: string;
    notice: string | undefined;
  };

const stylesheets = ['/css/people.css'];

/** The local teams, and making one. */
export function TeamsPage(props: TeamsPageProps) {
  const { locale, organizer, teams, newId, leaders, typed, problems, notice } = props;
  const t = messages(locale).people.teams;
  const columns = [
    { label: t.name, wraps: true },
    { label: t.prefixes, wraps: true },
    { label: t.leader },
    { label: t.contacts, numeric: true },
  ];
  const rows = teams.map((team) => ({
    key: team.id,
    cells: [
      <a key="team" href={`/admin/teams/${team.id}`}>
        {team.name}
      </a>,
      team.postalPrefixes.join(', '),
      team.leader ?? t.noLeader,
      formatNumber(locale, team.contacts),
    ],
  }));
  return (
    <AdminPage
      locale={locale}
      path="/admin/teams"
      organizer={organizer}
      place="people"
      title={t.title}
      stylesheets={stylesheets}
    >
      <h1>{t.title}</h1>
      <PeopleTabs locale={locale} current="teams" mayOpen={organizer.mayOpen} />
      {notice && <p role="status">{notice}</p>}
      <p class="note">{t.text}</p>
      {teams.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      )}
      <section class="card" aria-labelledby="add-title">
        <h2 id="add-title">{t.add}</h2>
        <form class="stack form" method="post" action="/admin/teams">
          <input type="hidden" name="id" value={newId} />
          <TeamFields {...{ locale, leaders, typed, problems }} />
          <button class="button" type="submit">
            {t.addButton}
          </button>
        </form>
      </section>
    </AdminPage>
  );
}

type TeamPageProps = Shared &
  Omit<FormProps, 'locale'> & {
    team: ListedTeam;
    /** Contacts are still being put into it, or out of it. */
    placing: boolean;
    /** What the form is drawn from, as one text. */
    was: string;
    notice: string | undefined;
  };

/** One team: changing it, deleting it. */
export function TeamPage(props: TeamPageProps) {
  const { locale, organizer, team, placing, leaders, typed, problems, was, notice } = props;
  const t = messages(locale).people.teams;
  const here = `/admin/teams/${team.id}`;
  return (
    <AdminPage
      locale={locale}
      path={here}
      organizer={organizer}
      place="people"
      title={team.name}
      stylesheets={stylesheets}
    >
      <p>
        <a href="/admin/teams">{t.back}</a>
      </p>
      <h1>{team.name}</h1>
      {notice && <p role="status">{notice}</p>}
      {placing && <p class="note">{t.placing}</p>}
      <p>{t.size(formatNumber(locale, team.contacts), team.contacts === 1)}</p>
      {problems.changed && (
        <div class="alert" role="alert">
          <p>{t.changedMeanwhile}</p>
          <p>{[team.name, team.postalPrefixes.join(', '), team.leader ?? t.noLeader].filter(Boolean).join(' · ')}</p>
        </div>
      )}
      <form class="stack form" method="post" action={here}>
        <input type="hidden" name="was" value={was} />
        <TeamFields {...{ locale, leaders, typed, problems }} />
        <button class="button" type="submit">
          {t.save}
        </button>
      </form>
      <details class="card">
        <summary>{t.removeTitle}</summary>
        <p>{t.removeText(team.contacts, formatNumber(locale, team.contacts))}</p>
        <form method="post" action={`${here}/remove`}>
          <button class="button button-danger" type="submit">
            {t.remove}
          </button>
        </form>
      </details>
    </AdminPage>
  );
}

function TeamFields({ locale, leaders, typed, problems }: FormProps) {
  const t = messages(locale).people.teams;
  return (
    <>
      <label for="name">{t.name}</label>
      <input
        id="name"
        name="name"
        required
        maxlength={longestName}
        autocomplete="off"
        value={typed.name}
        aria-invalid={problems.name !== undefined}
        aria-describedby={problems.name && 'name-error'}
      />
      <Problem id="name-error" text={problems.name} />
      <label for="prefixes">{t.prefixes}</label>
      <input
        id="prefixes"
        name="prefixes"
        autocomplete="off"
        value={typed.prefixes}
        aria-invalid={problems.prefixes !== undefined}
        aria-describedby={problems.prefixes ? 'prefixes-error prefixes-hint' : 'prefixes-hint'}
      />
      <p class="note" id="prefixes-hint">
        {t.prefixesHint}
      </p>
      <Problem id="prefixes-error" text={problems.prefixes} />
      <label for="leader">{t.leader}</label>
      <select
        id="leader"
        name="leader"
        aria-invalid={problems.leader !== undefined}
        aria-describedby={problems.leader && 'leader-error'}
      >
        <option value="">{t.noLeader}</option>
        {leaders.map(({ id, name }) => (
          <option key={id} value={id} selected={id === typed.leader}>
            {name}
          </option>
        ))}
      </select>
      <Problem id="leader-error" text={problems.leader} />
    </>
  );
}

function Problem({ id, text }: { id: string; text: string | undefined }) {
  return text === undefined ? null : (
    <p class="field-error" id={id}>
      {text}
    </p>
  );
}

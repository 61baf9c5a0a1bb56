import { messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { type Likely, type Pair, reasonsOf } from './duplicates-queries.ts';
import { weights } from './find-duplicates.ts';
import { PrivacyPage, type Shared } from './privacy-page.tsx';

type DuplicatesPageProps = Shared & { pairs: Pair[]; notice: string | undefined };

/** Contacts that may be one person, for an organizer to decide on. */
export function DuplicatesPage({ locale, path, organizer, pairs, notice }: DuplicatesPageProps) {
  const t = messages(locale).privacy.duplicates;
  const columns = [{ label: t.pair, wraps: true }, { label: t.likelihood }, { label: t.act }];
  const rows = pairs.map(({ first, second, strength }) => ({
    key: `${first.id} ${second.id}`,
    cells: [
      <>
        <Person person={first} /> {t.and} <Person person={second} />
      </>,
      <>
        {t.strength[levelOf(strength)]}
        <br />
        <span class="note">
          {reasonsOf(strength)
            .map((reason) => t.reasons[reason])
            .join(', ')}
        </span>
      </>,
      <form key="act" class="acts" method="post" action="/admin/duplicates/dismiss">
        <a class="button button-quiet" href={`/admin/contacts/${first.id}/merge?with=${second.id}`}>
          {t.compare}
        </a>
        <input type="hidden" name="first" value={first.id} />
        <input type="hidden" name="second" value={second.id} />
        <button
          class="link-button"
          type="submit"
          aria-label={t.dismissNamed(first.name || first.email, second.name || second.email)}
        >
          {t.dismiss}
        </button>
      </form>,
    ],
  }));
  return (
    <PrivacyPage locale={locale} path={path} organizer={organizer} title={t.title}>
      {(notice === 'looked' || notice === 'dismissed') && (
        <p class="good" role="status">
          {t[notice]}
        </p>
      )}
      <p>{t.text}</p>
      {pairs.length === 0 ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <AdminTable caption={t.title} columns={columns} rows={rows} />
      )}
      <form method="post" action="/admin/duplicates/look">
        <button class="button button-quiet" type="submit">
          {t.look}
        </button>
      </form>
    </PrivacyPage>
  );
}

function Person({ person }: { person: Likely }) {
  return (
    <a href={`/admin/contacts/${person.id}`}>
      {person.name === '' ? person.email : `${person.name} (${person.email})`}
    </a>
  );
}

/** An address or two signs at once are hard to come by otherwise; a shared phone may be a household's. */
function levelOf(strength: number): 'strong' | 'likely' | 'weak' {
  if (strength >= weights.phone + weights.name) return 'strong';
  return strength >= weights.phone ? 'likely' : 'weak';
}

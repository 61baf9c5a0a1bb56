import { messages } from '../locales/index.ts';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { CopySections } from './copy-sections.tsx';
import { PrivacyPage, type Shared } from './privacy-page.tsx';
import type { CopyPart, TableCount } from './queries.ts';

type ErasePageProps = Shared & { contact: { id: string; name: string }; rows: TableCount[]; unticked: boolean };

/** What erasing somebody takes away and what it leaves, before it does. */
export function ErasePage({ locale, path, organizer, contact, rows, unticked }: ErasePageProps) {
  const t = messages(locale).privacy;
  const base = `/admin/contacts/${contact.id}`;
  const stays = rows.filter(({ fate }) => fate === 'blanked');
  const goes = rows.filter(({ fate }) => fate !== 'blanked');
  return (
    <PrivacyPage
      locale={locale}
      path={path}
      organizer={organizer}
      title={t.erase.title(contact.name)}
      back={{ href: base, label: t.back }}
    >
      <p>{t.erase.text}</p>
      <div class="columns">
        <Rows locale={locale} title={t.erase.goes} id="goes" rows={goes} notes={[t.erase.sent]} />
        <Rows
          locale={locale}
          title={t.erase.stays}
          id="stays"
          rows={stays}
          notes={[t.erase.staysWhy, t.erase.hashWhy]}
        />
      </div>
      <form class="card" method="post" action={`${base}/erase`}>
        <label class="sure">
          <input
            type="checkbox"
            name="sure"
            value="yes"
            aria-invalid={unticked}
            aria-describedby={unticked ? 'sure-error' : undefined}
          />{' '}
          {t.erase.confirm}
        </label>
        {unticked && (
          <p id="sure-error" class="field-error" role="alert">
            {t.erase.confirmError}
          </p>
        )}
        <p class="acts">
          <button class="button button-danger" type="submit">
            {t.erase.button}
          </button>
          <a href={base}>{t.erase.keep}</a>
        </p>
      </form>
    </PrivacyPage>
  );
}

type RowsProps = Pick<Shared, 'locale'> & { title: string; id: string; rows: TableCount[]; notes: string[] };

function Rows({ locale, title, id, rows, notes }: RowsProps) {
  const { copy, erase } = messages(locale).privacy;
  const names = new Map(Object.entries(copy.tables));
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="points">
        {rows.map(({ table, count }) => (
          <li key={table}>
            {erase.ofTable(
              names.get(table) ?? table,
              count === 1 ? erase.row : erase.rows(formatNumber(locale, count)),
            )}
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </section>
  );
}

/** Said once somebody is erased. */
export function ErasedPage({ locale, path, organizer }: Shared) {
  const t = messages(locale).privacy.erase;
  return (
    <PrivacyPage locale={locale} path={path} organizer={organizer} title={t.done}>
      <p role="status">{t.doneText}</p>
      <p>
        <a class="button" href="/admin/contacts">
          {t.contacts}
        </a>
      </p>
    </PrivacyPage>
  );
}

type CopyPageProps = Shared & { contact: { id: string; name: string }; parts: CopyPart[]; madeAt: Date };

/** Everything that is kept of somebody, to be printed or handed over as a file. */
export function CopyPage({ locale, path, organizer, timezone, contact, parts, madeAt }: CopyPageProps) {
  const t = messages(locale).privacy;
  const base = `/admin/contacts/${contact.id}`;
  return (
    <PrivacyPage
      locale={locale}
      path={path}
      organizer={organizer}
      title={t.copy.title(contact.name)}
      back={{ href: base, label: t.back }}
    >
      <p class="not-printed">{t.copy.text}</p>
      <p class="note">{t.copy.madeAt(formatMoment(locale, madeAt, timezone))}</p>
      <p class="acts">
        <a class="button" href={`${base}/copy.json`} download="">
          {t.copy.download}
        </a>
      </p>
      <CopySections locale={locale} timezone={timezone} parts={parts} />
    </PrivacyPage>
  );
}

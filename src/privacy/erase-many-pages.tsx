import { type Locale, messages } from '../locales/index.ts';
import type { SegmentDefinition } from '../segments/form.ts';
import type { SegmentChoices } from '../segments/queries.ts';
import { segmentText } from '../segments/words.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatNumber } from '../ui/format.ts';

type EraseManyProps = {
  locale: Locale;
  organizer: { name: string; email: string };
  timezone: string;
  choices: SegmentChoices;
  definition: SegmentDefinition;
  /** Of the act that the form begins. */
  id: string;
  count: number;
  names: { id: string; name: string; email: string }[];
  typed: string;
  /** `wrong`: another number was typed; `moved`: there are other people by now than were shown. */
  problem: 'wrong' | 'moved' | undefined;
};

/** Whom it would erase, what goes, what stays, and that it is for good, before anything happens. */
export function EraseManyPage(props: EraseManyProps) {
  const { locale, organizer, definition, count, names } = props;
  const { acts, bulk } = messages(locale);
  const t = acts.erase;
  const filter = new URLSearchParams({ filter: JSON.stringify(definition) });
  const title = t.title(formatNumber(locale, count), count === 1);
  return (
    <AdminPage
      locale={locale}
      path={`/admin/erase-many?${filter}`}
      organizer={organizer}
      place="contacts"
      title={title}
      stylesheets={['/css/segments.css', '/css/privacy.css']}
    >
      <div class="page">
        <p>
          <a href={`/admin/bulk-acts/new?${filter}`}>{t.back}</a>
        </p>
        <h1>{title}</h1>
        <section class="card" aria-labelledby="who">
          <h2 id="who">{count === 1 ? bulk.whoOne : bulk.who(formatNumber(locale, count))}</h2>
          <p>{bulk.meaning(segmentText(definition, props))}</p>
          <ul class="plain-list names">
            {names.map(({ id, name, email }) => (
              <li key={id}>
                <a href={`/admin/contacts/${id}`}>{name || email}</a>
              </li>
            ))}
            {count > names.length && <li>{bulk.more(formatNumber(locale, count - names.length))}</li>}
          </ul>
        </section>
        {count === 0 ? (
          <p class="empty">{t.nobody}</p>
        ) : (
          <>
            <div class="columns">
              <Points id="goes" title={t.goes} points={t.goesList} note={t.sent} />
              <Points id="stays" title={t.stays} points={t.staysList} note={t.newcomers} />
            </div>
            <Confirmation {...props} />
          </>
        )}
      </div>
    </AdminPage>
  );
}

function Points({ id, title, points, note }: { id: string; title: string; points: readonly string[]; note: string }) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="points">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <p class="note">{note}</p>
    </section>
  );
}

/** The number of people typed by hand: a press too many erases nobody. */
function Confirmation({ locale, definition, id, count, typed, problem }: EraseManyProps) {
  const { acts, bulk } = messages(locale);
  const t = acts.erase;
  const number = formatNumber(locale, count);
  return (
    <form class="card" method="post" action="/admin/erase-many">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="filter" value={JSON.stringify(definition)} />
      <input type="hidden" name="shown" value={count} />
      <p>
        <strong>{t.warning}</strong>
      </p>
      <div>
        <label for="people">{t.label(number)}</label>
        <input
          id="people"
          name="people"
          inputmode="numeric"
          autocomplete="off"
          required
          value={typed}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? 'people-error' : undefined}
        />
        {problem && (
          <p class="field-error" id="people-error" role="alert">
            {t[problem](number)}
          </p>
        )}
      </div>
      <p class="acts">
        <button class="button button-danger" type="submit">
          {t.button(bulk.crowd(number, count === 1))}
        </button>
        <a href={`/admin/bulk-acts/new?${new URLSearchParams({ filter: JSON.stringify(definition) })}`}>{t.back}</a>
      </p>
    </form>
  );
}

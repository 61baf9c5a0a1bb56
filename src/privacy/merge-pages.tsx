import type { Child } from 'hono/jsx';
import { type Locale, messages } from '../locales/index.ts';
import { AdminTable } from '../ui/admin-table.tsx';
import { formatMoment } from '../ui/admin-time.ts';
import { formatNumber } from '../ui/format.ts';
import { type Likely, reasonsOf } from './duplicates-queries.ts';
import { isMergeField, type MergeField, mergeFields } from './form.ts';
import type { MergeLine, Side } from './merge-queries.ts';
import { PrivacyPage, type Shared } from './privacy-page.tsx';

type Refusal = keyof ReturnType<typeof messages>['privacy']['merge']['refused'];

type ChooseOtherProps = Shared & {
  contact: { id: string; name: string };
  proposed: (Likely & { strength: number })[];
  /** What was looked for, and who was found; undefined where nothing was. */
  search?: { q: string; found: Likely[] } | undefined;
  past: MergeLine[];
  notice?: { done: 'done' | 'undone' } | { refused: Refusal } | undefined;
};

/** Which other contact is the same person, and what was merged into this one before. */
export function ChooseOtherPage(props: ChooseOtherProps) {
  const { locale, path, organizer, contact, proposed, search, past, timezone } = props;
  const t = messages(locale).privacy;
  const base = `/admin/contacts/${contact.id}`;
  return (
    <PrivacyPage
      locale={locale}
      path={path}
      organizer={organizer}
      title={t.merge.title(contact.name)}
      back={{ href: base, label: t.back }}
    >
      <Notice {...props} />
      <p>{t.merge.text}</p>
      <section class="card" aria-labelledby="proposed">
        <h2 id="proposed">{t.merge.proposed}</h2>
        {proposed.length === 0 ? (
          <p class="note">{t.merge.proposedNone}</p>
        ) : (
          <Candidates locale={locale} base={base} people={proposed} caption={t.merge.proposed} />
        )}
      </section>
      <section class="card" aria-labelledby="search">
        <h2 id="search">{t.merge.search}</h2>
        <search>
          <form class="search" method="get" action={`${base}/merge`}>
            <div>
              <label for="q">{t.merge.searchHint}</label>
              <input id="q" name="q" type="search" value={search?.q ?? ''} />
            </div>
            <button class="button" type="submit">
              {t.merge.searchButton}
            </button>
          </form>
        </search>
        {search && search.found.length === 0 && <p role="status">{t.merge.foundNone}</p>}
        {search && search.found.length > 0 && (
          <Candidates locale={locale} base={base} people={search.found} caption={t.merge.found} />
        )}
      </section>
      {past.length > 0 && (
        <section class="card" aria-labelledby="past">
          <h2 id="past">{t.merge.past}</h2>
          {past.map((merge) => (
            <form key={merge.id} class="acts" method="post" action={`/admin/merges/${merge.id}/undo`}>
              <span>
                {t.merge.pastLine(formatMoment(locale, merge.at, timezone))},{' '}
                {t.merge.until(formatMoment(locale, merge.until, timezone))}
              </span>
              <button class="button button-quiet" type="submit">
                {t.merge.undoButton}
              </button>
            </form>
          ))}
        </section>
      )}
    </PrivacyPage>
  );
}

function Notice({ locale, notice }: Pick<ChooseOtherProps, 'locale' | 'notice'>) {
  const t = messages(locale).privacy.merge;
  if (!notice) return null;
  if ('done' in notice)
    return (
      <p class="good" role="status">
        {t[notice.done]}
      </p>
    );
  return (
    <p class="alert" role="alert">
      {t.refused[notice.refused]}
    </p>
  );
}

type CandidatesProps = { locale: Locale; base: string; people: (Likely & { strength?: number })[]; caption: string };

function Candidates({ locale, base, people, caption }: CandidatesProps) {
  const t = messages(locale).privacy;
  const columns = [
    { label: t.merge.who },
    { label: t.fields.email, wraps: true },
    { label: t.merge.why },
    { label: t.merge.compare },
  ];
  const rows = people.map((one) => ({
    key: one.id,
    cells: [
      one.name || one.email,
      one.email,
      reasonsOf(one.strength ?? 0)
        .map((reason) => t.duplicates.reasons[reason])
        .join(', ') || '–',
      <a
        key="compare"
        class="button button-quiet"
        href={`${base}/merge?with=${one.id}`}
        aria-label={t.merge.compareNamed(one.name || one.email)}
      >
        {t.merge.compare}
      </a>,
    ],
  }));
  return <AdminTable caption={caption} columns={columns} rows={rows} />;
}

type ComparePageProps = Shared & { survivor: Side; loser: Side; rows: number };

/** Two contacts beside each other: what to keep of each, and what will happen, before it does. */
export function ComparePage({ locale, path, organizer, survivor, loser, rows }: ComparePageProps) {
  const t = messages(locale).privacy;
  const base = `/admin/contacts/${survivor.id}`;
  const fields = Object.keys(mergeFields).filter(isMergeField);
  return (
    <PrivacyPage
      locale={locale}
      path={path}
      organizer={organizer}
      title={t.merge.title(survivor.name)}
      back={{ href: `${base}/merge`, label: t.merge.search }}
    >
      <form class="page" method="post" action={`${base}/merge`}>
        <input type="hidden" name="with" value={loser.id} />
        <section class="card" aria-labelledby="choose">
          <h2 id="choose">{t.merge.choose}</h2>
          <p class="note">{t.merge.chooseText}</p>
          <div class="choices">
            <p class="choice-head" aria-hidden="true">
              <span />
              <span>{t.merge.this}</span>
              <span>{t.merge.other}</span>
            </p>
            {fields.map((field) => (
              <Choice key={field} locale={locale} field={field} survivor={survivor} loser={loser} />
            ))}
          </div>
        </section>
        <section class="card" aria-labelledby="what">
          <h2 id="what">{t.merge.what}</h2>
          <ul class="points">
            {[
              t.merge.moves(formatNumber(locale, rows)),
              t.merge.address,
              t.merge.consents,
              t.merge.seats,
              t.merge.undo,
            ].map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
          <p class="acts">
            <button class="button" type="submit">
              {t.merge.button}
            </button>
            <a href={base}>{t.back}</a>
          </p>
        </section>
      </form>
      <form method="post" action="/admin/duplicates/dismiss">
        <input type="hidden" name="first" value={survivor.id} />
        <input type="hidden" name="second" value={loser.id} />
        <button class="button button-quiet" type="submit">
          {t.duplicates.dismiss}
        </button>
      </form>
    </PrivacyPage>
  );
}

type ChoiceProps = { locale: Locale; field: MergeField; survivor: Side; loser: Side };

/** One field: what stands on each side. Where this one is empty and the other is not, the other is chosen already. */
function Choice({ locale, field, survivor, loser }: ChoiceProps): Child {
  const t = messages(locale).privacy;
  const [ours, theirs] = [survivor.values[field], loser.values[field]];
  if (ours === theirs) return null;
  const takesOther = ours === '';
  const sides = [
    ['this', t.merge.this, ours, !takesOther],
    ['other', t.merge.other, theirs, takesOther],
  ] as const;
  return (
    <fieldset class="choice">
      <legend>{t.fields[field]}</legend>
      {sides.map(([value, side, text, checked]) => (
        <label key={value}>
          <input type="radio" name={field} value={value} checked={checked} />
          <span>
            <span class="side">{side} : </span>
            {text === '' ? <em>{t.none}</em> : text}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

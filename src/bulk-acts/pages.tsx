import type { OpenSequence } from '../followups/queries.ts';
import { sequenceInFull } from '../followups/view.ts';
import { type Locale, messages } from '../locales/index.ts';
import type { SegmentDefinition } from '../segments/form.ts';
import type { Count, SegmentChoices } from '../segments/queries.ts';
import { segmentText } from '../segments/words.ts';
import { longestTag } from '../tags/form.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { formatNumber } from '../ui/format.ts';
import { FarActs } from './far-pages.tsx';
import { type ActKind, actKinds } from './form.ts';

export type NewActProps = {
  locale: Locale;
  organizer: { id: string; name: string; email: string; mayOpen(path: string): boolean };
  timezone: string;
  choices: SegmentChoices;
  /** Whom contacts can be given to. */
  answerers: { id: string; name: string }[];
  /** Whose mails they can be put among. */
  sequences: OpenSequence[];
  /** Of the act that one of the forms begins. */
  id: string;
  definition: SegmentDefinition;
  count: Count;
  names: { id: string; name: string; email: string }[];
  /** The form that came without what it needs, and what was typed in it. */
  wrong: ActKind | undefined;
  typed: string;
};

/** Whom it would be done to, counted and by their first names, and what can be done. */
export function NewActPage(props: NewActProps) {
  const { locale, organizer, definition, count, names } = props;
  const t = messages(locale).bulk;
  const filter = JSON.stringify(definition);
  const number = formatNumber(locale, count.count);
  return (
    <AdminPage
      locale={locale}
      path={`/admin/bulk-acts/new?${new URLSearchParams({ filter })}`}
      organizer={organizer}
      place="contacts"
      title={t.title}
      stylesheets={['/css/segments.css']}
    >
      <p>
        <a href={`/admin/contacts?${new URLSearchParams({ filter })}`}>{t.back}</a>
      </p>
      <h1>{t.title}</h1>
      <section class="card" aria-labelledby="who">
        <h2 id="who">{count.count === 1 ? t.whoOne : t.who(number)}</h2>
        {!count.exact && <p class="note">{t.estimated}</p>}
        <p>{t.meaning(segmentText(definition, props))}</p>
        {names.length > 0 && (
          <>
            <h3>{t.first}</h3>
            <ul class="plain-list names">
              {names.map(({ id, name, email }) => (
                <li key={id}>
                  <a href={`/admin/contacts/${id}`}>{name || email}</a>
                </li>
              ))}
              {count.count > names.length && <li>{t.more(formatNumber(locale, count.count - names.length))}</li>}
            </ul>
          </>
        )}
      </section>
      {names.length === 0 ? (
        <p class="empty">{t.whoNobody}</p>
      ) : (
        <>
          <p class="note">{t.after}</p>
          <div class="act-forms">
            {actKinds.map((kind) => (
              <ActForm key={kind} {...props} kind={kind} />
            ))}
            <FarActs {...props} />
          </div>
        </>
      )}
    </AdminPage>
  );
}

function ActForm(props: NewActProps & { kind: ActKind }) {
  const { locale, choices, answerers, sequences, id, definition, count, wrong, typed, kind } = props;
  const t = messages(locale).bulk;
  const bad = wrong === kind;
  const options = {
    tag: [],
    untag: choices.tags,
    owner: [...answerers, { id: 'none', name: t.nobody }],
    team: [...choices.teams, { id: 'none', name: t.noTeam }],
    enrol: sequences.map((one) => ({
      id: one.id,
      name: messages(locale).acts.mails(sequenceInFull(locale, one), one.mails),
    })),
  }[kind];
  const field = {
    id: kind,
    name: 'target',
    required: true,
    'aria-describedby': bad ? `${kind}-hint ${kind}-error` : `${kind}-hint`,
    ...(bad ? { 'aria-invalid': 'true' as const } : {}),
  };
  if ((kind === 'untag' || kind === 'enrol') && options.length === 0) return null;
  return (
    <form class="card" method="post" action="/admin/bulk-acts" aria-labelledby={`${kind}-title`}>
      <h2 id={`${kind}-title`}>{t.acts[kind]}</h2>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="filter" value={JSON.stringify(definition)} />
      <input type="hidden" name="act" value={kind} />
      <div>
        <label for={kind}>{t.targets[kind]}</label>
        {kind === 'tag' ? (
          <>
            <input {...field} list="known-tags" maxlength={longestTag} autocomplete="off" value={bad ? typed : ''} />
            <datalist id="known-tags">
              {choices.tags.map(({ name }) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        ) : (
          <select {...field}>
            {options.map((one) => (
              <option key={one.id} value={one.id} selected={bad && one.id === typed}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      </div>
      <p class="note" id={`${kind}-hint`}>
        {t.hints[kind]}
      </p>
      {bad && (
        <p class="field-error" id={`${kind}-error`}>
          {t.missing}
        </p>
      )}
      <p>
        <button class="button" type="submit">
          {t.buttons[kind](t.crowd(formatNumber(locale, count.count), count.count === 1))}
        </button>
      </p>
    </form>
  );
}

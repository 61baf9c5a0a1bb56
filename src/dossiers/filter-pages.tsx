import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { type Locale, messages } from '../locales/index.ts';
import {
  type ConditionField,
  conditionFields,
  conditionKinds,
  type TypedCondition,
} from '../segments/condition-form.ts';
import { matchAt, type Path, removeAt } from '../segments/edit.ts';
import { type ConditionKind, type Group, isGroup, matches, type SegmentDefinition } from '../segments/form.ts';
import type { Count, SavedSegment, SegmentChoices } from '../segments/queries.ts';
import { conditionText, placesFor } from '../segments/words.ts';
import { formatNumber } from '../ui/format.ts';
import { type ListState, listParameters, listPath } from './list-form.ts';

/** A condition that is being made: what was typed so far, and what is wrong with it by field (`''`: the whole). */
export type Adding = { kind: ConditionKind; typed: TypedCondition; errors: Record<string, string> };

export type FilterProps = {
  locale: Locale;
  timezone: string;
  organizer: SignedInOrganizer;
  state: ListState;
  saved: SavedSegment | undefined;
  /** What is looked at: the saved segment, or the address's own conditions. */
  definition: SegmentDefinition;
  choices: SegmentChoices;
  count: Count | undefined;
  adding: Adding | undefined;
  /** What the filter would be known by, once it is saved. */
  newSegmentId: string;
};

/** The conditions that the list keeps to, and ways to change, save and use them. */
export function Filter(props: FilterProps) {
  const { locale, organizer, state, saved, definition, count } = props;
  const t = messages(locale).segments;
  const some = definition.conditions.length > 0;
  return (
    <section class="card filter" aria-labelledby="filter">
      <div class="card-head">
        <h2 id="filter">{saved ? (state.filter ? t.changedSegment(saved.name) : saved.name) : t.filter}</h2>
        {some && <CountText locale={locale} count={count} />}
        <span class="filter-saved">
          {organizer.mayOpen('/admin/segments') && <a href="/admin/segments">{t.link}</a>}
          {organizer.mayOpen('/admin/bulk-acts') && <a href="/admin/bulk-acts">{messages(locale).bulk.linkAll}</a>}
        </span>
      </div>
      {state.unreadable && <p class="alert">{t.unreadable}</p>}
      {state.segment !== '' && !saved && <p class="alert">{t.missing}</p>}
      {some ? <Members {...props} group={definition} path={[]} /> : <p class="note">{t.noConditions}</p>}
      {props.adding ? <AddForm {...props} adding={props.adding} /> : <Kinds {...props} />}
      {some && organizer.mayOpen('/admin/bulk-acts') && <Uses {...props} />}
    </section>
  );
}

function CountText({ locale, count }: Pick<FilterProps, 'locale' | 'count'>) {
  const t = messages(locale).segments;
  if (!count) return null;
  const number = formatNumber(locale, count.count);
  const text = count.exact ? (count.count === 1 ? t.countOne : t.count(number)) : t.countEstimate(number);
  return <strong class="filter-count">{text}</strong>;
}

/** A group: what it takes, and its members, each with a link that takes it out. */
function Members(props: FilterProps & { group: Group; path: Path }) {
  const { locale, state, definition, group, path } = props;
  const t = messages(locale).segments;
  const to = (filter: SegmentDefinition) => listPath({ ...state, filter });
  return (
    <div class="members">
      <p class="matches">
        <span class="hidden">{t.matchLabel}</span>
        {matches.map((match) => (
          <a
            key={match}
            href={to(matchAt(definition, path, match))}
            aria-current={match === group.match ? 'true' : undefined}
          >
            {t.matches[match]}
          </a>
        ))}
      </p>
      <ul class="conditions">
        {group.conditions.map((member, index) => {
          const own = [...path, index];
          if (isGroup(member)) {
            return (
              <li key={own.join('.')} class="condition-group">
                <Members {...props} group={member} path={own} />
              </li>
            );
          }
          const text = conditionText(member, props);
          return (
            <li key={own.join('.')} class="condition">
              {member.not && <strong>{t.exceptMark}</strong>} <span>{text}</span>
              <a class="condition-remove" href={to(removeAt(definition, own))}>
                <span class="hidden">{t.remove(text)}</span>
                <span aria-hidden="true">×</span>
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What a condition can be about: each a link to its form. */
function Kinds({ locale, state, definition }: FilterProps) {
  const t = messages(locale).segments;
  return (
    <details class="kinds">
      <summary>{t.add}</summary>
      <p class="note">{t.addText}</p>
      <ul>
        {conditionKinds.map((kind) => (
          <li key={kind}>
            <a href={`${listPath({ ...state, filter: definition }, {}, { add: kind })}#add`}>{t.kinds[kind]}</a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function AddForm(props: FilterProps & { adding: Adding }) {
  const { locale, state, definition, choices, adding, organizer } = props;
  const t = messages(locale).segments;
  const into = placesFor(locale, definition);
  const nots = Object.entries(t.nots).map(([value, label]) => ({ value, label }));
  const fields: ConditionField[] = [
    ...conditionFields(adding.kind, { locale, choices }, organizer.id),
    { name: 'not', label: t.not, control: 'select', options: nots },
  ];
  if (definition.conditions.length > 0) fields.push({ name: 'into', label: t.into, control: 'select', options: into });
  const whole = adding.errors[''];
  return (
    <form class="add" id="add" method="get" action="/admin/contacts" aria-labelledby="add-title">
      <h3 id="add-title">{t.kinds[adding.kind]}</h3>
      {whole !== undefined && <p class="field-error">{whole}</p>}
      {listParameters({ ...state, filter: definition }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="add" value={adding.kind} />
      <input type="hidden" name="sent" value="1" />
      <div class="add-fields">
        {fields.map((field) => (
          <Control key={field.name} field={field} typed={adding.typed[field.name]} error={adding.errors[field.name]} />
        ))}
      </div>
      <p class="exports">
        <button class="button" type="submit">
          {t.addButton}
        </button>
        <a href={listPath(state)}>{t.cancel}</a>
      </p>
    </form>
  );
}

type ControlProps = { field: ConditionField; typed: string | undefined; error: string | undefined };

/** A field with its hint and its error, and what was typed in it. */
function Control({ field, typed = '', error }: ControlProps) {
  const { name, label, control, options = [], hint } = field;
  const id = `add-${name}`;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const shared = { id, name, 'aria-describedby': described, ...(error ? { 'aria-invalid': 'true' as const } : {}) };
  return (
    <div>
      <label for={id}>{label}</label>
      {control === 'select' ? (
        <select {...shared}>
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === typed}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input {...shared} type={control} value={typed} maxlength={200} {...(control === 'number' ? { min: 1 } : {})} />
      )}
      {hint && (
        <p class="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** Keeping the filter under a name, and taking the people that it means along. */
function Uses({ locale, state, saved, definition, newSegmentId }: FilterProps) {
  const t = messages(locale).segments;
  const filter = JSON.stringify(definition);
  const asIs = saved && !state.filter;
  const what: [string, string] = asIs ? ['segment', saved.id] : ['filter', filter];
  return (
    <div class="uses">
      <p class="exports">
        <a class="button button-quiet" href={`/admin/contacts.csv?${new URLSearchParams([what])}`} download>
          {t.exportFilter}
        </a>
        <a class="button button-quiet" href={`/admin/bulk-acts/new?${new URLSearchParams([what])}`}>
          {messages(locale).bulk.link}
        </a>
        <a href={listPath({ ...state, segment: '', filter: undefined })}>{t.clear}</a>
        <span class="note">{t.exportFilterNote}</span>
      </p>
      {saved && state.filter && (
        <form method="post" action={`/admin/segments/${saved.id}`}>
          <input type="hidden" name="was.filter" value={JSON.stringify(saved.definition)} />
          <input type="hidden" name="filter" value={filter} />
          <button class="button" type="submit">
            {t.update(saved.name)}
          </button>
        </form>
      )}
      {!asIs && (
        <form class="save" method="post" action="/admin/segments">
          <input type="hidden" name="id" value={newSegmentId} />
          <input type="hidden" name="filter" value={filter} />
          <label for="segment-name">{t.save}</label>
          <input id="segment-name" name="name" required maxlength={100} placeholder={t.name} autocomplete="off" />
          <button class="button button-quiet" type="submit">
            {t.saveButton}
          </button>
        </form>
      )}
    </div>
  );
}

import { type Locale, messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { errorSentence } from '../ui/fields.tsx';
import {
  availabilities,
  type ContactErrors,
  type ContactField,
  type ContactValues,
  contactFields,
  textFields,
  wordsOf,
} from './contact-form.ts';
import { nameOf } from './pages.tsx';

export type EditPageProps = {
  locale: Locale;
  path: string;
  organizer: { name: string; email: string };
  contact: { id: string; firstName: string; lastName: string; email: string };
  /** What stands in the fields, and what the form was drawn from. */
  values: ContactValues;
  was: ContactValues;
  errors?: ContactErrors;
  /** What somebody else made of a field meanwhile. */
  conflicts?: Partial<ContactValues>;
  /** The contact who has the address. */
  taken?: string;
  /** Skills to choose from, in words. */
  skills: Record<string, string>;
};

const inputs = {
  firstName: { type: 'text', autocapitalize: 'words' },
  lastName: { type: 'text', autocapitalize: 'words' },
  email: { type: 'email', autocapitalize: 'none' },
  phone: { type: 'tel', autocapitalize: 'none' },
  postalCode: { type: 'text', autocapitalize: 'characters' },
} as const;

/** The form of a contact's own details. */
export function EditPage(props: EditPageProps) {
  const { locale, path, organizer, contact, values, was, conflicts = {}, skills } = props;
  const t = messages(locale).outreach.edit;
  const { answers } = messages(locale).admin.contact;
  const own = `/admin/contacts/${contact.id}`;
  const title = t.title(nameOf(contact) || contact.email);
  return (
    <AdminPage
      locale={locale}
      path={path}
      organizer={organizer}
      place="contacts"
      title={title}
      stylesheets={['/css/answering.css']}
    >
      <p>
        <a href={own}>{t.back}</a>
      </p>
      <h1>{title}</h1>
      {Object.keys(conflicts).length > 0 && (
        <p class="alert" role="alert">
          {t.conflict}
        </p>
      )}
      <form class="card stack edit" method="post" action={`${own}/edit`} novalidate>
        {contactFields.map((field) => (
          <input key={field} type="hidden" name={`was.${field}`} value={was[field]} />
        ))}
        {textFields.map((field) => (
          <div key={field}>
            <label for={field}>{answers[field]}</label>
            <input
              id={field}
              name={field}
              {...inputs[field]}
              autocomplete="off"
              value={values[field]}
              {...describedBy(props, field)}
            />
            {(field === 'email' || field === 'phone') && (
              <p class="note" id={`${field}-hint`}>
                {field === 'email' ? t.emailHint : t.phoneHint}
              </p>
            )}
            <Wrong {...props} field={field} />
          </div>
        ))}
        <div class="short">
          <label for="locale">{messages(locale).admin.contact.language}</label>
          <select id="locale" name="locale" {...describedBy(props, 'locale')}>
            {Object.entries(messages(locale).admin.contact.languages).map(([code, name]) => (
              <option key={code} value={code} selected={values.locale === code}>
                {name}
              </option>
            ))}
          </select>
          <Wrong {...props} field="locale" />
        </div>
        <Boxes
          {...props}
          field="availability"
          words={availabilityWords(locale, wordsOf(`${was.availability},${values.availability}`))}
        />
        {Object.keys(skills).length > 0 && <Boxes {...props} field="skills" words={skills} />}
        <p>
          <button class="button" type="submit">
            {t.save}
          </button>{' '}
          <a class="button button-quiet" href={own}>
            {messages(locale).outreach.notes.cancel}
          </a>
        </p>
      </form>
    </AdminPage>
  );
}

/** What may be ticked, in words: what every form offers, and the contact's own words from elsewhere. */
function availabilityWords(locale: Locale, own: string[] = []): Record<string, string> {
  const words = messages(locale).pages.form.availability;
  const offered = Object.fromEntries(availabilities.map((one) => [one, words[one]]));
  return { ...offered, ...Object.fromEntries(own.map((one) => [one, one])), ...offered };
}

function Boxes(props: EditPageProps & { field: 'availability' | 'skills'; words: Record<string, string> }) {
  const { locale, values, field, words } = props;
  const ticked = wordsOf(values[field]);
  return (
    <fieldset class="ticks" {...describedBy(props, field)}>
      <legend>{messages(locale).admin.contact.answers[field]}</legend>
      {Object.entries(words).map(([value, label]) => (
        <label key={value} class="tick">
          <input type="checkbox" name={field} value={value} checked={ticked.includes(value)} />
          <span>{label}</span>
        </label>
      ))}
      <Wrong {...props} field={field} />
    </fieldset>
  );
}

/** What is wrong with a field, or what somebody else made of it. */
function Wrong({ locale, errors = {}, conflicts = {}, taken, skills, field }: EditPageProps & { field: ContactField }) {
  const t = messages(locale).outreach.edit;
  const error = errors[field];
  const other = conflicts[field];
  if (error === undefined && other === undefined && !(field === 'email' && taken !== undefined)) return null;
  return (
    <div class="field-error" id={`${field}-problem`}>
      {error !== undefined && <p>{errorSentence(locale, field, error)}</p>}
      {other !== undefined && (
        <p>{other === '' ? t.conflictEmpty : t.conflictField(shown(locale, field, other, skills))}</p>
      )}
      {field === 'email' && taken !== undefined && (
        <p>
          {t.emailTaken} <a href={`/admin/contacts/${taken}`}>{messages(locale).admin.contacts.title}</a>
        </p>
      )}
    </div>
  );
}

/** A value in words. */
function shown(locale: Locale, field: ContactField, value: string, skills: Record<string, string>): string {
  const { languages } = messages(locale).admin.contact;
  if (field === 'locale') return value === 'fr' || value === 'en' ? languages[value] : value;
  const words = field === 'availability' ? availabilityWords(locale) : field === 'skills' ? skills : undefined;
  return words === undefined
    ? value
    : wordsOf(value)
        .map((word) => words[word] ?? word)
        .join(', ');
}

function describedBy({ errors = {}, conflicts = {}, taken }: EditPageProps, field: ContactField) {
  const wrong =
    errors[field] !== undefined || conflicts[field] !== undefined || (field === 'email' && taken !== undefined);
  const ids = [(field === 'email' || field === 'phone') && `${field}-hint`, wrong && `${field}-problem`]
    .filter(Boolean)
    .join(' ');
  const isGroup = field === 'availability' || field === 'skills';
  return {
    ...(ids === '' ? {} : { 'aria-describedby': ids }),
    ...(wrong && !isGroup ? { 'aria-invalid': 'true' as const } : {}),
  };
}

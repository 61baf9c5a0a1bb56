import type { Child } from 'hono/jsx';
import { type Locale, locales, messages } from '../locales/index.ts';

/** An organizer's form as it is drawn: what stands in its fields, and the sentence about what is wrong with one. */
export type FormView = {
  locale: Locale;
  values: Record<string, string>;
  errors: ReadonlyMap<string, string>;
  /** The languages that are written in; all when left out. */
  spoken?: Locale[];
};

type FieldProps = {
  form: FormView;
  name: string;
  label: string;
  hint?: string | undefined;
  type?: 'text' | 'email' | 'url' | 'date' | 'time' | 'number' | 'color' | 'datetime-local';
  /** Lines to write on; one when left out. */
  rows?: number;
  /** The language that is written in it. */
  spoken?: Locale;
  /** Whether it is said that nothing stands here yet. */
  isMissing?: boolean;
};

/** A field with its label above, and its hint and what is wrong with it beside it. */
export function Field({ form, name, label, hint, type = 'text', rows, spoken, isMissing = false }: FieldProps) {
  const id = idOf(name);
  const shared = { ...told({ form, name, hint }), ...(spoken === undefined ? {} : { lang: `${spoken}-CA` }) };
  const value = form.values[name] ?? '';
  return (
    <div class="edit-field">
      <label for={id}>
        {label}{' '}
        {isMissing && value === '' && (
          <span class="badge badge-missed">{messages(form.locale).editor.form.missing}</span>
        )}
      </label>
      <Hint name={name} hint={hint} />
      {rows === undefined ? (
        <input {...shared} type={type} value={value} autocomplete="off" {...(type === 'number' ? { min: '1' } : {})} />
      ) : (
        <textarea {...shared} rows={rows}>
          {/* HTML drops a line end right behind the tag: one that begins the text takes another before it. */}
          {/^\r?\n/.test(value) ? `\n${value}` : value}
        </textarea>
      )}
      <Wrong form={form} name={name} />
    </div>
  );
}

/** What names a field, and ties to it the hint and what is wrong with it. */
function told({ form, name, hint }: Pick<FieldProps, 'form' | 'name' | 'hint'>) {
  const isWrong = form.errors.has(name);
  const id = idOf(name);
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(isWrong ? [`${id}-error`] : [])].join(' ');
  return {
    id,
    name,
    ...(isWrong ? { 'aria-invalid': 'true' as const } : {}),
    ...(described === '' ? {} : { 'aria-describedby': described }),
  };
}

function Hint({ name, hint }: Pick<FieldProps, 'name' | 'hint'>) {
  return hint === undefined ? null : (
    <p class="note" id={`${idOf(name)}-hint`}>
      {hint}
    </p>
  );
}

type BothProps = Omit<FieldProps, 'name' | 'spoken' | 'isMissing'> & {
  /** The field's name in one language. */
  nameIn(locale: Locale): string;
};

/** The same text in both languages, side by side; one that only one of them has is said to be missing in the other. */
export function Both({ nameIn, label, ...props }: BothProps) {
  const { form } = props;
  const t = messages(form.locale).editor.form;
  const inAll = form.spoken ?? locales;
  const isSaid = inAll.some((spoken) => (form.values[nameIn(spoken)] ?? '') !== '');
  return (
    <fieldset class="edit-both">
      <legend>{label}</legend>
      {inAll.map((spoken) => (
        <Field
          key={spoken}
          {...props}
          name={nameIn(spoken)}
          label={t.bilingual[spoken]}
          spoken={spoken}
          isMissing={isSaid}
        />
      ))}
    </fieldset>
  );
}

type SelectProps = Pick<FieldProps, 'form' | 'name' | 'label' | 'hint'> & {
  options: { value: string; label: string }[];
};

/** One of a few. */
export function Select({ form, name, label, hint, options }: SelectProps) {
  return (
    <div class="edit-field">
      <label for={idOf(name)}>{label}</label>
      <Hint name={name} hint={hint} />
      <select {...told({ form, name, hint })}>
        {options.map(({ value, label: words }) => (
          <option key={value} value={value} selected={form.values[name] === value}>
            {words}
          </option>
        ))}
      </select>
      <Wrong form={form} name={name} />
    </div>
  );
}

/** A box to tick, posted as `yes`. */
export function Tick({ form, name, label }: Pick<FieldProps, 'form' | 'name' | 'label'>) {
  return (
    <label class="edit-tick">
      <input type="checkbox" name={name} value="yes" checked={form.values[name] === 'yes'} /> {label}
    </label>
  );
}

/** Fields that belong together, under one heading. */
export function Group({ title, hint, children }: { title: string; hint?: string; children?: Child }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      {hint !== undefined && <p class="note">{hint}</p>}
      {children}
    </section>
  );
}

/** What is wrong with a field. */
export function Wrong({ form, name }: Pick<FieldProps, 'form' | 'name'>) {
  const error = form.errors.get(name);
  return error === undefined ? null : (
    <p class="field-error" id={`${idOf(name)}-error`}>
      {error}
    </p>
  );
}

export function idOf(name: string): string {
  return `edit-${name.replace(/[^A-Za-z0-9-]+/g, '-')}`;
}

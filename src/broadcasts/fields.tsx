import { type Locale, locales, messages } from '../locales/index.ts';
import type { Fault, Values } from './edit-form.ts';

/** The editor's form as it is drawn. */
type FormView = { locale: Locale; values: Values; faults: ReadonlyMap<string, Fault> };

type FieldProps = {
  form: FormView;
  name: string;
  label: string;
  hint?: string | undefined;
  /** Lines to write on; one when left out. */
  rows?: number;
  type?: 'text' | 'url' | 'number';
  /** The language that is written in it. */
  spoken?: Locale;
};

/** A field with its label above, and its hint and what is wrong with it beside it. */
export function Field({ form, name, label, hint, rows, type = 'text', spoken }: FieldProps) {
  const fault = form.faults.get(name);
  const id = `edit-${name.replace('.', '-')}`;
  const described = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const shared = {
    id,
    name,
    ...(spoken === undefined ? {} : { lang: `${spoken}-CA` }),
    ...(fault === undefined ? {} : { 'aria-invalid': 'true' as const }),
    ...(described === '' ? {} : { 'aria-describedby': described }),
  };
  return (
    <div class="edit-field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {rows === undefined ? (
        <input {...shared} type={type} value={form.values[name] ?? ''} autocomplete="off" />
      ) : (
        <textarea {...shared} rows={rows}>
          {form.values[name] ?? ''}
        </textarea>
      )}
      {fault !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {faultSentence(form.locale, fault)}
        </p>
      )}
    </div>
  );
}

function faultSentence(locale: Locale, fault: Fault): string {
  const t = messages(locale).broadcasts.edit.errors;
  return typeof fault === 'string' ? t[fault] : t.number(fault.low, fault.high);
}

/** The same text in both languages, side by side. */
export function Both({ name, label, ...props }: Omit<FieldProps, 'spoken'>) {
  const t = messages(props.form.locale).broadcasts.edit.languages;
  return (
    <fieldset class="edit-both">
      <legend>{label}</legend>
      {locales.map((spoken) => (
        <Field key={spoken} {...props} name={`${spoken}.${name}`} label={t[spoken]} spoken={spoken} />
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
      <label for={`edit-${name}`}>{label}</label>
      <select
        id={`edit-${name}`}
        name={name}
        {...(hint === undefined ? {} : { 'aria-describedby': `edit-${name}-hint` })}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value} selected={form.values[name] === one.value}>
            {one.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p class="note" id={`edit-${name}-hint`}>
          {hint}
        </p>
      )}
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

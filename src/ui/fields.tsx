import { type Locale, messages } from '../locales/index.ts';
import type { FieldError, FormNotice, FormState } from './form-state.ts';
import { AlertIcon } from './icons.tsx';

/** What every drawn field is told: the form it stands in, the page's language, its own name and words. */
export type FieldProps = {
  form: FormState;
  locale: Locale;
  name: string;
  label: string;
  hint?: string | undefined;
  required?: boolean;
  /** For a field that is neither asked for nor left to choice: one's own figure beside suggested ones. */
  unmarked?: boolean;
};

type TextFieldProps = FieldProps & {
  type?: 'text' | 'email' | 'tel' | 'date';
  autocomplete?: string;
  inputmode?: 'text' | 'email' | 'tel' | 'decimal' | 'numeric';
  enterkeyhint?: 'next' | 'done' | 'send' | 'enter';
  autocapitalize?: 'none' | 'words' | 'characters' | 'sentences';
  /** Lines to write on; one line when left out. */
  lines?: number;
  /** The first and the last day of a date, as 2026-05-31. */
  min?: string | undefined;
  max?: string | undefined;
};

/** A text field with its label above, its hint and its error beside it, and what was typed in it. */
export function TextField(props: TextFieldProps) {
  const { form, name, required = false, type = 'text', lines } = props;
  const shared = {
    id: fieldId(name),
    name,
    required,
    autocomplete: props.autocomplete ?? 'off',
    enterkeyhint: props.enterkeyhint ?? (lines === undefined ? 'next' : 'enter'),
    ...(props.autocapitalize === undefined ? {} : { autocapitalize: props.autocapitalize }),
    ...describedBy(props),
    ...(form.errors[name] === undefined ? {} : { 'aria-invalid': 'true' as const }),
  };
  return (
    <div class={props.unmarked ? 'field field-inline' : 'field'}>
      <label for={shared.id}>
        {props.label}
        <Optional {...props} />
      </label>
      <Hint {...props} />
      {lines === undefined ? (
        <input
          {...shared}
          type={type}
          value={typedIn(form, name)}
          {...(props.inputmode === undefined ? {} : { inputmode: props.inputmode })}
          {...(props.min === undefined ? {} : { min: props.min })}
          {...(props.max === undefined ? {} : { max: props.max })}
        />
      ) : (
        <textarea {...shared} rows={lines}>
          {typedIn(form, name)}
        </textarea>
      )}
      <Problem {...props} />
    </div>
  );
}

type ChoicesProps = FieldProps & {
  type: 'radio' | 'checkbox';
  /** `unit` stands below a figure in smaller type. */
  options: { value: string; label: string; unit?: string }[];
  /** Which one is chosen on a form that nobody has touched. */
  preset?: string | undefined;
  /** Large figures to press, or lines with a box. */
  look: 'tiles' | 'pills';
};

/** A group of radios or boxes under one question. */
export function Choices(props: ChoicesProps) {
  const { form, name, type, options, preset, look, required = false } = props;
  const chosen = valuesOf(form, name);
  const picked = chosen.length > 0 ? chosen : preset === undefined ? [] : [preset];
  const invalid = form.errors[name] !== undefined;
  const group = type === 'radio' ? { role: 'radiogroup', 'aria-required': required, 'aria-invalid': invalid } : {};
  return (
    <fieldset class="field" {...group} {...describedBy(props)}>
      <legend>
        {props.label}
        <Optional {...props} />
      </legend>
      <Hint {...props} />
      <div class={look === 'tiles' ? `tiles tiles-${Math.min(options.length, 5)}` : look}>
        {options.map(({ value, label, unit }, index) => (
          <label class="choice" key={value}>
            <input
              type={type}
              id={index === 0 ? fieldId(name) : `${fieldId(name)}-${index}`}
              name={name}
              value={value}
              checked={picked.includes(value)}
              {...(invalid && type === 'checkbox' ? { 'aria-invalid': 'true' as const } : {})}
            />
            <span>
              {label}
              {unit !== undefined && <small> {unit}</small>}
            </span>
          </label>
        ))}
      </div>
      <Problem {...props} />
    </fieldset>
  );
}

/** One box with a sentence beside it, which is posted as `yes`; never ticked beforehand. */
export function Box(props: FieldProps) {
  const { form, name, required = false } = props;
  return (
    <div class="consent">
      <label class="choice" for={fieldId(name)}>
        <input
          type="checkbox"
          id={fieldId(name)}
          name={name}
          value="yes"
          required={required}
          checked={typedIn(form, name) === 'yes'}
          {...describedBy(props)}
          {...(form.errors[name] === undefined ? {} : { 'aria-invalid': 'true' as const })}
        />
        <span>
          {props.label}
          <Optional {...props} />
        </span>
      </label>
      <Hint {...props} />
      <Problem {...props} />
    </div>
  );
}

/** The page came back because of what stands here: it is read first (WCAG 2.2, technique G139). */
const takesFocus = { tabindex: -1, autofocus: true };

/** What is wrong, on top of the form, each line leading to its field; focused when it appears, with a script or without. */
export function ErrorSummary({
  form,
  locale,
  labels,
}: {
  form: FormState;
  locale: Locale;
  labels: [string, string][];
}) {
  const t = messages(locale).pages;
  const wrong = labels.flatMap(([name, label]) => {
    const error = form.errors[name];
    return error === undefined ? [] : [{ name, label, sentence: errorSentence(locale, name, error) }];
  });
  if (wrong.length === 0)
    return form.notice === undefined ? null : <Alert text={noticeSentence(locale, form.notice)} />;
  return (
    <div class="alert" role="alert" {...takesFocus}>
      <AlertIcon />
      <div>
        <p class="alert-title">{t.form.errorsTitle(wrong.length)}</p>
        <ul>
          {wrong.map(({ name, label, sentence }) => (
            <li key={name}>
              <a href={`#${fieldId(name)}`}>{label}</a>
              <br />
              {sentence}
            </li>
          ))}
        </ul>
        {form.notice !== undefined && <p>{noticeSentence(locale, form.notice)}</p>}
      </div>
    </div>
  );
}

function noticeSentence(locale: Locale, notice: FormNotice): string {
  const { forms, pages } = messages(locale);
  const sentences: Record<FormNotice, string> = { ...pages.notices, ...forms.notices };
  return sentences[notice];
}

/** The sentence for what is wrong with a field. */
export function errorSentence(locale: Locale, name: string, error: FieldError): string {
  const { forms, pages } = messages(locale);
  const { errors, missing } = pages;
  const sentences: Record<FieldError, string> = { ...errors, ...forms.errors };
  if (error !== 'required') return sentences[error];
  return Object.entries(missing).find(([field]) => field === name)?.[1] ?? errors.required;
}

/** What was typed in a field, an empty text where nothing was. */
export function typedIn(form: FormState, name: string): string {
  return valuesOf(form, name)[0] ?? '';
}

/** All that was chosen under a name. */
function valuesOf(form: FormState, name: string): string[] {
  const value = form.values[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The id of a field; of a group, that of its first box. */
export function fieldId(name: string): string {
  return `field-${name}`;
}

function Alert({ text }: { text: string }) {
  return (
    <div class="alert" role="alert" tabindex={-1} autofocus>
      <AlertIcon />
      <p class="alert-title">{text}</p>
    </div>
  );
}

function Optional({ locale, required = false, unmarked = false }: FieldProps) {
  return required || unmarked ? null : <span class="optional">{messages(locale).pages.form.optional}</span>;
}

function Hint({ name, hint }: FieldProps) {
  return hint === undefined ? null : (
    <p class="hint" id={`hint-${name}`}>
      {hint}
    </p>
  );
}

function Problem({ form, locale, name }: FieldProps) {
  const error = form.errors[name];
  return error === undefined ? null : (
    <p class="problem" id={`error-${name}`}>
      <AlertIcon />
      {errorSentence(locale, name, error)}
    </p>
  );
}

function describedBy({ form, name, hint }: FieldProps): { 'aria-describedby'?: string } {
  const ids = [hint === undefined ? '' : `hint-${name}`, form.errors[name] === undefined ? '' : `error-${name}`];
  const present = ids.filter((id) => id !== '');
  return present.length === 0 ? {} : { 'aria-describedby': present.join(' ') };
}

import { type Locale, messages } from '../locales/index.ts';
import type { Count } from '../segments/queries.ts';
import { formatNumber } from '../ui/format.ts';
import { separators } from './column.ts';
import type { ExportForm } from './form.ts';
import { type ExportChoices, largeFrom } from './queries.ts';

export type PartProps = { locale: Locale; choices: ExportChoices };
export type FormProps = PartProps & {
  /** What was chosen before something was counted, or another format taken. */
  form: ExportForm;
  /** How many are chosen; undefined where it is everyone. */
  chosen: Count | undefined;
};

/** Of whom the file is, and how many that is: what is chosen goes with the file, counted or not. */
export function Whom({ locale, form, chosen, choices, id }: FormProps & { id: string }) {
  const t = messages(locale).files.exports;
  const campaigns = choices.campaigns.map(({ slug, texts }) => ({
    value: slug,
    label: (texts[locale] ?? Object.values(texts)[0])?.title ?? slug,
  }));
  const segments = choices.segments.map(({ id: value, name }) => ({ value, label: name }));
  return (
    <>
      {segments.length > 0 && (
        <Choice id={`${id}-segment`} name="segment" chosen={form.segment} all={t.allSegments} options={segments}>
          {t.segment}
        </Choice>
      )}
      <Choice id={`${id}-campaign`} name="campaign" chosen={form.campaign} all={t.allCampaigns} options={campaigns}>
        {t.campaign}
      </Choice>
      <p class="wide counted">
        <button class="button button-quiet" type="submit" formaction="/admin/exports">
          {t.count}
        </button>
        <span class="note">
          {form.segment === '' && form.campaign === '' ? t.everyone : t.chosen}{' '}
          <HowMany locale={locale} chosen={chosen} choices={choices} />
        </span>
      </p>
    </>
  );
}

type ChoiceProps = {
  id: string;
  name: string;
  chosen: string;
  all: string;
  options: { value: string; label: string }[];
  children: string;
};

function Choice({ id, name, chosen, all, options, children }: ChoiceProps) {
  return (
    <div>
      <label for={id}>{children}</label>
      <select id={id} name={name}>
        <option value="">{all}</option>
        {options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function HowMany({ locale, chosen, choices }: PartProps & Pick<FormProps, 'chosen'>) {
  const t = messages(locale).files.exports;
  if (chosen) {
    const count = formatNumber(locale, chosen.count);
    return <>{chosen.exact ? t.someChosen(count, chosen.count === 1) : t.aboutChosen(count)}</>;
  }
  return (
    <>
      {choices.contacts > largeFrom
        ? t.manyPeople(formatNumber(locale, largeFrom))
        : t.people(formatNumber(locale, choices.contacts))}
    </>
  );
}

type LayoutProps = { locale: Locale; form: ExportForm; id: string };

export function SeparatorChoice({ locale, form, id }: LayoutProps) {
  const t = messages(locale).files.exports;
  return (
    <div>
      <label for={id}>{t.separator}</label>
      <select id={id} name="separator">
        {Object.keys(separators).map((name) => (
          <option key={name} value={name} selected={name === form.separator}>
            {new Map(Object.entries(t.separators)).get(name)}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Bom({ locale, form, id }: LayoutProps) {
  return (
    <p class="tick">
      <input type="checkbox" id={id} name="bom" value="1" checked={form.bom} />
      <label for={id}>{messages(locale).files.exports.bom}</label>
    </p>
  );
}

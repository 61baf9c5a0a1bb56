import { type CampaignField, type CustomField, isCustom } from '../campaigns/field-form.ts';
import { first, type PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type Locale, locales } from '../locales/index.ts';
import { choice, keyOf, lines, type RawContent, typed, typedOrNone, type Values } from './values.ts';

export const builtIn = ['lastName', 'phone', 'postalCode', 'availability', 'skills', 'question'] as const;
export const asked = ['no', 'optional', 'required'] as const;
export const ownKinds = ['short-text', 'long-text', 'one-of', 'many-of', 'number', 'date', 'consent'] as const;

type RawField = RawContent['settings']['fields'][number];

/** The form's questions as the form that edits them shows them. The last row of own questions is for a new one. */
export function fieldsValues({ settings, texts }: CampaignContent): Values {
  const values: Values = {};
  for (const name of builtIn) {
    const field = settings.fields.find((one) => one.name === name);
    values[`field.${name}`] = field === undefined ? 'no' : field.required ? 'required' : 'optional';
  }
  for (const locale of locales) {
    values[`texts.${locale}.question`] = texts[locale]?.question ?? '';
    values[`texts.${locale}.skills`] = skillKeys(texts)
      .map((key) => texts[locale]?.skills[key] ?? '')
      .join('\n')
      .trimEnd();
  }
  settings.fields.filter(isCustom).forEach((field, index) => {
    values[`own.${index}.kind`] = field.kind;
    values[`own.${index}.required`] = field.required ? 'yes' : '';
    for (const locale of locales) {
      const words = texts[locale]?.fields?.[field.name];
      values[`own.${index}.${locale}.label`] = words?.label ?? '';
      values[`own.${index}.${locale}.help`] = words?.help ?? '';
      const options = 'options' in field ? field.options : [];
      values[`own.${index}.${locale}.options`] = options.map((key) => words?.options?.[key] ?? '').join('\n');
    }
  });
  return values;
}

/** A content with the questions that were chosen and written. */
export function applyFields(content: CampaignContent, form: PostedForm): RawContent {
  const { settings } = content;
  const own = settings.fields.filter(isCustom);
  const names = new Set<string>([...settings.fields.map(({ name }) => name), ...builtIn, 'email', 'consent']);
  const rows = [...own, undefined].map((known, index) => readOwn(content, form, known, index, names));
  const kept = new Map(rows.flatMap((row) => (row ? [[row.field.name, row] as const] : [])));
  const fields: RawField[] = [];
  for (const field of settings.fields) {
    const written = isCustom(field) ? kept.get(field.name)?.field : readBuiltIn(form, field.name);
    if (written) fields.push(written);
  }
  for (const name of builtIn) {
    const added = fields.some((field) => field.name === name) ? undefined : readBuiltIn(form, name);
    if (added) fields.push(added);
  }
  for (const { field } of kept.values()) if (!fields.some(({ name }) => name === field.name)) fields.push(field);
  const texts = { ...content.texts };
  for (const locale of locales) {
    const known = texts[locale];
    if (!known) continue;
    const words = Object.fromEntries(
      [...kept].flatMap(([name, { said }]) => (said[locale].label === '' ? [] : [[name, said[locale]]])),
    );
    const question = typedOrNone(form, `texts.${locale}.question`);
    texts[locale] = { ...known, fields: words, question, skills: readSkills(content, form, locale) };
  }
  return { ...content, settings: { ...settings, fields }, texts };
}

function readBuiltIn(form: PostedForm, name: CampaignField['name']): RawField | undefined {
  const own = builtIn.find((one) => one === name);
  const how = choice(form, `field.${name}`, asked);
  return own === undefined || how === 'no' ? undefined : { name: own, required: how === 'required' };
}

type Said = { label: string; help?: string | undefined; options?: Record<string, string> };

/** One question of the campaign's own; undefined where it was taken away or never written. */
function readOwn(
  { texts }: CampaignContent,
  form: PostedForm,
  known: CustomField | undefined,
  index: number,
  names: Set<string>,
): { field: RawField & { kind: string }; said: Record<Locale, Said> } | undefined {
  const row = `own.${index}`;
  const labels = locales.map((locale) => typed(form, `${row}.${locale}.label`));
  if (typed(form, `${row}.remove`) === 'yes' || (!known && labels.every((label) => label === ''))) return undefined;
  const name = known?.name ?? keyOf(labels.find((label) => label !== '') ?? '', names, 'question-1');
  const kind = known?.kind ?? choice(form, `${row}.kind`, ownKinds);
  const required = typed(form, `${row}.required`) === 'yes';
  const byLocale = { fr: lines(typed(form, `${row}.fr.options`)), en: lines(typed(form, `${row}.en.options`)) };
  const before = known && 'options' in known ? known.options : [];
  const keys = optionKeys(byLocale, before, (key, locale) => texts[locale]?.fields?.[name]?.options?.[key]);
  const say = (locale: Locale): Said => ({
    label: typed(form, `${row}.${locale}.label`),
    help: typedOrNone(form, `${row}.${locale}.help`),
    ...(isChoice(kind) && {
      options: Object.fromEntries(
        keys.flatMap((key, at) => (byLocale[locale][at] ? [[key, byLocale[locale][at]]] : [])),
      ),
    }),
  });
  const said = { fr: say('fr'), en: say('en') };
  if (isChoice(kind)) return { field: { kind, name, required, options: keys }, said };
  return { field: known && !('options' in known) ? { ...known, required } : { kind, name, required }, said };
}

function isChoice(kind: CustomField['kind']): kind is 'one-of' | 'many-of' {
  return kind === 'one-of' || kind === 'many-of';
}

/**
 * An answer keeps its key while its words stay, in one language at least: what people chose before still counts. One line
 * that is alone in saying something else is its answer corrected; where several do, they are new answers.
 */
function optionKeys(
  typedLines: Record<Locale, string[]>,
  before: string[],
  wordOf: (key: string, locale: Locale) => string | undefined,
): string[] {
  const count = Math.max(typedLines.fr.length, typedLines.en.length);
  const keys: (string | undefined)[] = [];
  for (let at = 0; at < count; at += 1) {
    const says = (key: string) =>
      locales.some((locale) => typedLines[locale][at] && wordOf(key, locale) === typedLines[locale][at]);
    keys.push(before.find((key) => !keys.includes(key) && says(key)));
  }
  const isCorrection = count === before.length && keys.filter((key) => key === undefined).length === 1;
  const taken = new Set(before);
  return keys.map((key, at) => {
    const inPlace = isCorrection && !keys.includes(before[at]) ? before[at] : undefined;
    const found = key ?? inPlace ?? keyOf(typedLines.fr[at] || typedLines.en[at] || '', taken, `choix-${at + 1}`);
    taken.add(found);
    return found;
  });
}

function skillKeys(texts: CampaignContent['texts']): string[] {
  return [...new Set(locales.flatMap((locale) => Object.keys(texts[locale]?.skills ?? {})))];
}

function readSkills({ texts }: CampaignContent, form: PostedForm, locale: Locale): Record<string, string> {
  const typedLines = skillLines(form);
  const keys = optionKeys(typedLines, skillKeys(texts), (key, spoken) => texts[spoken]?.skills[key]);
  const words = typedLines[locale];
  return Object.fromEntries(keys.flatMap((key, at) => (words[at] ? [[key, words[at]]] : [])));
}

/** The skills as they were typed, one to a place: a line that is empty in one language only has no words there yet. */
function skillLines(form: PostedForm): Record<Locale, string[]> {
  const linesIn = (locale: Locale) =>
    first(form, `texts.${locale}.skills`)
      .split('\n')
      .map((line) => line.trim());
  const [fr, en] = [linesIn('fr'), linesIn('en')];
  const isSaid = (_: string, at: number) => Boolean(fr[at] || en[at]);
  return { fr: fr.filter(isSaid), en: en.filter(isSaid) };
}

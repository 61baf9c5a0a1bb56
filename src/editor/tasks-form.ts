import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales } from '../locales/index.ts';
import { choice, keyOf, type RawContent, typed, typedOrNone, type Values, wholeNumber } from './values.ts';

export const taskKinds = ['call', 'share', 'doors', 'other'] as const;
const words = ['title', 'text', 'action'] as const;

/** The quick tasks as the form shows them; the row behind the last is for a new one. */
export function tasksValues({ settings }: CampaignContent): Values {
  const tasks = settings.quickTasks ?? [];
  const values: Values = {};
  tasks.forEach(({ kind, minutes, url, near, texts }, index) => {
    const row = `settings.quickTasks.${index}`;
    const plain = { kind, minutes: String(minutes), url: url ?? '', near: near?.join(', ') ?? '' };
    for (const [name, value] of Object.entries(plain)) values[`${row}.${name}`] = value;
    for (const locale of locales)
      for (const name of words) values[`${row}.texts.${locale}.${name}`] = texts[locale]?.[name] ?? '';
  });
  return { ...values, [`settings.quickTasks.${tasks.length}.minutes`]: '30' };
}

/** A content with the quick tasks that were typed. */
export function applyTasks(content: CampaignContent, form: PostedForm): RawContent {
  const { settings } = content;
  const before = settings.quickTasks ?? [];
  const taken = new Set(before.map(({ key }) => key));
  const rows = [...before, undefined].flatMap((known, index) => {
    const row = `settings.quickTasks.${index}`;
    const said = locales.map((locale) => [locale, readWords(form, `${row}.texts.${locale}`)] as const);
    const isBlank = said.every(([, one]) => one === undefined);
    if (typed(form, `${row}.remove`) === 'yes' || (!known && isBlank)) return [];
    const title = said.map(([, one]) => one?.title ?? '').find((one) => one !== '') ?? '';
    const near = readPrefixes(typed(form, `${row}.near`));
    return [
      {
        key: known?.key ?? keyOf(title, taken, 'tache'),
        kind: choice(form, `${row}.kind`, taskKinds),
        minutes: wholeNumber(form, `${row}.minutes`),
        url: typedOrNone(form, `${row}.url`),
        ...(near.length === 0 ? {} : { near }),
        texts: Object.fromEntries(said.filter(([, one]) => one !== undefined)),
      },
    ];
  });
  return { ...content, settings: { ...settings, quickTasks: rows.length > 0 || before.length > 0 ? rows : undefined } };
}

/** "h2x; H2G, h2x 1y4" is H2X, H2G and H2X1Y4: a code keeps its halves together where both were typed. */
function readPrefixes(text: string): string[] {
  const codes = text.toUpperCase().split(/[,;\n]+/);
  return [...new Set(codes.map((code) => code.replace(/[\s-]/g, '')).filter((code) => code !== ''))];
}

/** The words of a task in one language; undefined where there are none. */
function readWords(form: PostedForm, name: string) {
  const said = {
    title: typed(form, `${name}.title`),
    text: typed(form, `${name}.text`),
    action: typed(form, `${name}.action`),
  };
  return Object.values(said).every((one) => one === '') ? undefined : said;
}

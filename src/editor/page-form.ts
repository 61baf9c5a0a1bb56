import { sectionNames } from '../campaigns/form.ts';
import { askChain } from '../campaigns/next-asks.ts';
import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { type RawContent, typed, type Values, wholeNumber } from './values.ts';

export const nextAsks = ['shift', 'pledge', 'share'] as const;

/** The order of the page, and of what is asked after the form, as the form shows it. */
export function pageValues({ settings }: CampaignContent): Values {
  const shown: readonly string[] = settings.sections ?? sectionNames;
  const chain = askChain(settings);
  const values: Values = {};
  for (const name of sectionNames) {
    const at = shown.indexOf(name);
    values[`section.${name}`] = at < 0 ? '' : String(at + 1);
  }
  for (const ask of nextAsks) values[`next.${ask}`] = chain.includes(ask) ? String(chain.indexOf(ask) + 1) : '';
  return values;
}

/** A content in the order that the figures give; what has none is left out. */
export function applyPage(content: CampaignContent, form: PostedForm): RawContent {
  const sections = inOrder(form, 'section', sectionNames);
  const next = inOrder(form, 'next', nextAsks);
  return { ...content, settings: { ...content.settings, sections, next, nextStep: undefined } };
}

function inOrder<Name extends string>(form: PostedForm, prefix: string, names: readonly Name[]): Name[] {
  return names
    .filter((name) => typed(form, `${prefix}.${name}`) !== '')
    .map((name) => ({ name, at: wholeNumber(form, `${prefix}.${name}`) }))
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}

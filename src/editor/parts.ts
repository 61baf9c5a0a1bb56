import { blanksIn, fillBlanks } from '../campaigns/blanks.ts';
import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { applyAsk, askValues } from './ask-form.ts';
import { applyConsents, consentsValues } from './consents-form.ts';
import { applyDates, datesValues } from './dates-form.ts';
import { applyFields, fieldsValues } from './fields-form.ts';
import { applyLook, lookValues } from './look-form.ts';
import { applyPage, pageValues } from './page-form.ts';
import { applySender, senderValues } from './sender-form.ts';
import { applyTasks, tasksValues } from './tasks-form.ts';
import { type RawContent, typed, type Values } from './values.ts';
import { applyWords, wordsValues } from './words-form.ts';

/** The parts that a campaign is edited in, in the order in which they are shown. */
export const partNames = [
  'blanks',
  'words',
  'look',
  'ask',
  'fields',
  'consents',
  'page',
  'dates',
  'tasks',
  'sender',
] as const;
export type PartName = (typeof partNames)[number];

type Part = {
  /** What stands in the part's form. */
  values(content: CampaignContent): Values;
  /** A content with what was typed in it; to be validated. */
  apply(content: CampaignContent, form: PostedForm): RawContent;
};

export const parts: Record<PartName, Part> = {
  blanks: { values: () => ({}), apply: applyBlanks },
  words: { values: wordsValues, apply: applyWords },
  look: { values: lookValues, apply: applyLook },
  ask: { values: askValues, apply: applyAsk },
  fields: { values: fieldsValues, apply: applyFields },
  consents: { values: consentsValues, apply: applyConsents },
  page: { values: pageValues, apply: applyPage },
  dates: { values: datesValues, apply: applyDates },
  tasks: { values: tasksValues, apply: applyTasks },
  sender: { values: senderValues, apply: applySender },
};

export function isPart(name: string): name is PartName {
  return partNames.some((one) => one === name);
}

/** What is left to be filled in, each once, French first. */
export function blanksOf(content: CampaignContent): string[] {
  const blanks = [...new Set(blanksIn(content).map(({ blank }) => blank))];
  return blanks.toSorted((one, other) => Number(isEnglish(one)) - Number(isEnglish(other)));
}

function isEnglish(blank: string): boolean {
  return blank.startsWith('[FILL IN');
}

/** Fills every blank that was answered in, wherever it stands; the fields are named by the blanks themselves. */
function applyBlanks(content: CampaignContent, form: PostedForm): RawContent {
  const answers = blanksOf(content).map((blank) => [blank, typed(form, `blank.${blank}`)] as const);
  return fillBlanks(content, new Map(answers.filter(([, answer]) => answer !== '')));
}

/** What a person typed in a form that comes back. */
export function typedValues(form: PostedForm): Values {
  return Object.fromEntries([...form].map(([name, [value = '']]) => [name, value]));
}

import type { PostedForm } from '../http/read-form.ts';
import type { CampaignContent } from '../imports/form.ts';
import { locales } from '../locales/index.ts';
import { type RawContent, typed, typedOrNone, type Values } from './values.ts';

export const plainWords = ['title', 'headline', 'ask', 'button', 'thanks', 'share'] as const;

/** Room for so many more questions than there are. */
const moreQuestions = 2;

export function questionRows(content: CampaignContent): number {
  return Math.max(0, ...locales.map((locale) => content.texts[locale]?.faq?.length ?? 0)) + moreQuestions;
}

/** The words of the page as the form shows them. */
export function wordsValues(content: CampaignContent): Values {
  const values: Values = {};
  for (const locale of locales) {
    const text = content.texts[locale];
    for (const name of plainWords) values[`texts.${locale}.${name}`] = text?.[name] ?? '';
    values[`texts.${locale}.story`] = storyText(text?.story);
    text?.faq?.forEach(({ question, answer }, index) => {
      values[`texts.${locale}.faq.${index}.question`] = question;
      values[`texts.${locale}.faq.${index}.answer`] = answer;
    });
  }
  return values;
}

/** A content with the words that were typed; a language without any is taken away, but for the campaign's own. */
export function applyWords(content: CampaignContent, form: PostedForm): RawContent {
  const texts: RawContent['texts'] = { ...content.texts };
  for (const locale of locales) {
    const known = content.texts[locale];
    const words = Object.fromEntries(plainWords.map((name) => [name, typed(form, `texts.${locale}.${name}`)]));
    const story = typed(form, `texts.${locale}.story`);
    const faq = questions(form, locale, questionRows(content));
    const isEmpty = [...Object.values(words), story].every((one) => one === '') && faq.length === 0;
    if (isEmpty && locale !== content.settings.defaultLocale) {
      delete texts[locale];
      continue;
    }
    texts[locale] = {
      ...known,
      title: '',
      ...words,
      // Paragraphs that nobody touched stay as they were written.
      story: known && storyText(known.story) === story ? known.story : story,
      faq: faq.length > 0 || known?.faq ? faq : undefined,
    };
  }
  return { ...content, texts };
}

function questions(form: PostedForm, locale: string, rows: number) {
  return Array.from({ length: rows }, (_, index) => `texts.${locale}.faq.${index}`)
    .map((name) => ({ question: typedOrNone(form, `${name}.question`), answer: typedOrNone(form, `${name}.answer`) }))
    .filter(({ question, answer }) => question !== undefined || answer !== undefined)
    .map(({ question = '', answer = '' }) => ({ question, answer }));
}

function storyText(story: string | string[] | undefined): string {
  return story === undefined || typeof story === 'string' ? (story ?? '') : story.join('\n\n');
}

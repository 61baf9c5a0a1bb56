import type { CampaignText } from '../campaigns/form.ts';

/** The texts of a landing page that are written in Markdown, as HTML; undefined for those that there are none of. */
export type Prose = {
  story: string | undefined;
  faq: { question: string; answer: string }[];
  privacy: string | undefined;
};

const rendered = new WeakMap<CampaignText, Promise<Prose>>();

/** Renders a campaign's texts, once for as long as they are kept in memory: a form that comes back needs them again. */
export function proseOf(text: CampaignText): Promise<Prose> {
  const prose = rendered.get(text) ?? render(text);
  rendered.set(text, prose);
  return prose;
}

/** The parser is loaded with the first Markdown, so that starting stays quick. */
async function render({ story, faq = [], privacy }: CampaignText): Promise<Prose> {
  const markdown = typeof story === 'string' && story.trim() !== '' ? story : undefined;
  if (markdown === undefined && faq.length === 0 && privacy === undefined) {
    return { story: undefined, faq: [], privacy: undefined };
  }
  const { renderMarkdown } = await import('../ui/markdown.ts');
  return {
    story: markdown === undefined ? undefined : renderMarkdown(markdown),
    faq: faq.map(({ question, answer }) => ({ question, answer: renderMarkdown(answer) })),
    privacy: privacy === undefined ? undefined : renderMarkdown(privacy),
  };
}

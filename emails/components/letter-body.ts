/** @jsxImportSource react */
import { Marked, type Tokens } from 'marked';
import type { CSSProperties } from 'react';
import sanitizeHtml from 'sanitize-html';
import { holdsValue, type MergeValues, markFields } from '../../src/mail/merge-fields.ts';
import { styles } from './style.ts';

/** Where a link of a letter may lead. A field's value has no place in an address. */
const safeLink = /^(?:https:\/\/|mailto:|tel:)/i;

const marked = new Marked({
  // A letter's lines end where they were ended.
  breaks: true,
  tokenizer: { table: () => undefined },
  renderer: {
    html: () => '',
    image: () => '',
    // The mark that signatures start with is the foot's.
    hr: () => '',
    link({ href, text, tokens }: Tokens.Link) {
      const words = this.parser.parseInline(tokens);
      if (!safeLink.test(href) || holdsValue(href)) return words;
      const bare = [text, `mailto:${text}`, `https://${text}`].includes(href) ? ' data-bare' : '';
      return `<a href="${escapeHtml(href)}"${bare}>${words}</a>`;
    },
  },
});

/** How each element looks, said inline since mail programs keep nothing else, and its class for the night. */
const dress: Record<string, { tagName: string; style?: CSSProperties; ink?: true }> = {
  p: { tagName: 'p', style: styles.text, ink: true },
  pre: { tagName: 'p', style: styles.text, ink: true },
  h1: { tagName: 'h2', style: styles.title, ink: true },
  h2: { tagName: 'h2', style: styles.title, ink: true },
  h3: { tagName: 'h3', style: styles.title, ink: true },
  h4: { tagName: 'h3', style: styles.title, ink: true },
  h5: { tagName: 'h3', style: styles.title, ink: true },
  h6: { tagName: 'h3', style: styles.title, ink: true },
  ul: { tagName: 'ul', style: styles.list, ink: true },
  ol: { tagName: 'ol', style: styles.list, ink: true },
  li: { tagName: 'li', style: styles.item },
  strong: { tagName: 'strong' },
  em: { tagName: 'em' },
  br: { tagName: 'br' },
  a: { tagName: 'a', style: styles.wordLink, ink: true },
};

/**
 * An organizer's Markdown as the HTML of a letter: paragraphs, emphasis, links (https, mailto, tel), lists, headings
 * and line breaks. What else is written, HTML and pictures too, is left out. What is known of the person comes in once
 * the Markdown is read, and quoted: nothing that they typed becomes Markdown or HTML.
 *
 * @returns the HTML, and the same words as one line for the preheader
 */
export function letterBody(markdown: string, values: MergeValues): { html: string; words: string } {
  const { text, restore } = markFields(markdown, values);
  const html = sanitizeHtml(marked.parse(text, { async: false }), {
    allowedTags: [...new Set(Object.values(dress).map(({ tagName }) => tagName))],
    allowedAttributes: { '*': ['class', 'style'], a: ['href', 'data-text-format'], ol: ['start'] },
    allowedSchemes: ['https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    transformTags: { '*': dressed },
  }).trim();
  const words = html
    .replace(/<\/(?:p|h2|h3|li)>|<br \/>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return { html: restore(html, escapeHtml), words: restore(unescapeHtml(words)) };
}

function dressed(tag: string, { href, start, ...rest }: Record<string, string>) {
  const { tagName, style, ink } = dress[tag] ?? { tagName: tag };
  const link = href === undefined ? {} : { href, 'data-text-format': 'data-bare' in rest ? 'inline' : 'beside' };
  return {
    tagName,
    attribs: {
      ...(ink ? { class: 'ink' } : {}),
      ...(style ? { style: inlined(style) } : {}),
      ...(tag === 'a' ? link : {}),
      ...(tag === 'ol' && start !== undefined ? { start } : {}),
    },
  };
}

function inlined(style: CSSProperties): string {
  const name = (property: string) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.entries(style)
    .map(([property, value]) => `${name(property)}:${value}`)
    .join(';');
}

const entities: Record<string, string> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };
const signs = new Map(Object.entries(entities).map(([sign, entity]) => [entity, sign]));

/** As React escapes text and attributes. */
function escapeHtml(text: string): string {
  return text.replace(/["&'<>]/g, (sign) => entities[sign] ?? sign);
}

function unescapeHtml(html: string): string {
  return html.replace(/&(?:quot|amp|#x27|lt|gt);/g, (entity) => signs.get(entity) ?? entity);
}

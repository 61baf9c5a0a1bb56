import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';

/** Headings begin below those of the page, whose sections have the second level. */
const deeper: Record<string, string> = { h1: 'h3', h2: 'h4', h3: 'h5', h4: 'h6', h5: 'h6', h6: 'h6' };

/** A table would stick out of a phone; without one, its lines stay readable. */
const marked = new Marked({ tokenizer: { table: () => undefined } });

/**
 * Markdown as HTML that may stand on a page: plain text structure and links, no pictures, no styles, nothing that comes
 * from or leads to anything but http(s), an address or our own site. What else was written in HTML is left out.
 */
export function renderMarkdown(text: string): string {
  return sanitizeHtml(marked.parse(text, { async: false }), {
    allowedTags: [
      'p',
      'h3',
      'h4',
      'h5',
      'h6',
      'ul',
      'ol',
      'li',
      'blockquote',
      'strong',
      'em',
      'del',
      'code',
      'a',
      'br',
    ],
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
    allowedSchemes: ['https', 'http', 'mailto', 'tel'],
    allowProtocolRelative: false,
    transformTags: {
      ...deeper,
      a: (tagName, { href = '' }) => ({ tagName, attribs: { href, ...(isOwn(href) ? {} : { rel: 'noopener' }) } }),
    },
  });
}

function isOwn(href: string): boolean {
  return href.startsWith('/') || href.startsWith('#');
}

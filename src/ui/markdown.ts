import { Marked, type Token, type Tokens } from 'marked';
import sanitizeHtml from 'sanitize-html';

/** A table would stick out of a phone; without one, its lines stay readable. */
const marked = new Marked({ tokenizer: { table: () => undefined } });

/**
 * Markdown as HTML that may stand on a page: plain text structure and links, no pictures, no styles, nothing that comes
 * from or leads to anything but http(s), an address or our own site. What else was written in HTML is left out.
 */
export function renderMarkdown(text: string): string {
  const tokens = marked.lexer(text);
  const headings: Tokens.Heading[] = [];
  marked.walkTokens(tokens, (token) => {
    if (isHeading(token)) headings.push(token);
  });
  fitOutline(headings);
  return sanitizeHtml(marked.parser(tokens), {
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
      a: (tagName, { href = '' }) => ({ tagName, attribs: { href, ...(isOwn(href) ? {} : { rel: 'noopener' }) } }),
    },
  });
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}

/** Headings begin right below those of the page, whose sections have the second level, and skip none. */
function fitOutline(headings: Tokens.Heading[]): void {
  const written = [...new Set(headings.map(({ depth }) => depth))].sort();
  let before = 2;
  for (const heading of headings) {
    heading.depth = Math.min(3 + written.indexOf(heading.depth), before + 1, 6);
    before = heading.depth;
  }
}

function isOwn(href: string): boolean {
  return href.startsWith('/') || href.startsWith('#');
}

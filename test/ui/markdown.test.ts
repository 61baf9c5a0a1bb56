import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/ui/markdown.ts';

describe('Markdown on a page', () => {
  test('becomes paragraphs, lists, quotes and emphasis', () => {
    expect(renderMarkdown('Un **mot**.\n\n- une\n- deux\n\n> Oui.')).toBe(
      '<p>Un <strong>mot</strong>.</p>\n<ul>\n<li>une</li>\n<li>deux</li>\n</ul>\n<blockquote>\n<p>Oui.</p>\n</blockquote>\n',
    );
  });

  test.each([
    ['## A', ['h3']],
    ['# A\n\n## B\n\n# C', ['h3', 'h4', 'h3']],
    ['### A\n\n# B\n\n###### C', ['h3', 'h3', 'h4']],
    ['> # A\n\n## B', ['h3', 'h4']],
  ])('%j keeps to the outline of the page, whose sections have the second level', (text, levels) => {
    expect([...renderMarkdown(text).matchAll(/<(h\d)/g)].map(([, level]) => level)).toEqual(levels);
  });

  test('a link to another site tells it nothing of the window it came from, and opens no new one', () => {
    expect(renderMarkdown('[là](https://example.org/a)')).toContain(
      '<a href="https://example.org/a" rel="noopener">là</a>',
    );
    expect(renderMarkdown('[ici](/fr/essai)')).toContain('<a href="/fr/essai">ici</a>');
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](//example.org)',
    '[x](/\\example.org)',
    '[x](data:text/html,a)',
    '![x](https://example.org/a.png)',
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<p style="color:red" onclick="a()">x</p>',
    '<iframe src="https://example.org"></iframe>',
    '<form action="/x"><input name=a></form>',
    '<a href="https://example.org" target="_blank" onclick="a()">x</a>',
  ])('%j does no harm', (text) => {
    const html = renderMarkdown(text);
    expect(html).not.toMatch(/<(script|img|iframe|form|input)|javascript:|data:|style=|onclick|onerror|target=/);
    expect(html).not.toMatch(/href="[/\\]{2}/);
  });

  test('whatever is written, only what may stand on a page comes out, and the words stay', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '# ',
        '\n\n',
        '- ',
        '<b>',
        '<script>',
        '</p>',
        '[a](',
        'https://a.org',
        ')',
        '**',
        '`',
        '> ',
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const html = renderMarkdown(parts.join(''));
        const allowed = 'p h3 h4 h5 h6 ul ol li blockquote strong em del code a br'.split(' ');
        const again = sanitizeHtml(html, {
          allowedTags: allowed,
          allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
        });
        expect(again).toBe(html);
        expect(html).not.toMatch(/<[a-z]+[^>]*\s(on\w+|style|src)=/);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zé ]{1,40}$/), (words) => {
        expect(renderMarkdown(`x ${words}`)).toContain(`x ${words}`.trim());
      }),
    );
  });
});

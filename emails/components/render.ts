/** @jsxImportSource react */
import { render, toPlainText } from '@react-email/render';
import type { ReactElement } from 'react';

// The pieces of html-to-text's formatters that are used here; the library brings no types of its own.
type Node = { attribs: Record<string, string>; children: unknown[] };
type Walk = (nodes: unknown[], builder: Builder) => void;
type Builder = {
  addLineBreak(): void;
  addInline(text: string, options: { noWordTransform: boolean }): void;
  addLiteral(text: string): void;
  openBlock(options: { leadingLineBreaks: number }): void;
  closeBlock(options: { trailingLineBreaks: number }): void;
};

const textOptions = {
  selectors: [
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'a', format: 'linkBelow' },
    { selector: 'a[data-text-format=inline]', format: 'inline' },
    { selector: 'a[data-text-format=beside]', format: 'linkBeside' },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', format: 'signatureMark' },
  ],
  formatters: {
    // An address on a line of its own can be copied from any program.
    linkBelow: (link: Node, walk: Walk, builder: Builder) => {
      walk(link.children, builder);
      builder.addLineBreak();
      builder.addInline(link.attribs.href ?? '', { noWordTransform: true });
    },
    // Within a sentence: RFC 3986, appendix C, puts an address between these.
    linkBeside: (link: Node, walk: Walk, builder: Builder) => {
      walk(link.children, builder);
      builder.addInline(` <${(link.attribs.href ?? '').replace(/^(?:mailto|tel):/, '')}>`, { noWordTransform: true });
    },
    // "-- " alone on a line: mail programs fold what is below it (RFC 3676 s. 4.3).
    signatureMark: (_rule: Node, _walk: Walk, builder: Builder) => {
      builder.openBlock({ leadingLineBreaks: 2 });
      builder.addLiteral('-- ');
      builder.closeBlock({ trailingLineBreaks: 1 });
    },
  },
};

/** One rendering, as HTML and as the text read from it. Links stand on a line of their own, below their words. */
export async function renderBoth(mail: ReactElement): Promise<{ html: string; text: string }> {
  const html = await render(mail);
  return { html, text: toPlainText(html, textOptions) };
}

import { raw } from 'hono/html';

/** Text that `renderMarkdown` has made: a paragraph after the other, lists, headings. */
export function Prose({ html }: { html: string }) {
  return <div class="prose">{raw(html)}</div>;
}

import { randomBytes } from 'node:crypto';
import { openerOf, type Slots } from './personal-slots.ts';
import { type MailTemplate, type RenderedMail, renderMail, type TemplateName } from './templates.ts';

/** A text cut at the places where a person's own values stand: a string, or a link's number, or a letter's. */
type Cut = (string | { link: number } | { letter: number })[];
type Form = { subject: Cut; html: Cut; text: Cut };

/** So many renderings are kept, a few megabytes. */
const mostForms = 200;
const forms = new Map<string, Promise<Form>>();

// Stands for nothing else in this process.
const mark = randomBytes(8).toString('hex');
const linkFor = (index: number) => `https://link-${index}.${mark}.invalid/`;
const firstLetter = 0xe000;
const mostLetters = 64;
// Private use (Unicode, section 23.5): in no name, and in no campaign's text that is rendered so.
const privateUse = /[\uE000-\uE0FF]/;
const places = new RegExp(`https://link-(\\d+)\\.${mark}\\.invalid/|([\\uE000-\\uE0FF])`, 'g');
/** Letters with what joins them: nothing that a renderer or a reader of its HTML treats in a way of its own. */
const plainName = new RegExp(`^(?=.{1,${mostLetters}}$)\\p{L}[\\p{L}\\p{M}]*(?:[ '’.-][\\p{L}\\p{M}]+)*$`, 'u');
const plainLink = /^https?:\/\/[\w\-./#?=%:~]+$/;

/**
 * Renders a mail as `renderMail` does, to the same bytes. Rendering costs milliseconds, so what many people are sent is
 * rendered once, with marks in the place of each one's own values, and those are put in here.
 *
 * A name's marks are as many as it has letters, one of their own for each: what a template cuts off or fills up by
 * length comes out as with the name itself. What is no plain name or link is rendered anew.
 */
export async function renderPersonal<N extends TemplateName>(template: MailTemplate<N>): Promise<RenderedMail> {
  const opener = openerOf(template);
  const slots = opener?.read(template);
  if (!opener || !slots || !isPlain(slots)) return await renderMail(template);
  const marked = opener.fill(template, {
    links: slots.links.map((_, index) => linkFor(index)),
    firstName: marksFor(slots.firstName),
  });
  const blank = opener.fill(template, { links: slots.links.map((_, index) => linkFor(index)), firstName: '' });
  if (privateUse.test(JSON.stringify(blank))) return await renderMail(template);
  const form = await formOf(JSON.stringify(marked), () => renderMail(marked));
  return {
    subject: filled(form.subject, slots, (text) => text),
    html: filled(form.html, slots, escapeHtml),
    text: filled(form.text, slots, (text) => text),
  };
}

function isPlain({ links, firstName }: Slots): boolean {
  if (!links.every((link) => plainLink.test(link))) return false;
  // Letters beyond the basic plane are two units each, and a cut may go through the middle.
  return firstName === '' || (plainName.test(firstName) && !/[\uD800-\uDFFF]/.test(firstName));
}

function marksFor(name: string): string {
  return Array.from({ length: name.length }, (_, index) => String.fromCharCode(firstLetter + index)).join('');
}

async function formOf(key: string, render: () => Promise<RenderedMail>): Promise<Form> {
  const known = forms.get(key);
  const form = known ?? render().then(cutAll);
  // The one that was used last goes last.
  forms.delete(key);
  forms.set(key, form);
  const [oldest] = forms.keys();
  if (forms.size > mostForms && oldest !== undefined) forms.delete(oldest);
  try {
    return await form;
  } catch (error) {
    forms.delete(key);
    throw error;
  }
}

function cutAll({ subject, html, text }: RenderedMail): Form {
  return { subject: cut(subject), html: cut(html), text: cut(text) };
}

function cut(text: string): Cut {
  const pieces: Cut = [];
  let end = 0;
  for (const found of text.matchAll(places)) {
    pieces.push(text.slice(end, found.index));
    const [whole, link, letter] = found;
    pieces.push(letter === undefined ? { link: Number(link) } : { letter: letter.charCodeAt(0) - firstLetter });
    end = found.index + whole.length;
  }
  return [...pieces, text.slice(end)].filter((piece) => piece !== '');
}

function filled(cut: Cut, { links, firstName }: Slots, quote: (text: string) => string): string {
  const letters = Array.from({ length: firstName.length }, (_, index) => quote(firstName.charAt(index)));
  const urls = links.map(quote);
  let text = '';
  for (const piece of cut) {
    if (typeof piece === 'string') text += piece;
    else text += ('link' in piece ? urls[piece.link] : letters[piece.letter]) ?? '';
  }
  return text;
}

const entities: Record<string, string> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };

/** As React escapes text and attributes. */
function escapeHtml(text: string): string {
  return text.replace(/["&'<>]/g, (sign) => entities[sign] ?? sign);
}

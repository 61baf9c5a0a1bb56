import type { Context } from 'hono';
import { validate as isUuid, v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { AppError } from '../errors.ts';

/** The most that a form's body may weigh, in bytes. */
const maxBodyBytes = 64 * 1024;

/** A posted form: every value of every name, in the order in which they came. */
export type PostedForm = Map<string, string[]>;

/**
 * Reads a form-encoded body (WHATWG URL, application/x-www-form-urlencoded), strictly: what is not UTF-8 is refused
 * rather than replaced; `mostBytes` is for forms that hold a campaign's texts. The framework's own parser cost two thirds of the sign-ups a second.
 * @throws AppError `unsupported-type`, `too-large` or `malformed`.
 */
export async function readForm(c: Context, mostBytes = maxBodyBytes): Promise<PostedForm> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(type.trim())) throw new AppError('unsupported-type');
  const form = parseForm(await readBody(c, mostBytes));
  posted.set(c, form);
  return form;
}

const posted = new WeakMap<Context, PostedForm>();

/** The form that this request's handler has read, so that an error's page can give back what was typed. */
export function postedForm(c: Context): PostedForm | undefined {
  return posted.get(c);
}

/** Parses the text of a form-encoded body. @throws AppError `malformed` on a broken escape or what is not UTF-8. */
export function parseForm(text: string): PostedForm {
  // The body's decoder puts U+FFFD where the bytes are not UTF-8.
  if (text.includes('\uFFFD')) throw new AppError('malformed');
  const form: PostedForm = new Map();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const values = form.get(name);
    if (values) values.push(value);
    else form.set(name, [value]);
  }
  return form;
}

/** The first value of a name, or an empty text. */
export function first(form: PostedForm, name: string): string {
  return form.get(name)?.[0] ?? '';
}

/** The id that a form carries, by which sending it twice does once what it asks for; one that carries none gets its own. */
export function formId(form: PostedForm): string {
  const id = first(form, 'id');
  return isUuid(id) ? id : uuidv7();
}

/**
 * The id of what somebody typed into a form: the same words sent twice are one thing, and other words in a page that was
 * gone back to are another.
 * @throws AppError `malformed` where the form carries no id.
 */
export function idOfTyped(form: PostedForm, ...words: string[]): string {
  const id = first(form, 'id');
  if (!isUuid(id)) throw new AppError('malformed', 'the form carries no id');
  return uuidv5(JSON.stringify(words), id);
}

/** The first few kilobytes of a body of any kind; the rest is not waited for. */
export async function readStart(c: Context): Promise<string> {
  let start = '';
  for await (const chunk of c.req.raw.body ?? []) {
    start += Buffer.from(chunk).toString('latin1');
    if (start.length > 4_096) break;
  }
  return start;
}

/** The text of a body. @throws AppError `too-large`. */
export async function readBody(c: Context, mostBytes = maxBodyBytes): Promise<string> {
  const length = c.req.header('content-length');
  if (length !== undefined) {
    if (Number(length) > mostBytes) throw new AppError('too-large');
    return await c.req.text();
  }
  return await readCounting(c.req.raw.body, mostBytes);
}

async function readCounting(body: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new AppError('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    throw new AppError('malformed', 'the form is not UTF-8', { cause });
  }
}

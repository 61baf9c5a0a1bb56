import type { Context } from 'hono';
import { AppError } from '../errors.ts';
import { readBody } from './read-form.ts';

/**
 * Reads a JSON body (RFC 8259), as strictly as a form: what is not UTF-8 is refused rather than replaced.
 * @throws AppError `unsupported-type`, `too-large` or `malformed`.
 */
export async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json(;|$)/i.test(type.trim())) throw new AppError('unsupported-type');
  const text = await readBody(c);
  if (text.includes('\uFFFD')) throw new AppError('malformed', 'The body is not UTF-8.');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed', 'The body is not JSON.', { cause });
  }
}

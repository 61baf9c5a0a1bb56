import { AppError } from '../errors.ts';

/** An id (UUID) that came in from outside. @throws AppError `not-found` for what cannot be one. */
export function idParameter(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) throw new AppError('not-found');
  return text;
}

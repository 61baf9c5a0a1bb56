import { AppError } from '../errors.ts';
import type { Campaign } from './queries.ts';

/**
 * Lets nobody promise or book anything new in a campaign that is over, or not open yet.
 * @throws AppError `closed`
 */
export function requireLive({ slug, status }: Pick<Campaign, 'slug' | 'status'>): void {
  if (status !== 'live') throw new AppError('closed', undefined, { subject: slug });
}

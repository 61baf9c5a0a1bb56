import { validate as isUuid } from 'uuid';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { segmentIds } from '../segments/condition.ts';
import { findSegment } from '../segments/queries.ts';
import type { ContactsFilter } from './contacts-csv.ts';
import type { ExportForm } from './form.ts';

/**
 * Whom an export is of, by what its form names. Never everyone where someone in particular was asked for.
 * @throws AppError `not-found` for a campaign or segment that there is not.
 */
export async function findFilter(deps: Deps, { campaign: slug, segment, filter }: ExportForm): Promise<ContactsFilter> {
  const [campaign, saved] = await Promise.all([
    slug === '' ? undefined : findCampaign(deps.db, slug),
    isUuid(segment) ? findSegment(deps.db, segment) : undefined,
  ]);
  if (slug !== '' && !campaign) throw new AppError('not-found', 'this campaign does not exist');
  if (segment !== '' && !saved) throw new AppError('not-found', 'this segment does not exist');
  const definition = saved?.definition ?? filter;
  return {
    ...(campaign && { campaignId: campaign.id }),
    ...(saved && { segmentName: saved.name }),
    ...(definition && { chosen: segmentIds(definition, deps.clock.now()) }),
  };
}

import type { Campaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { first } from '../http/read-form.ts';
import type { LeftoverDetail } from './form.ts';
import { openArrivals } from './open-arrivals.ts';
import { type Kiosk, type Leftover, listLeftovers } from './queries.ts';
import { readSigned } from './read-signed.ts';

/** Something set aside as an organizer sees it; who signed is left out where it cannot be opened. */
export type SeenLeftover = {
  id: string;
  reason: Leftover['reason'];
  fields: LeftoverDetail['fields'];
  receivedAt: Date;
  signed?: { email: string; firstName: string; at: Date };
};

/** Opens what was set aside of a kiosk, at most so many, so that an organizer can decide about it. Changes nothing. */
export async function lookAtLeftovers(
  deps: Pick<Deps, 'db' | 'config'>,
  kiosk: Kiosk,
  campaign: Campaign,
  limit: number,
): Promise<SeenLeftover[]> {
  const leftovers = await listLeftovers(deps.db, kiosk.id, limit);
  const arrivals = leftovers.map((one) => ({ ...one, sentAt: one.deviceSentAt }));
  const opened = await openArrivals(deps, campaign.id, arrivals);
  return leftovers.map(({ id, reason, detail, receivedAt }, index) => {
    const seen = { id, reason, fields: detail.fields, receivedAt };
    const signed = opened[index]?.signed;
    const form = signed && readSigned(signed);
    if (!signed || !form) return seen;
    return { ...seen, signed: { email: first(form, 'email'), firstName: first(form, 'firstName'), at: signed.at } };
  });
}

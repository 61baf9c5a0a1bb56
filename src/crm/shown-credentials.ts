import type { Settled } from '../deps.ts';
import type { CrmConnector } from './queries.ts';
import { openText, placeOf, SealBroken } from './seal.ts';
import { vendorOf } from './vendors.ts';

/**
 * What was filled in for a connector and is no secret, by key: what a form may show again. Nothing where its seal cannot
 * be opened any more.
 */
export function shownCredentials(config: Settled, { id, vendor, credentials }: CrmConnector): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(openText(config, placeOf(id, 'credentials'), credentials));
    const known = new Map(typeof kept === 'object' && kept !== null ? Object.entries(kept) : []);
    return Object.fromEntries(
      vendorOf(vendor)
        .credentials.filter(({ secret }) => !secret)
        .map(({ key }) => [key, String(known.get(key) ?? '')]),
    );
  } catch (error) {
    if (error instanceof SealBroken) return {};
    throw error;
  }
}
